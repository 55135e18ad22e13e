"""postcodes.io v18 over postcodes of its own: one, many, the nearest to a point, ended ones.

Looser than life: outcodes, places, Scotland, autocomplete and the `q` search are not there.
"""

import math
from typing import Any
from urllib.parse import unquote

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import SanicException

from integrations.clock import Clock
from integrations.grid import metres_between
from integrations.postcodes.world import Fields, World, load, tidy
from integrations.standin import Seed, StandIn

INVALID, UNKNOWN = "Invalid postcode", "Postcode not found"
NO_ROUTE = "Resource not found"
BULK = 100


class PostcodesStandIn(StandIn):
    slug = "postcodes"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._defaults = self.seed()["defaults"]
        self._world = World({}, {})

    def load(self, seed: Seed) -> None:
        self._world = load(seed, self._defaults)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        blueprint.add_route(self._near, "/postcodes", name="near")
        blueprint.add_route(self._many, "/postcodes", methods=["POST"], name="many")
        blueprint.add_route(self._one, "/postcodes/<postcode>", name="one")
        blueprint.add_route(self._is_one, "/postcodes/<postcode>/validate", name="validate")
        blueprint.add_route(self._ended, "/terminated_postcodes/<postcode>", name="ended")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        if status in (404, 405):
            status, detail = 404, NO_ROUTE
        return json({"status": status, "error": detail}, status)

    async def _one(self, request: Request, postcode: str) -> HTTPResponse:
        wanted = tidy(unquote(postcode))
        if wanted is None:
            return _no(404, INVALID)
        key = wanted.replace(" ", "")
        if found := self._world.live.get(key):
            return _yes(found)
        if ended := self._world.terminated.get(key):
            shown = {name: ended[name] for name in ended if name not in ("eastings", "northings")}
            return json({"status": 404, "error": UNKNOWN, "terminated": shown}, 404)
        return _no(404, UNKNOWN)

    async def _is_one(self, request: Request, postcode: str) -> HTTPResponse:
        wanted = tidy(unquote(postcode))
        return _yes(wanted is not None and wanted.replace(" ", "") in self._world.live)

    async def _ended(self, request: Request, postcode: str) -> HTTPResponse:
        wanted = tidy(unquote(postcode))
        if wanted is None:
            return _no(404, INVALID)
        ended = self._world.terminated.get(wanted.replace(" ", ""))
        return _yes(ended) if ended else _no(404, "Terminated postcode not found")

    async def _many(self, request: Request) -> HTTPResponse:
        asked = _body(request).get("postcodes")
        if not isinstance(asked, list):
            return _no(400, "Invalid JSON submitted. You need to submit a JSON object with an "
                            "array of postcodes or geolocation objects")  # fmt: skip
        if len(asked) > BULK:
            return _no(400, f"Too many postcodes submitted. Up to {BULK} postcodes can be bulk "
                            "requested at a time")  # fmt: skip
        found = []
        for query in asked:
            key = (tidy(str(query)) or "").replace(" ", "")
            found.append({"query": query, "result": self._world.live.get(key)})
        return _yes(found)

    async def _near(self, request: Request) -> HTTPResponse:
        lat, long = _number(request, "lat", None, 90), _number(request, "lon", None, 180)
        limit = int(_number(request, "limit", 10, 100))
        radius = _number(request, "radius", 100, 2000)
        placed = [each for each in self._world.live.values() if each["latitude"] is not None]
        apart = [
            (metres_between((lat, long), (each["latitude"], each["longitude"])), place)
            for place, each in enumerate(placed)
        ]
        near = [
            {**placed[place], "distance": round(metres, 8)}
            for metres, place in sorted(apart)
            if metres <= radius
        ]
        return _yes(near[:limit] or None)


def _number(request: Request, name: str, default: float | None, most: float) -> float:
    text = request.args.get(name)
    if text is None and default is not None:
        return default
    try:
        value = float(text or "")
    except ValueError:
        value = math.nan
    if not -most <= value <= most or (default is not None and value < 1):
        raise SanicException(f"Invalid {name} submitted", status_code=400)
    return value


def _body(request: Request) -> Fields:
    body: Any = request.json
    return body if isinstance(body, dict) else {}


def _yes(result: object) -> HTTPResponse:
    return json({"status": 200, "result": result})


def _no(status: int, error: str) -> HTTPResponse:
    return json({"status": status, "error": error}, status)
