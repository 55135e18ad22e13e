"""Stockport's collection schedule service (Whitespace behind it) over rounds of its own.

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
        self._world = World({}, {})

    def load(self, seed: Seed) -> None:
        self._world = load(seed)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        blueprint.add_route(self._collections, "/api/v1/Collection", name="collection")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        return _problem(status, detail)

    async def _collections(self, request: Request) -> HTTPResponse:
        given = {name.lower(): values[-1].strip() for name, values in request.args.items()}
        errors: dict[str, list[str]] = {}
        uprn = given.get("uprn", "")
        if not uprn.isdecimal() or len(uprn) > 12:
            errors["Uprn"] = [f"The value '{uprn}' is not valid for Uprn."]
        start, end = _day(given, "From", errors), _day(given, "To", errors)
        if start and end and not timedelta(0) <= end - start <= LONGEST:
            errors["To"] = [f"To must be within {LONGEST.days} days after From."]
        if errors or start is None or end is None:
            return _problem(400, INVALID, errors)
        days = self._world.between(uprn, start, end)
        return json({"Collections": [_row(day) for day in days]})


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
