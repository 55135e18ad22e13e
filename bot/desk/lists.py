"""Who waits, and who is with whom, as one of the staff may see it."""

from dataclasses import dataclass, field
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
Mark = tuple[Any, ...]
Line = tuple[QueueItem, Row, Mark]
TICKS = ("waited", "waited_words")
Drawn = dict[tuple[int, str], str]


@dataclass(frozen=True)
class Lists:
    """`same` is all that is shown but the time, which ticks by itself; `drawn` holds the lines that
    look the same for everybody, once they are drawn."""

    waiting: list[Row]
    yours: list[Row]
    others: list[Row]
    to_wrap_up: list[Row]
    off: list[Row]
    same: list[Any]
    drawn: Drawn


@dataclass(frozen=True)
class Floor:
    """Everything the queue page can show, whoever looks."""

    waiting: list[Line]
    claimed: list[Line]
    to_wrap_up: list[Line]
    off: list[Switch]
    drawn: Drawn = field(default_factory=dict)


def floor(parts: Parts, names: Names) -> Floor:
    now = parts.now()
    with parts.store.read() as tx:
        waiting, claimed = queue.waiting(tx), queue.claimed(tx)
        unsaid, people, off = claims.to_wrap_up(tx), staff.names(tx), switches.off(tx)

    def line(item: QueueItem) -> Line:
        row = shown.row(item, names, now, people)
        return item, row, tuple(value for name, value in row.items() if name not in TICKS)

    def lines(items: list[QueueItem]) -> list[Line]:
        return [line(one) for one in items]

    return Floor(lines(waiting), lines(claimed), lines(unsaid), off)


def lists(who: Who, found: Floor) -> Lists:
    """Urgent items are everybody's; the others are their team's. Supervisors see all of them."""
    mine = [one for one in found.claimed if one[0].adviser == who.id]
    others = [one for one in found.claimed if one[0].adviser != who.id]
    unsaid = [one for one in found.to_wrap_up if one[0].adviser == who.id]
    parts = [
        [one for one in lines if may_see(who, one[0])]
        for lines in (found.waiting, mine, others, unsaid)
    ]
    off = _off(found.off)
    waiting, yours, with_others, to_wrap_up = ([row for _, row, _ in lines] for lines in parts)
    same = [off, *([mark for _, _, mark in lines] for lines in parts)]
    return Lists(waiting, yours, with_others, to_wrap_up, off, same, found.drawn)


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
