"""Stockport's collection service (Whitespace behind it) over rounds of its own.

Stricter than life: both days must be given, as dd/MM/yyyy, in that order and within 400 days.
"""

from datetime import date, datetime, timedelta

from sanic import Blueprint, HTTPResponse, Request, json

from integrations.clock import Clock
from integrations.collections.world import Day, World, load
from integrations.standin import Seed, StandIn

PROBLEM = "https://tools.ietf.org/html/rfc9110#section-15.5"
LONGEST = timedelta(days=400)
INVALID = "One or more validation errors occurred."


class CollectionsStandIn(StandIn):
    slug = "collections"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._world = World({}, {}, (), ())

    def load(self, seed: Seed) -> None:
        self._world = load(seed)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        at = "/api/v1/Collection"
        blueprint.add_route(self._collections, at, name="collection")
        blueprint.add_route(self._crew_notes, f"{at}/in-cab-logs", name="crew-notes")
        blueprint.add_route(self._incidents, f"{at}/round-incidents/<uprn:str>", name="incidents")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        return _problem(status, detail)

    async def _collections(self, request: Request) -> HTTPResponse:
        given = _given(request)
        errors: dict[str, list[str]] = {}
        uprn, span = _uprn(given.get("uprn", ""), errors), _span(given, errors)
        if span is None or errors:
            return _problem(400, INVALID, errors)
        days = self._world.between(uprn, *span)
        return json({"Collections": [_row(day) for day in days]})

    async def _crew_notes(self, request: Request) -> HTTPResponse:
        given = _given(request)
        errors: dict[str, list[str]] = {}
        uprn, span = _uprn(given.get("uprn", ""), errors), _span(given, errors)
        if span is None or errors:
            return _problem(400, INVALID, errors)
        return json({"InCabLogs": self._world.noted(uprn, given.get("usrn", ""), *span)})

    async def _incidents(self, request: Request, uprn: str) -> HTTPResponse:
        errors: dict[str, list[str]] = {}
        _uprn(uprn, errors)
        if errors:
            return _problem(400, INVALID, errors)
        return json({"RoundIncidents": self._world.incidents_of(uprn)})


def _given(request: Request) -> dict[str, str]:
    return {name.lower(): values[-1].strip() for name, values in request.args.items()}


def _uprn(text: str, errors: dict[str, list[str]]) -> str:
    if not text.isdecimal() or len(text) > 12:
        errors["Uprn"] = [f"The value '{text}' is not valid for Uprn."]
    return text


def _span(given: dict[str, str], errors: dict[str, list[str]]) -> tuple[date, date] | None:
    start, end = _day(given, "From", errors), _day(given, "To", errors)
    if start is None or end is None:
        return None
    if not timedelta(0) <= end - start <= LONGEST:
        errors["To"] = [f"To must be within {LONGEST.days} days after From."]
    return start, end


def _day(given: dict[str, str], name: str, errors: dict[str, list[str]]) -> date | None:
    text = given.get(name.lower(), "")
    try:
        if len(text) == len("dd/MM/yyyy"):
            return datetime.strptime(text, "%d/%m/%Y").date()
    except ValueError:
        pass
    errors[name] = [f"The value '{text}' is not valid for {name}."]
    return None


def _row(day: Day) -> dict[str, str]:
    return {
        "Service": day.service,
        "Round": day.round,
        "Schedule": day.schedule,
        "Day": f"{day.date:%A}",
        "Date": f"{day.date:%Y-%m-%d}T00:00:00",
    }


def _problem(status: int, title: str, errors: dict[str, list[str]] | None = None) -> HTTPResponse:
    body: dict[str, object] = {"type": f"{PROBLEM}.{status % 100 + 1}", "title": title,
                               "status": status}  # fmt: skip
    if errors:
        body["errors"] = errors
    return json(body, status, content_type="application/problem+json; charset=utf-8")
