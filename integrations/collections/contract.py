"""When each bin is emptied: the collection schedule behind Stockport's own bin pages
(smbc-digital WhitespaceService, GET api/v1/Collection).

The dates are the council's published ones, holiday changes and all. Nothing here works a date out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "collections"


@dataclass(frozen=True)
class Collection:
    """One bin on one day. `service` is the collections system's own name for it."""

    service: str
    round: str
    date: date


def from_answer(answer: Any) -> tuple[Collection, ...]:
    """Every collection once, soonest first. Raises Unreadable for any other shape.

    The letter case of the names is not settled (.NET writes either), so both are read.
    """
    rows = _field(answer, "Collections")
    if not isinstance(rows, list):
        raise Unreadable(SYSTEM, "an answer without a list of Collections")
    found = {_collection(row) for row in rows}
    return tuple(sorted(found, key=lambda each: (each.date, each.service, each.round)))


def _collection(row: Any) -> Collection:
    service, when = _field(row, "Service"), _field(row, "Date")
    if not (isinstance(service, str) and isinstance(when, str)):
        raise Unreadable(SYSTEM, "a collection without a Service and a Date")
    try:
        day = datetime.fromisoformat(when).date()
    except ValueError as fault:
        raise Unreadable(SYSTEM, "a collection with a date that is none") from fault
    return Collection(service=service, round=str(_field(row, "Round") or ""), date=day)


def _field(row: Any, name: str) -> Any:
    if not isinstance(row, Mapping):
        raise Unreadable(SYSTEM, f"{type(row).__name__} where an object belongs")
    return row.get(name, row.get(name[:1].lower() + name[1:]))
