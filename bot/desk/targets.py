"""By when a person should have answered somebody who waits: a number of minutes for each priority.
The clock stands still while the team is closed, but not for what is urgent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from actions import hours
from actions.hours import Opening
from integrations.council import Council
from integrations.store import queue
from integrations.store.models import QueueItem

MINUTE = 60
URGENT = queue.PRIORITIES[0]


@dataclass(frozen=True)
class Target:
    """`left` is below nothing when the time is past. At risk: past, or nearly."""

    item: QueueItem
    due: datetime
    left: timedelta
    at_risk: bool


def target(
    item: QueueItem, opening_of: Callable[[str], Opening], council: Council, now: datetime
) -> Target | None:
    """None for whom a person has answered, and where no target is set."""
    minutes = council.queue.answer_within_minutes.get(item.priority)
    if item.answered_at is not None or minutes is None:
        return None
    since = datetime.fromisoformat(item.since)
    due: datetime | None = since + timedelta(minutes=minutes)
    if item.priority != URGENT:
        due = hours.due(opening_of(item.team), since, minutes * MINUTE)
    if due is None:
        return None
    left = due - now
    return Target(item, due, left, left <= timedelta(minutes=council.queue.warn_before_minutes))
