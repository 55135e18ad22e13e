"""Asks the collections system which bins it empties at a property, and when."""

import json
from datetime import date

from integrations.client import ApiClient
from integrations.collections.contract import SYSTEM, Collection, from_answer
from integrations.errors import NotFound, Unreadable


class Collections:
    """Read only."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def schedule(self, uprn: str, start: date, end: date) -> tuple[Collection, ...]:
        """Soonest first; none for a property it does not know or does not collect from."""
        asked = [("Uprn", uprn), ("From", f"{start:%d/%m/%Y}"), ("To", f"{end:%d/%m/%Y}")]
        try:
            return from_answer(self._api.get("api/v1/Collection", asked).json())
        except NotFound as wrong_address:
            # An unknown property is an empty list; a 404 means we asked somebody else.
            raise Unreadable(SYSTEM, "no api/v1/Collection at this address") from wrong_address


def refusal(status: int, body: str) -> str:
    """ASP.NET's problem details: the names of the parameters it did not like, not their values."""
    try:
        problem = json.loads(body)
        return f"{problem['title']} {', '.join(sorted(problem.get('errors', {})))}".strip()
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"status {status}"
