"""A council's Open311 server: GeoReport v2 in JSON and XML, and mySociety's update feed.

It takes every correct request, two equal ones as two, because Open311 knows no duplicates.
`from_staff` is the council's own people at work: what they do is in the feed, and is pushed.
"""

from asyncio import to_thread
from typing import Any
from urllib.parse import parse_qs

from sanic import Blueprint, HTTPResponse, Request, json, text

from integrations.client import ApiClient, Budget
from integrations.clock import Clock
from integrations.errors import IntegrationError, Refused
from integrations.open311 import rules
from integrations.open311.formats import write_xml
from integrations.open311.rules import Form, Wrong
from integrations.open311.world import Row, World, stamp
from integrations.settings import standins_callbacks
from integrations.standin import Seed, StandIn

MOST_LISTED = 1000
FORM = "application/x-www-form-urlencoded"
FILES = "multipart/form-data"
SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
# What the list of each call is called in XML.
ROOTS = {
    "discovery": "discovery",
    "services": "services",
    "requests": "service_requests",
    "tokens": "service_requests",
    "servicerequestupdates": "service_requests_updates",
}
PUSHED_TO = "/webhooks/open311/updates"


class Open311StandIn(StandIn):
    slug = "open311"
    takes_in = True
    world: World

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.callbacks = standins_callbacks()

    def load(self, seed: Seed) -> None:
        self.world = World(seed, self.clock)

    def blueprint(self) -> Blueprint:
        routes = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        routes.add_route(self.read, "/<path:path>", unquote=True)
        routes.add_route(self.take, "/<path:path>", methods=["POST"], unquote=True)
        return routes

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        return self.refused(request, Wrong(status, detail))

    def refused(self, request: Request, fault: Wrong) -> HTTPResponse:
        errors = [{"code": fault.status, "description": reason} for reason in fault.reasons]
        return answer(request, "errors", errors, fault.status)

    async def read(self, request: Request, path: str) -> HTTPResponse:
        query = parse_qs(request.query_string, keep_blank_values=True)
        whole, _, form = path.rpartition(".")
        name, _, item = whole.partition("/")
        try:
            if form not in ("json", "xml"):
                raise Wrong(404, f"there is nothing at {request.path}")
            rules.check_jurisdiction(query, self.world)
            data = self.one(name, item) if item else self.many(request, name, query)
        except Wrong as fault:
            return self.refused(request, fault)
        root = "service_definition" if (name, bool(item)) == ("services", True) else ROOTS[name]
        return answer(request, root, data)

    async def take(self, request: Request, path: str) -> HTTPResponse:
        try:
            form = self.form_of(request, path)
            rules.check_key(form, self.world)
            rules.check_jurisdiction(form, self.world)
            if path.startswith("servicerequestupdates."):
                rules.check_update(form, self.world)
                made = [self.world.take_update(form)]
                return answer(request, ROOTS["servicerequestupdates"], made)
            rules.check_request(form, self.world)
        except Wrong as fault:
            return self.refused(request, fault)
        return answer(request, "service_requests", [self.world.take(form)])

    async def from_staff(self, order: Row) -> Row:
        """What the council's people did about a request: {service_request_id, status, and, if
        wanted, description, update_id, updated_datetime, push: false}. Raises BadSeed."""
        push = order.pop("push", True)
        update = self.world.work(order)
        told = await to_thread(self.pushed, update) if push else "not pushed"
        return {**update, "pushed": told}

    def pushed(self, update: Row) -> str:
        """Told once; who misses it finds it in the feed."""
        if not self.callbacks.public_url:
            return "nobody to tell"
        api = ApiClient("product", self.callbacks.public_url, Budget.WORKER)
        key = self.callbacks.open311_updates_key or self.callbacks.open311_api_key
        fields = [("api_key", key), ("jurisdiction_id", self.world.jurisdiction)]
        fields += [(name, str(value)) for name, value in update.items()]
        try:
            api.post_form(PUSHED_TO, fields)
        except Refused as fault:
            return f"refused {fault.status}"
        except IntegrationError as fault:
            return fault.detail
        return "taken"

    def form_of(self, request: Request, path: str) -> Form:
        if path.rpartition(".")[0] not in ("requests", "servicerequestupdates"):
            raise Wrong(405, f"{path} cannot be posted to")
        kind = request.headers.get("content-type", "")
        if kind.startswith(FILES) and self.world.takes_files:
            return rules.with_files(dict(request.form or {}), dict(request.files or {}))
        if not kind.startswith(FORM):
            raise Wrong(400, f"the body must be {FORM}")
        try:
            return parse_qs(request.body.decode(), keep_blank_values=True, errors="strict")
        except ValueError:
            raise Wrong(400, "the body is not UTF-8") from None

    def many(self, request: Request, name: str, query: Form) -> Any:
        if name == "discovery":
            return self.discovery(request)
        if name == "services":
            return list(self.world.services.values())
        if name == "requests":
            return self.listed(query)
        if name == "servicerequestupdates":
            rules.check_key(query, self.world)
            return rules.chosen(self.world.updates, query, self.world, "updated_datetime")
        raise Wrong(404, f"there is nothing at {request.path}")

    def one(self, name: str, item: str) -> Any:
        if name == "services" and item in self.world.definitions:
            return self.world.definitions[item]
        if name == "requests" and (found := self.with_ids({item})):
            return found
        if name == "tokens" and item in self.world.tokens:
            number = self.world.id_of(item)
            return [{**({"service_request_id": number} if number else {}), "token": item}]
        raise Wrong(404, f"{item} was not found in {name}")

    def listed(self, query: Form) -> list[Row]:
        """Ids, when given, override every other filter."""
        if ids := rules.csv(query, "service_request_id"):
            return self.with_ids(ids)
        found = rules.chosen(self.world.requests, query, self.world, "requested_datetime")
        return found[:MOST_LISTED]

    def with_ids(self, ids: set[str]) -> list[Row]:
        return [row for row in self.world.requests if row["service_request_id"] in ids]

    def discovery(self, request: Request) -> Row:
        at = stamp(self.world.clock.now())
        return {
            "changeset": at,
            "contact": "a stand-in for demonstrations and tests",
            "key_service": "any key that starts with demo-",
            "endpoints": [
                {
                    "specification": SPECIFICATION,
                    "url": f"{request.scheme}://{request.host}/{self.slug}",
                    "changeset": at,
                    "type": "test",
                    "formats": ["text/xml", "application/json"],
                }
            ],
        }


def answer(request: Request, root: str, data: Any, status: int = 200) -> HTTPResponse:
    if request.path.endswith(".xml"):
        return text(write_xml(root, data), status, content_type="text/xml; charset=utf-8")
    return json(data, status, content_type="application/json; charset=utf-8")
