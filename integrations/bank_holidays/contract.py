"""The days the whole country is off work: GOV.UK's bank holidays (https://www.gov.uk/bank-holidays.json).

Days are told apart by nation and date. Titles are for people and change; nothing reads them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "bank_holidays"


@dataclass(frozen=True)
class Holidays:
    """`divisions` is GOV.UK's word for nations whose holidays differ."""

    divisions: Mapping[str, frozenset[date]]

    def of(self, division: str) -> frozenset[date]:
        """Raises Unreadable when GOV.UK does not know the nation."""
        try:
            return self.divisions[division]
        except KeyError as fault:
            raise Unreadable(SYSTEM, f"no {division} in the answer") from fault

    def anywhere(self) -> frozenset[date]:
        """Off in any part of the United Kingdom, as the information laws count it."""
        return frozenset[date]().union(*self.divisions.values())

    def known_until(self, division: str) -> date:
        """The end of the last year that has holidays: after it we know nothing."""
        return date(max(self.of(division)).year, 12, 31)


def from_answer(answer: Any) -> Holidays:
    """Raises Unreadable for any other shape, and for an answer that has lost its days."""
    if not isinstance(answer, Mapping) or not answer:
        raise Unreadable(SYSTEM, "no divisions")
    return Holidays({str(name): _days(name, part) for name, part in answer.items()})


def _days(name: object, part: Any) -> frozenset[date]:
    events = part.get("events") if isinstance(part, Mapping) else None
    if not isinstance(events, list) or not events or part.get("division") != name:
        raise Unreadable(SYSTEM, f"{name} without its division and events")
    try:
        return frozenset(date.fromisoformat(each["date"]) for each in events)
    except (KeyError, TypeError, ValueError) as fault:
        raise Unreadable(SYSTEM, f"{name} has an event without a date") from fault
