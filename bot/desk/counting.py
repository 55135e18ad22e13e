"""How each figure is counted, from what became of each conversation. What they mean, in words, is
data/desk/reports.yml. Plain functions over facts: the same facts always give the same figures."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import Any

from actions import hours
from actions.hours import Opening
from integrations.store.outcomes import Case, Wait

RESOLVED, CAME_BACK, ANSWERED, WITH_PERSON = "resolved", "came_back", "answered", "with_person"
LEFT_BOT, LEFT_QUEUE, LEFT_DESK = "abandoned_bot", "abandoned_queue", "abandoned_desk"
OPEN = "open"
OUTCOMES = (RESOLVED, CAME_BACK, ANSWERED, WITH_PERSON, LEFT_BOT, LEFT_QUEUE, LEFT_DESK, OPEN)
NEVER_WAITED = ("contact",)
"""Who rang or came in was with a person from the first moment."""
HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The limits of reports.yml."""

    quiet_hours: float
    repeat_days: float
    small: int
    answered_within: Sequence[int]
    left_at_desk: Sequence[str]
    ends_in_request: Sequence[str]
    not_digital: Sequence[str]


@dataclass
class Tasks:
    """How the tasks of one conversation went."""

    begun: int = 0
    done: int = 0
    unfinished: set[str] = field(default_factory=set)
    cancelled: bool = False


@dataclass(frozen=True)
class Counted:
    """A conversation and what it counts as."""

    case: Case
    outcome: str
    topics: tuple[str, ...]
    begun: int
    completed: int
    missed: int

    @property
    def topic(self) -> str:
        return self.topics[0] if self.topics else "conversation"


@dataclass(frozen=True)
class Waited:
    """One stay in the queue: seconds to a person's first words, in opening time and by clock."""

    wait: Wait
    opening: float | None
    clock: float | None


def count(cases: Sequence[Case], until: float, now: float, rules: Rules) -> list[Counted]:
    """The conversations that began before `until`; later ones only show who came back."""
    by_person: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in cases:
        by_person[case.channel, case.identity].append(case)
    return [
        _counted(case, by_person[case.channel, case.identity], now, rules)
        for case in cases
        if case.began < until
    ]


def _counted(case: Case, of_person: Sequence[Case], now: float, rules: Rules) -> Counted:
    tasks = _tasks(case, rules)
    completed = len(case.requests) + tasks.done
    topics = _topics(case)
    again = any(
        case.began < one.began <= case.began + rules.repeat_days * DAY
        and set(topics) & set(_topics(one))
        for one in of_person
    )
    missed = sum(kind == "missed" for kind, _ in case.steps)
    outcome = _outcome(case, tasks, completed, again, now, rules)
    return Counted(case, outcome, topics, tasks.begun, completed, missed)


def _outcome(
    case: Case, tasks: Tasks, completed: int, again: bool, now: float, rules: Rules
) -> str:
    if case.waits:
        return _after_queue(case.waits[-1], rules)
    if completed:
        return CAME_BACK if again else RESOLVED
    if case.owner != "closed" and now - case.changed < rules.quiet_hours * HOUR:
        return OPEN
    lost = (
        tasks.unfinished or tasks.cancelled or [kind for kind, _ in case.steps][-1:] == ["missed"]
    )
    return LEFT_BOT if lost or not _topics(case) else ANSWERED


def _after_queue(last: Wait, rules: Rules) -> str:
    if last.status != "closed":
        return OPEN
    if last.adviser is None and last.answered_at is None:
        return LEFT_QUEUE
    return LEFT_DESK if last.wrap_up in rules.left_at_desk else WITH_PERSON


def _tasks(case: Case, rules: Rules) -> Tasks:
    found = Tasks()
    for kind, data in case.steps:
        if kind != "task":
            continue
        name, step = data["name"], data["step"]
        if step == "begun":
            found.begun += name not in found.unfinished
            found.unfinished.add(name)
            continue
        found.unfinished.discard(name)
        found.cancelled |= step == "cancelled"
        found.done += step == "done" and name not in rules.ends_in_request
    return found


def _topics(case: Case) -> tuple[str, ...]:
    heard = [data["intent"] for kind, data in case.steps if kind == "heard"]
    queued = [one.topic for one in case.waits if one.topic != "conversation"]
    logged = [f"report_{one.kind}" for one in case.requests]
    return tuple(dict.fromkeys(heard or queued or logged))


def waits(counted: Sequence[Counted], opening_of: Callable[[str], Opening]) -> list[Waited]:
    """Every stay in the queue that is over, one way or the other."""
    found = [wait for one in counted for wait in one.case.waits if wait.reason not in NEVER_WAITED]
    return [
        _waited(wait, opening_of(wait.team))
        for wait in found
        if wait.answered_at is not None or (wait.status == "closed" and wait.adviser is None)
    ]


def _waited(wait: Wait, opening: Opening) -> Waited:
    if wait.answered_at is None:
        return Waited(wait, None, None)
    clock = wait.answered_at - wait.waiting_since
    since = datetime.fromisoformat(wait.since)
    return Waited(wait, hours.open_seconds(opening, since, since + timedelta(seconds=clock)), clock)


def share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def middle(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def ninetieth(values: Sequence[float]) -> float | None:
    """Nine of ten are at or below it."""
    if len(values) < 2:
        return round(values[0], 1) if values else None
    return round(quantiles(values, n=10, method="inclusive")[-1], 1)


def handling(counted: Sequence[Counted]) -> list[float]:
    """Seconds with a person, of each stay that is over."""
    return [
        wait.closed_at - wait.claimed_at
        for one in counted
        for wait in one.case.waits
        if wait.claimed_at is not None and wait.closed_at is not None
    ]


def without_small(
    rows: list[dict[str, Any]], by: str, small: int
) -> tuple[list[dict[str, Any]], int]:
    """The rows that may be shown, and how many may not: where only one is too small, the next is
    kept back too, or the total would give it away."""
    ordered = sorted(rows, key=lambda row: (-row[by], str(row["name"])))
    kept = [row for row in ordered if row[by] >= small]
    hidden = len(ordered) - len(kept)
    if hidden == 1 and kept:
        kept, hidden = kept[:-1], 2
    return kept, hidden
