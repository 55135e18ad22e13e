"""OS Places API v1, over addresses of its own: /postcode, /find, /uprn and /nearest, JSON only.

Stricter than life: parameters it does not know are refused, and so is a key that is neither a
demo one nor named by the world.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import SanicException

from integrations.addresses.query import Asked, BadQuery, read
from integrations.addresses.rows import Row
from integrations.addresses.search import Index
from integrations.addresses.world import load
from integrations.clock import Clock
from integrations.standin import BadSeed, Seed, StandIn

DEMO_KEYS = ("demo-", "test-")
EXACT = 1.0

NO_KEY = "Failed to resolve API Key variable request.header.key"
WRONG_KEY = "Invalid ApiKey"
TOO_MANY = "Rate limit quota violation. Quota limit  exceeded."
GATEWAY = {
    NO_KEY: "steps.oauth.v2.FailedToResolveAPIKey",
    WRONG_KEY: "oauth.v2.InvalidApiKey",
    TOO_MANY: "policies.ratelimit.QuotaViolation",
}

Scored = tuple[Row, float]


class AddressesStandIn(StandIn):
    slug = "addresses"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._defaults = self.seed()["defaults"]
        self._rows: tuple[Row, ...] = ()
        self._index = Index(())
        self._keys: tuple[str, ...] = ()

    def load(self, seed: Seed) -> None:
        keys, defaults = seed.get("api_keys", []), seed.get("defaults", {})
        if not isinstance(keys, list) or not isinstance(defaults, dict):
            raise BadSeed("api_keys is a list, defaults an object")
        rows = load(seed, {**self._defaults, **defaults})
        self._index = Index(rows)
        self._rows = rows
        self._keys = tuple(map(str, keys))

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        for path, answer in (
            ("postcode", self._by_postcode),
            ("find", self._find),
            ("uprn", self._by_uprn),
            ("nearest", self._nearest),
        ):
            blueprint.add_route(self._route(path, answer), f"/{path}", name=path)
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        """The gateway in front of OS Places has errors of its own shape."""
        text = {401: detail if detail in GATEWAY else WRONG_KEY, 429: TOO_MANY}.get(status)
        if text:
            code = {"errorcode": GATEWAY[text]}
            return json({"fault": {"faultstring": text, "detail": code}}, status)
        return json({"error": {"statuscode": status, "message": detail}}, status)

    def _route(self, path: str, answer: Callable[[Asked], Iterable[Scored]]) -> Any:
        async def handle(request: Request) -> HTTPResponse:
            self._check_key(request)
            try:
                asked = read(path, dict(request.args.items()))
                found = [hit for hit in answer(asked) if asked.admits(hit[0].lpi)]
            except BadQuery as fault:
                return self.refusal(request, 400, str(fault))
            return json(self._answer(request, asked, found))

        return handle

    def _check_key(self, request: Request) -> None:
        key = request.headers.get("key") or request.args.get("key")
        if not key:
            raise SanicException(NO_KEY, status_code=401)
        if key not in self._keys and not key.startswith(DEMO_KEYS):
            raise SanicException(WRONG_KEY, status_code=401)

    def _by_postcode(self, asked: Asked) -> Iterable[Scored]:
        """A whole postcode, or its beginning as far as the sector's digit."""
        wanted = asked.text("postcode").upper().replace(" ", "")
        for row in self._rows:
            district, unit = row.lpi["POSTCODE_LOCATOR"].split()
            if wanted == district or (
                len(wanted) > len(district) and f"{district}{unit}".startswith(wanted)
            ):
                yield row, EXACT

    def _find(self, asked: Asked) -> Iterable[Scored]:
        return ((hit.row, hit.score) for hit in self._index.find(asked.text("query"), asked.worst))

    def _by_uprn(self, asked: Asked) -> Iterable[Scored]:
        wanted = asked.text("uprn").lstrip("0")
        rows = (row for row in self._rows if row.lpi["UPRN"].lstrip("0") == wanted)
        return ((row, EXACT) for row in rows)

    def _nearest(self, asked: Asked) -> Iterable[Scored]:
        """One address, the nearest, if it is within the radius."""
        x, y = asked.point
        apart = [
            (math.dist((x, y), (row.lpi["X_COORDINATE"], row.lpi["Y_COORDINATE"])), place)
            for place, row in enumerate(self._rows)
            if asked.admits(row.lpi) and asked.shown(row)
        ]
        metres, place = min(apart, default=(math.inf, 0))
        return [(self._rows[place], EXACT)] if metres <= asked.radius else []

    def _answer(self, request: Request, asked: Asked, found: Sequence[Scored]) -> dict[str, Any]:
        rows = [(shown, score) for row, score in found for shown in asked.shown(row)]
        page = rows[asked.offset : asked.offset + asked.most]
        sent = "&".join(p for p in request.query_string.split("&") if not p.startswith("key="))
        header = {
            "uri": f"{request.scheme}://{request.host}{request.path}?{sent}",
            "query": f"{asked.names[0]}={asked.text(asked.names[0])}",
            "offset": asked.offset,
            "totalresults": len(rows),
            "format": "JSON",
            "dataset": ",".join(asked.datasets),
            "lr": "EN,CY",
            "maxresults": asked.most,
            "epoch": "120",
            "lastupdate": f"{self.clock.today():%Y-%m-%d}",
            "output_srs": asked.output_srs,
        }
        if not page:
            return {"header": header}  # no `results` at all, as OS Places does
        return {"header": header, "results": [asked.wire(row, score) for row, score in page]}
