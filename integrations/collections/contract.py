"""When each bin is emptied, and what the crews wrote of it: the services behind Stockport's own
bin pages (smbc-digital WhitespaceService: GET api/v1/Collection, api/v1/Collection/in-cab-logs,
api/v1/Collection/round-incidents).

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


@dataclass(frozen=True)
class CrewNote:
    """What a crew wrote in the cab of one property, or of its whole street: `reason` in the words
    of the council's list, `uprn` empty where it is of the street. `at` is the council's time."""

    at: datetime
    reason: str
    round: str
    uprn: str


@dataclass(frozen=True)
class Incident:
    """What kept a round from being done on a day; `notes` are for the crews' office."""

    round: str
    service: str
    date: date
    notes: str


def from_answer(answer: Any) -> tuple[Collection, ...]:
    """Every collection once, soonest first. Raises Unreadable for any other shape.

    The letter case of the names is not settled (.NET writes either), so both are read.
    """
    found = {_collection(row) for row in _rows(answer, "Collections")}
    return tuple(sorted(found, key=lambda each: (each.date, each.service, each.round)))


def crew_notes(answer: Any) -> tuple[CrewNote, ...]:
    """Every note once, the latest first. Raises Unreadable for any other shape."""
    found = {_crew_note(row) for row in _rows(answer, "InCabLogs")}
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def incidents(answer: Any) -> tuple[Incident, ...]:
    """Every incident once, the latest first. Raises Unreadable for any other shape."""
    found = {_incident(row) for row in _rows(answer, "RoundIncidents")}
    return tuple(sorted(found, key=lambda each: each.date, reverse=True))


def _rows(answer: Any, name: str) -> list[Any]:
    rows = _field(answer, name)
    if not isinstance(rows, list):
        raise Unreadable(SYSTEM, f"an answer without a list of {name}")
    return rows


def _crew_note(row: Any) -> CrewNote:
    reason = _field(row, "Reason")
    if not isinstance(reason, str) or not reason.strip():
        raise Unreadable(SYSTEM, "a crew's note without a Reason")
    return CrewNote(
        at=_moment(_field(row, "LogDate"), "a crew's note"),
        reason=reason.strip(),
        round=str(_field(row, "Round") or ""),
        uprn=str(_field(row, "Uprn") or "").lstrip("0"),
    )


def _incident(row: Any) -> Incident:
    return Incident(
        round=str(_field(row, "RoundCode") or ""),
        service=str(_field(row, "ServiceName") or ""),
        date=_moment(_field(row, "RoundIncidentDate"), "an incident").date(),
        notes=str(_field(row, "RoundIncidentNotes") or "").strip(),
    )


def _moment(text: Any, what: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError) as fault:
        raise Unreadable(SYSTEM, f"{what} with a date that is none") from fault


def _collection(row: Any) -> Collection:
    service, when = _field(row, "Service"), _field(row, "Date")
    if not (isinstance(service, str) and isinstance(when, str)):
        raise Unreadable(SYSTEM, "a collection without a Service and a Date")
    day = _moment(when, "a collection").date()
    return Collection(service=service, round=str(_field(row, "Round") or ""), date=day)


def _field(row: Any, name: str) -> Any:
    if not isinstance(row, Mapping):
        raise Unreadable(SYSTEM, f"{type(row).__name__} where an object belongs")
    return row.get(name, row.get(name[:1].lower() + name[1:]))
