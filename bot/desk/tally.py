"""The conversations of a time, counted one by one, newest first and half a year at a time: none is
kept longer than it takes to count it. Those that count alike in every figure are one row with a
number."""

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from actions import hours
from actions.hours import Opening
from bot.desk import counting
from bot.desk.counting import Counted, Rules, Visits
from integrations.store import outcomes
from integrations.store.outcomes import Wait
from integrations.store.session import Transaction

PART = 190 * counting.DAY
NEVER_WAITED = ("contact",)
"""Who rang or came in was with a person from the first moment."""
NOT_SAID = "no-code-timeout"


class Alike(NamedTuple):
    """What a conversation counts as, of which there may be many."""

    channel: str
    language: str
    topic: str
    outcome: str
    begun: int
    completed: int
    missed: int
    score: int | None
    waited: bool


@dataclass
class Tally:
    """What the figures are made from. Each stay in the queue that is over, one way or the other,
    is in `left` or has its seconds to a person's first words: in opening time and by clock."""

    _times: dict[Any, int] = field(default_factory=dict)
    areas: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    wrap_ups: Counter[str] = field(default_factory=Counter)
    fragments: int = 0
    left: int = 0
    opened: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    handled: list[float] = field(default_factory=list)
    ended: int = 0
    unsaid: int = 0

    @property
    def alike(self) -> list[tuple[Alike, int]]:
        """Each way to count, and how many conversations count so."""
        return [(Alike(*known), times) for known, times in self._times.items()]

    def number(self, of: Callable[[Alike], int] = lambda _: 1) -> int:
        """How many conversations there are, or how many of something are in them."""
        return sum(times * of(one) for one, times in self.alike)

    def add(self, counted: Iterable[Counted], opening_of: Callable[[str], Opening]) -> None:
        for one in counted:
            case = one.case
            topic = one.topics[0] if one.topics else "conversation"
            known = (case.channel, case.language, topic, one.outcome, one.begun, one.completed,
                     one.missed, case.score, bool(case.waits))  # fmt: skip
            self._times[known] = self._times.get(known, 0) + 1
            self.fragments += case.fragments
            for request in case.requests:
                self.areas[request.area or ""] += 1
            for wait in case.waits:
                self._stayed(wait)
                if wait.reason not in NEVER_WAITED:
                    self._waited(wait, opening_of)

    def _stayed(self, wait: Wait) -> None:
        self.reasons[wait.reason] += 1
        if wait.wrap_up:
            self.wrap_ups[wait.wrap_up] += 1
        if wait.claimed_at is not None and wait.closed_at is not None:
            self.handled.append(wait.closed_at - wait.claimed_at)
        if wait.status == "closed" and wait.adviser:
            self.ended += 1
            self.unsaid += wait.wrap_up == NOT_SAID

    def _waited(self, wait: Wait, opening_of: Callable[[str], Opening]) -> None:
        if wait.answered_at is None:
            self.left += wait.status == "closed" and wait.adviser is None
            return
        clock, since = wait.answered_at - wait.waiting_since, datetime.fromisoformat(wait.since)
        until = since + timedelta(seconds=clock)
        self.opened.append(hours.open_seconds(opening_of(wait.team), since, until))
        self.clock.append(clock)


def of_time(
    tx: Transaction,
    since: float,
    until: float,
    now: float,
    rules: Rules,
    opening_of: Callable[[str], Opening],
) -> Tally:
    """Everything that began in a time."""
    tally, visits = Tally(), Visits(rules.repeat_days)
    for begins, ends in _parts(since, until + rules.repeat_days * counting.DAY):
        cases = outcomes.between(tx, begins, ends)
        with _no_search_for_cycles():
            tally.add(counting.count(cases, until, now, rules, visits), opening_of)
        visits.forget(begins)
    return tally


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """A million values come and go, none in a cycle: looking for some took a fourth of the time.
    Of two that count at once, the first to begin is the one that lets it search again."""
    searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searched:
            gc.enable()


def _parts(since: float, until: float) -> Iterator[tuple[float, float]]:
    while until > since:
        yield max(since, until - PART), until
        until -= PART
