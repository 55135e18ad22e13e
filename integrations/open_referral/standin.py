"""A directory of community services over a world of its own, in both versions of the standard:
/open_referral speaks version 3, /open_referral/v1 version 1.

Stricter than life: an unknown parameter, a page that is no number, or a postcode without proximity
is refused. Looser: texts are searched as they stand.
"""

from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import NotFound, SanicException

from integrations.clock import Clock
from integrations.open_referral import wire
from integrations.open_referral.client import metres_between
from integrations.open_referral.world import Entry, World, load
from integrations.standin import Seed, StandIn

V3 = {"page", "per_page", "search", "taxonomy_term_id", "taxonomy_id", "organization_id", "minimal",
      "full", "modified_after", "minimum_age", "maximum_age", "start_time", "end_time",
      "day"}  # fmt: skip
NEAR = {"page", "per_page", "postcode", "proximity", "taxonomy_term_id"}
V1 = {"page", "per_page", "text", "postcode", "proximity", "taxonomy_id", "day"}
MOST_A_PAGE = 100


class OpenReferralStandIn(StandIn):
    slug = "open_referral"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._world = World((), {})

    def load(self, seed: Seed) -> None:
        self._world = load(seed)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        routes = (
            ("/", self._about, "about"),
            ("/services", self._list_v3, "list3"),
            ("/services/<name:str>", self._one_v3, "one3"),
            ("/service_at_locations", self._near, "near3"),
            ("/taxonomy_terms", self._terms_v3, "terms3"),
            ("/v1/services", self._list_v1, "list1"),
            ("/v1/services/<name:str>", self._one_v1, "one1"),
            ("/v1/taxonomies", self._terms_v1, "terms1"),
        )
        for path, handler, name in routes:
            blueprint.add_route(handler, path, name=name)
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        return json({"error": detail}, status)

    async def _about(self, request: Request) -> HTTPResponse:
        return json(wire.ABOUT)

    async def _list_v3(self, request: Request) -> HTTPResponse:
        given = _given(request, V3)
        found = [
            one
            for one in self._world.entries
            if _says(one, given.get("search")) and _about_it(one, given.get("taxonomy_term_id"))
        ]
        return _page3(given, [wire.summary(one) for one in found])

    async def _one_v3(self, request: Request, name: str) -> HTTPResponse:
        return json(wire.service_v3(self._found(name)))

    async def _near(self, request: Request) -> HTTPResponse:
        given = _given(request, NEAR)
        found = self._around(given)
        chosen = [one for one in found if _about_it(one, given.get("taxonomy_term_id"))]
        return _page3(given, [wire.at_location(one) for one in chosen if one.lat is not None])

    async def _terms_v3(self, request: Request) -> HTTPResponse:
        given = _given(request, V3)
        return _page3(given, [wire.term(name) for name in self._world.terms()])

    async def _list_v1(self, request: Request) -> HTTPResponse:
        given = _given(request, V1)
        found = self._around(given) if "postcode" in given else list(self._world.entries)
        chosen = [
            one
            for one in found
            if _says(one, given.get("text")) and _about_it(one, given.get("taxonomy_id"))
        ]
        return _page1(given, [wire.summary(one) for one in chosen])

    async def _one_v1(self, request: Request, name: str) -> HTTPResponse:
        return json(wire.service_v1(self._found(name)))

    async def _terms_v1(self, request: Request) -> HTTPResponse:
        given = _given(request, V1)
        return _page1(given, [wire.term(name) for name in self._world.terms()])

    def _found(self, name: str) -> Entry:
        found = next((one for one in self._world.entries if one.id == name), None)
        if found is None:
            raise NotFound("no such service")
        return found

    def _around(self, given: dict[str, str]) -> list[Entry]:
        middle = self._world.postcodes.get(given.get("postcode", "").replace(" ", "").upper())
        if middle is None or not given.get("proximity", "").isdecimal():
            raise SanicException("postcode and proximity are needed", status_code=400)
        most = int(given["proximity"])
        return [
            one
            for one in self._world.entries
            if one.lat is not None
            and one.long is not None
            and metres_between(middle, (one.lat, one.long)) <= most
        ]


def _given(request: Request, known: set[str]) -> dict[str, str]:
    given = {name: values[-1] for name, values in request.args.items()}
    if unknown := sorted(set(given) - known):
        raise SanicException(f"unknown: {', '.join(unknown)}", status_code=400)
    for name in ("page", "per_page"):
        if not given.get(name, "1").isdecimal() or int(given.get(name, "1")) < 1:
            raise SanicException(f"{name} is no number", status_code=400)
    return given


def _says(one: Entry, text: str | None) -> bool:
    return not text or text.lower() in f"{one.name} {one.description}".lower()


def _about_it(one: Entry, term: str | None) -> bool:
    return not term or term in [wire.identity("term", name) for name in one.terms]


def _cut(given: dict[str, str], rows: list[Any]) -> tuple[int, int, int, list[Any]]:
    size = min(int(given.get("per_page", "50")), MOST_A_PAGE)
    page = int(given.get("page", "1"))
    pages = max(1, -(-len(rows) // size))
    return page, pages, len(rows), rows[(page - 1) * size : page * size]


def _page3(given: dict[str, str], rows: list[Any]) -> HTTPResponse:
    page, pages, total, shown = _cut(given, rows)
    return json({
        "total_items": total, "total_pages": pages, "page_number": page, "size": len(shown),
        "first_page": page == 1, "last_page": page >= pages, "empty": not shown,
        "contents": shown,
    })  # fmt: skip


def _page1(given: dict[str, str], rows: list[Any]) -> HTTPResponse:
    page, pages, total, shown = _cut(given, rows)
    return json({
        "totalElements": total, "totalPages": pages, "number": page, "size": len(shown),
        "first": page == 1, "last": page >= pages, "content": shown,
    })  # fmt: skip
