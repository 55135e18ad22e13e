"""Asks a directory of community services, in whichever version of the standard it speaks."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from math import asin, cos, radians, sin, sqrt
from typing import Any

from integrations.client import ApiClient
from integrations.errors import NotFound, Refused, Unreadable
from integrations.open_referral import fields, reading
from integrations.open_referral.contract import ACTIVE, SYSTEM, InvalidField, Service

MOST_PAGES = 100
PER_PAGE = 50
AT_ONCE = 4
BROKEN_ALLOWED = 0.1
"""A directory with a larger part broken is refused whole: something is wrong with all of it."""
EARTH_METRES = 6_371_000

logger = logging.getLogger(__name__)
Pairs = Iterable[tuple[str, str]]


class OpenReferral:
    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def version(self) -> int:
        """3 or 1. As the official validator finds out: the base says so, or it is version 1."""
        try:
            answer = self._api.get("").json()
        except (NotFound, Refused):
            return 1
        except Unreadable as fault:
            if "not JSON" in fault.detail:
                return 1
            raise
        if not isinstance(answer, Mapping) or not {"version", "openapi_url"} & set(answer):
            return 1
        told = fields.needed(answer, "version")
        if "1." in told:
            return 1
        for name in ("profile", "openapi_url"):
            fields.needed(answer, name)
        return 3

    def services(self, params: Pairs = ()) -> list[Service]:
        """Every active service, each in full. One that is broken is left out and logged."""
        version = self.version()
        broken: list[InvalidField] = []
        listed = list(self._listed(params, broken))
        ids = [name for name, status in listed if status == ACTIVE]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            found = list(pool.map(lambda one: self._whole(one, version), ids))
        broken += [one for one in found if isinstance(one, InvalidField)]
        for one in broken:
            logger.error("a service is left out: %s", one)
        if broken and len(broken) > BROKEN_ALLOWED * (len(listed) or 1):
            raise broken[0]
        return [one for one in found if isinstance(one, Service) and one.status == ACTIVE]

    def service(self, name: str, version: int | None = None) -> Service:
        """One service in full. Raises InvalidField, which names the field."""
        answer = self._api.get(f"services/{name}").json()
        return reading.service(answer, version or self.version())

    def near(self, postcode: str, metres: int, params: Pairs = ()) -> list[Service]:
        """The directory's own search around a postcode. Raises NotFound where version 3 leaves the
        endpoint out, as it may: then ask for `services` and measure with `metres_between`."""
        around = [("postcode", postcode), ("proximity", str(metres)), *params]
        if self.version() == 1:
            return self.services(around)
        rows = self._pages("service_at_locations", around)
        names = dict.fromkeys(
            fields.needed(fields.row(one.get("service") or {}, "service"), "id", "service.")
            for one in rows
        )
        found = [self.service(name, 3) for name in names]
        return [one for one in found if one.status == ACTIVE]

    def taxonomy_terms(self) -> dict[str, str]:
        """The id of each term by its name; empty where the directory does not tell them."""
        path = "taxonomy_terms" if self.version() == 3 else "taxonomies"
        try:
            rows = list(self._pages(path))
        except NotFound:
            return {}
        return {fields.needed(one, "name"): fields.needed(one, "id") for one in rows}

    def _whole(self, name: str, version: int) -> Service | InvalidField | None:
        try:
            return self.service(name, version)
        except InvalidField as fault:
            return fault
        except NotFound:
            return None  # taken away between the list and now

    def _listed(self, params: Pairs, broken: list[InvalidField]) -> Iterator[tuple[str, str]]:
        for at, one in enumerate(self._pages("services", params)):
            try:
                yield reading.summary(one, f"contents[{at}].")
            except InvalidField as fault:
                broken.append(fault)

    def _pages(self, path: str, params: Pairs = ()) -> Iterator[Mapping[str, Any]]:
        """Every row. Counters are wrong in life (31 said, 128 sent; `last` on page 1 of 10), so a
        page is the last only when it brings nothing new, and there is a bound."""
        seen: set[str] = set()
        for page in range(1, MOST_PAGES + 1):
            asked = [*params, ("page", str(page)), ("per_page", str(PER_PAGE))]
            try:
                answer = self._api.get(path, asked).json()
            except NotFound:
                if page == 1:
                    raise
                return
            rows = contents(answer)
            new = [one for one in rows if str(one.get("id")) not in seen]
            if not new:
                return
            seen |= {str(one.get("id")) for one in new}
            yield from new
        raise Unreadable(SYSTEM, f"{path} has no end")


def contents(answer: Any) -> list[Mapping[str, Any]]:
    """The rows of a page, in either version's envelope."""
    if isinstance(answer, Mapping):
        for name in ("contents", "content"):
            if name in answer:
                return fields.rows(answer[name], name)
    raise InvalidField("contents", "is missing")


def refusal(status: int, body: str) -> str:
    """The standard has no error shape of its own."""
    return f"status {status}"


def metres_between(one: tuple[float, float], two: tuple[float, float]) -> float:
    """The way a crow flies between two points (latitude, longitude)."""
    lat1, long1, lat2, long2 = (radians(value) for value in (*one, *two))
    part = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((long2 - long1) / 2) ** 2
    return 2 * EARTH_METRES * asin(sqrt(part))
