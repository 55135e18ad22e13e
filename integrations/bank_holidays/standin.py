"""GOV.UK's bank holiday files over days of its own: all nations in one, or one nation alone."""

from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, html, json
from sanic.exceptions import NotFound

from integrations.clock import Clock
from integrations.standin import BadSeed, Seed, StandIn

FRESH = {"cache-control": "max-age=3600, public", "access-control-allow-origin": "*"}


class BankHolidaysStandIn(StandIn):
    slug = "bank_holidays"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._divisions: dict[str, Any] = {}

    def load(self, seed: Seed) -> None:
        divisions = seed.get("divisions")
        if not isinstance(divisions, dict) or not divisions:
            raise BadSeed("divisions is missing")
        self._divisions = {
            name: {"division": name, "events": _events(name, rows)}
            for name, rows in divisions.items()
        }

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/{self.slug}")
        blueprint.add_route(self._all, "/bank-holidays.json", name="all")
        blueprint.add_route(self._one, "/bank-holidays/<name:str>", name="one")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        return html(f"<html><title>{status} - GOV.UK</title></html>", status)

    async def _all(self, request: Request) -> HTTPResponse:
        return json(self._divisions, headers=FRESH)

    async def _one(self, request: Request, name: str) -> HTTPResponse:
        found = self._divisions.get(name.removesuffix(".json"))
        if found is None or not name.endswith(".json"):
            raise NotFound("no such file")
        return json(found, headers=FRESH)


def _events(name: str, rows: Any) -> list[dict[str, Any]]:
    """In order of date, as GOV.UK publishes them."""
    if not isinstance(rows, list) or not rows:
        raise BadSeed(f"{name} has no days")
    events = []
    for at, row in enumerate(rows):
        try:
            day = date.fromisoformat(row["date"])
            title = str(row["title"])
        except (KeyError, TypeError, ValueError) as fault:
            raise BadSeed(f"{name}[{at}] has no date and title: {fault}") from fault
        events.append(
            {
                "title": title,
                "date": day.isoformat(),
                "notes": str(row.get("notes", "")),
                "bunting": bool(row.get("bunting", True)),
            }
        )
    if len({each["date"] for each in events}) < len(events):
        raise BadSeed(f"{name} has a date twice")
    return sorted(events, key=lambda each: str(each["date"]))
