"""Who waits, and who is with whom, as one of the staff may see it."""

from dataclasses import dataclass
from typing import Any

from bot.conversation.parts import Parts
from bot.desk import shown
from bot.desk.roles import SUPERVISE
from bot.desk.sessions import Who
from bot.desk.shown import Names
from integrations.store import claims, queue, staff, switches
from integrations.store.models import QueueItem
from integrations.store.supervisor_models import Switch

Row = dict[str, Any]


@dataclass(frozen=True)
class Lists:
    waiting: list[Row]
    yours: list[Row]
    others: list[Row]
    to_wrap_up: list[Row]
    off: list[Row]


@dataclass(frozen=True)
class Floor:
    """Everything the queue page can show, whoever looks."""

    waiting: list[QueueItem]
    claimed: list[QueueItem]
    to_wrap_up: list[QueueItem]
    people: dict[str, str]
    off: list[Switch]


def floor(parts: Parts) -> Floor:
    with parts.store.read() as tx:
        return Floor(
            queue.waiting(tx),
            queue.claimed(tx),
            claims.to_wrap_up(tx),
            staff.names(tx),
            switches.off(tx),
        )


def lists(parts: Parts, names: Names, who: Who, found: Floor | None = None) -> Lists:
    """Urgent items are everybody's; the others are their team's. Supervisors see all of them."""
    now, found = parts.now(), found or floor(parts)
    mine = [one for one in found.claimed if one.adviser == who.id]
    others = [one for one in found.claimed if one.adviser != who.id]
    unsaid = [one for one in found.to_wrap_up if one.adviser == who.id]

    def rows(items: list[QueueItem]) -> list[Row]:
        return [shown.row(one, names, now, found.people) for one in items if may_see(who, one)]

    return Lists(rows(found.waiting), rows(mine), rows(others), rows(unsaid), _off(found.off))


def _off(found: list[Switch]) -> list[Row]:
    """What is switched off, and why: whoever looks at the queue must know what residents meet."""
    return [
        {"what": one.what, "at": shown.clock_time(one.at), "reason": one.reason} for one in found
    ]


def in_scope(who: Who, team: str) -> bool:
    """For overviews: the teams somebody has, or every team when they have none of their own."""
    return not who.teams or team in who.teams


def may_see(who: Who, item: QueueItem) -> bool:
    if not who.teams or who.may(SUPERVISE) or item.adviser == who.id:
        return True
    return item.team in who.teams or item.priority == queue.PRIORITIES[0]
