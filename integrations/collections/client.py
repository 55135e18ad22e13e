"""Asks the collections system which bins it empties at a property, when, and what crews wrote."""

import json
from datetime import date
from typing import Any
from urllib.parse import quote

from integrations.client import ApiClient
from integrations.collections.contract import (
    SYSTEM,
    Collection,
    CrewNote,
    Incident,
    crew_notes,
    from_answer,
    incidents,
)
from integrations.errors import NotFound, Unreadable


class Collections:
    """Read only."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def schedule(self, uprn: str, start: date, end: date) -> tuple[Collection, ...]:
        """Soonest first; none for a property it does not know or does not collect from."""
        return from_answer(self._ask("Collection", [("Uprn", uprn), *_span(start, end)]))

    def crew_notes(self, uprn: str, usrn: str, start: date, end: date) -> tuple[CrewNote, ...]:
        """What the crews wrote of a property and of its street, the latest first."""
        where = [("Uprn", uprn), *([("Usrn", usrn)] if usrn else [])]
        return crew_notes(self._ask("Collection/in-cab-logs", [*where, *_span(start, end)]))

    def incidents(self, uprn: str) -> tuple[Incident, ...]:
        """What keeps the rounds of a property from being done, the latest first."""
        return incidents(self._ask(f"Collection/round-incidents/{quote(uprn, safe='')}", []))

    def _ask(self, path: str, asked: list[tuple[str, str]]) -> Any:
        try:
            return self._api.get(f"api/v1/{path}", asked).json()
        except NotFound as wrong_address:
            # An unknown property is an empty list; a 404 means we asked somebody else.
            raise Unreadable(SYSTEM, f"no api/v1/{path} at this address") from wrong_address


def _span(start: date, end: date) -> list[tuple[str, str]]:
    return [("From", f"{start:%d/%m/%Y}"), ("To", f"{end:%d/%m/%Y}")]


def refusal(status: int, body: str) -> str:
    """ASP.NET's problem details: the names of the parameters it did not like, not their values."""
    try:
        problem = json.loads(body)
        return f"{problem['title']} {', '.join(sorted(problem.get('errors', {})))}".strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"status {status}"
