"""When a person takes over: whether the contact centre is open, and whose queue it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from actions.topics import ANYONE, Topic

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEK = 7
Hours = Mapping[str, Sequence[tuple[time, time]]]


@dataclass(frozen=True)
class Handover:
    """What the road needs to move a conversation to the queue."""

    reason: str
    team: str
    topic: str
    priority: str = "normal"
    summary: str = ""

    def message(self) -> dict[str, Any]:
        """The reply the road reads; residents never see it."""
        return {"handover": dict(vars(self))}


def opens(now: datetime, hours: Hours) -> datetime | None:
    """When the contact centre next opens; None when it is open now.

    Args:
        now: council time, in the council's own zone.
        hours: the opening intervals of each weekday.
    """
    for ahead in range(WEEK + 1):
        day = now + timedelta(days=ahead)
        for start, end in hours.get(DAYS[day.weekday()], ()):
            begins = day.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)
            ends = day.replace(hour=end.hour, minute=end.minute, second=0, microsecond=0)
            if begins <= now < ends:
                return None
            if begins > now:
                return begins
    return None


def whose(topics: Mapping[str, Topic], intent: str, team: str | None, about: str | None,
          kind: Mapping[str, str] | None, form: str) -> tuple[str, str]:  # fmt: skip
    """The team and the topic of a hand-over.

    A report in hand goes to its own team; else the topic that came up before; else anyone.
    """
    if kind:
        return kind["team"], kind["intent"]
    if form == "bins_form":
        return "waste", "check_bin_day"
    if team:
        return team, about or intent
    return ANYONE, about or intent
