"""Finds addresses: by postcode, by what a resident called the place, by UPRN, by a point."""

import json
from collections.abc import Iterator

from integrations.addresses.contract import (
    SYSTEM,
    Address,
    Match,
    Record,
    properties,
)
from integrations.client import ApiClient
from integrations.errors import NotFound, Unreadable
from integrations.grid import to_grid

PAGE = 100  # the most OS Places gives at once
PAGES = 5

Params = list[tuple[str, str]]
# LPI knows streets, parks and blocks of flats; DPA only where post goes.
ALWAYS: Params = [("dataset", "LPI"), ("output_srs", "EPSG:4326")]


class Addresses:
    """`bounds` (west, south, east, north, in National Grid metres) keeps a search for a street
    name to the council's own area; OS Places otherwise looks through the whole country."""

    def __init__(
        self, api: ApiClient, bounds: tuple[float, float, float, float] | None = None
    ) -> None:
        self._api = api
        self._bounds = bounds

    def by_postcode(self, postcode: str) -> tuple[Address, ...]:
        """Every property there, in house-number order; none when nobody has heard of it."""
        asked = [("postcode", " ".join(postcode.split()))]
        found = properties(self._rows("postcode", asked, PAGE * PAGES))
        return tuple(sorted((match.address for match in found), key=lambda each: each.order))

    def find(self, query: str, limit: int = 100, at_least: float = 0.4) -> tuple[Match, ...]:
        """The properties that answer to some words, best first, house-number order among equals."""
        params = [("query", query), ("minmatch", f"{at_least:.2f}"), ("matchprecision", "3")]
        if self._bounds:
            params.append(("bbox", ",".join(f"{metres:.0f}" for metres in self._bounds)))
        found = properties(self._rows("find", params, limit))
        best_first = sorted(found, key=lambda match: (-match.score, match.address.order))
        return tuple(best_first[:limit])

    def by_uprn(self, uprn: str) -> Address:
        """Raises NotFound for a number no approved property has."""
        found = properties(self._rows("uprn", [("uprn", uprn)], PAGE))
        if not found:
            raise NotFound(SYSTEM, "no property has that UPRN")
        return found[0].address

    def nearest(self, lat: float, long: float, metres: int = 100) -> Address | None:
        """The property nearest to a point, if there is one that near."""
        easting, northing = to_grid(lat, long)
        params = [("point", f"{easting:.1f},{northing:.1f}"), ("radius", str(metres))]
        found = properties(self._rows("nearest", params, 1))
        return found[0].address if found else None

    def _rows(self, path: str, params: Params, limit: int) -> Iterator[Record]:
        """Page after page, because older names of a property count as results too."""
        for offset in range(0, limit, PAGE):
            page = [("maxresults", str(min(PAGE, limit)))] if path != "nearest" else []
            if offset:
                page.append(("offset", str(offset)))
            rows, total = self._page(path, params + ALWAYS + page)
            yield from rows
            if offset + PAGE >= total or not rows:
                return

    def _page(self, path: str, params: Params) -> tuple[list[Record], int]:
        try:
            answer = self._api.get(path, params).json()
        except NotFound as wrong_address:
            # OS Places answers 200 without results; a 404 means we asked somebody else.
            raise Unreadable(SYSTEM, f"no /{path} at this address") from wrong_address
        if not isinstance(answer, dict) or not isinstance(answer.get("header"), dict):
            raise Unreadable(SYSTEM, "an answer without a header")
        results = answer.get("results", [])  # absent, not empty, when nothing matches
        try:
            rows = [row["LPI"] for row in results]
            return rows, int(answer["header"].get("totalresults", len(rows)))
        except (KeyError, TypeError, ValueError) as fault:
            raise Unreadable(SYSTEM, "results that are no list of rows") from fault


def refusal(status: int, body: str) -> str:
    """OS Places' own reason; its gateway's errors have another shape, so only 400 is read."""
    try:
        return str(json.loads(body)["error"]["message"]) if status == 400 else f"status {status}"
    except (ValueError, KeyError, TypeError):
        return f"status {status}"
