"""How each figure is counted, from what became of each conversation. What they mean, in words, is
data/desk/reports.yml. Plain functions over facts: the same facts always give the same figures."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, NamedTuple

from integrations.store.outcomes import MISSED, Case, Steps, Wait

RESOLVED, CAME_BACK, ANSWERED, WITH_PERSON = "resolved", "came_back", "answered", "with_person"
LEFT_BOT, LEFT_QUEUE, LEFT_DESK = "abandoned_bot", "abandoned_queue", "abandoned_desk"
OPEN = "open"
OUTCOMES = (RESOLVED, CAME_BACK, ANSWERED, WITH_PERSON, LEFT_BOT, LEFT_QUEUE, LEFT_DESK, OPEN)
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
class Told:
    """What the log tells of one conversation: what it was about, how its tasks went, and how often
    we did not understand, the last time too."""

    heard: tuple[str, ...]
    missed: int
    missed_last: bool
    begun: int = 0
    done: int = 0
    unfinished: set[str] = field(default_factory=set)
    cancelled: bool = False


class Counted(NamedTuple):
    """A conversation and what it counts as."""

    case: Case
    outcome: str
    topics: tuple[str, ...]
    begun: int
    completed: int
    missed: int


class Visits:
    """Who came again about the same. Conversations are told to it newest first."""

    def __init__(self, days: float) -> None:
        self._within = days * DAY
        self._next: dict[tuple[str, str, str], float] = {}

    def add(self, case: Case, topics: Sequence[str]) -> None:
        for topic in topics:
            self._next[case.channel, case.identity, topic] = case.began

    def again(self, case: Case, topics: Sequence[str]) -> bool:
        """Whether the same person came about the same soon afterwards."""
        later = [self._next.get((case.channel, case.identity, topic), 0.0) for topic in topics]
        return any(case.began < began <= case.began + self._within for began in later)

    def forget(self, before: float) -> None:
        """Whose next conversation was too late for one that began before then."""
        soon = before + self._within
        self._next = {of: began for of, began in self._next.items() if began <= soon}


def count(
    cases: Iterable[Case], until: float, now: float, rules: Rules, visits: Visits
) -> Iterator[Counted]:
    """The conversations that began before `until`; later ones only show who came back. Given newest
    first, and what is later still in `visits` already."""
    told: dict[Steps, Told] = {}
    for case in cases:
        known = told.get(case.steps)
        if known is None:
            known = told[case.steps] = _told(case.steps, rules)
        topics = _topics(case, known)
        if case.began < until:
            completed = len(case.requests) + known.done
            outcome = _outcome(case, known, topics, completed, now, rules)
            if outcome == RESOLVED and visits.again(case, topics):
                outcome = CAME_BACK
            yield Counted(case, outcome, topics, known.begun, completed, known.missed)
        visits.add(case, topics)


def _outcome(
    case: Case, told: Told, topics: Sequence[str], completed: int, now: float, rules: Rules
) -> str:
    if case.waits:
        return _after_queue(case.waits[-1], rules)
    if completed:
        return RESOLVED
    if case.owner != "closed" and now - case.changed < rules.quiet_hours * HOUR:
        return OPEN
    lost = told.unfinished or told.cancelled or told.missed_last
    return LEFT_BOT if lost or not topics else ANSWERED


def _after_queue(last: Wait, rules: Rules) -> str:
    if last.status != "closed":
        return OPEN
    if last.adviser is None and last.answered_at is None:
        return LEFT_QUEUE
    return LEFT_DESK if last.wrap_up in rules.left_at_desk else WITH_PERSON


def _told(steps: Steps, rules: Rules) -> Told:
    heard = [data["intent"] for kind, data in steps.noted if kind == "heard"]
    missed = [kind == MISSED for kind, _ in steps.noted]
    found = Told(tuple(dict.fromkeys(heard)), sum(missed), missed[-1:] == [True])
    for kind, data in steps.noted:
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


def _topics(case: Case, told: Told) -> tuple[str, ...]:
    if told.heard:
        return told.heard
    queued = [one.topic for one in case.waits if one.topic != "conversation"]
    return tuple(dict.fromkeys(queued or [f"report_{one.kind}" for one in case.requests]))


def share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def middle(values: Sequence[float]) -> float | None:
    return round(median(values), 1) if values else None


def ninetieth(values: Sequence[float]) -> float | None:
    """Nine of ten are at or below it."""
    if len(values) < 2:
        return round(values[0], 1) if values else None
    return round(quantiles(values, n=10, method="inclusive")[-1], 1)


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
