"""The figures of some days, ready to be shown, downloaded or compared: each with what it was
counted from. A figure of fewer than five is kept back."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.conversation import opening
from bot.conversation.parts import Parts
from bot.desk import counting, tally
from bot.desk.counting import Rules, middle, ninetieth, share
from bot.desk.tally import Alike, Tally
from bot.desk.words import source
from integrations.clock import LOCAL
from integrations.store.session import Transaction

NAMES = ("quiet_hours", "repeat_days", "small", "answered_within", "left_at_desk",
         "ends_in_request", "not_digital")  # fmt: skip
DIGITAL_DONE = (counting.RESOLVED, counting.WITH_PERSON)
SATISFIED = 4
Figure = dict[str, Any]


@dataclass(frozen=True)
class Days:
    """Council days, both counted."""

    since: date
    until: date


def rules() -> Rules:
    return Rules(**{name: source("reports")[name] for name in NAMES})


def report(parts: Parts, days: Days) -> dict[str, Any]:
    """Everything the reports page shows."""
    by = rules()
    with parts.store.read() as tx:
        opening_of = _openings(tx, parts, days)
        found = tally.of_time(tx, *between(parts, days), parts.now(), by, opening_of)
    return {
        "since": days.since.isoformat(),
        "until": days.until.isoformat(),
        "conversations": found.number(),
        "outcomes": _ended(found),
        "kpis": kpis(parts, found, by),
        "queue": _queue(found, by),
        "tables": {
            "reasons": _plain(found.reasons, by.small),
            "wrap_ups": _plain(found.wrap_ups, by.small),
            "channels": _by(found, lambda one: one.channel, by.small),
            "topics": _by(found, lambda one: one.topic, by.small),
            "languages": _by(found, lambda one: one.language, by.small),
            "areas": _plain(found.areas, by.small),
        },
    }


def kpis(parts: Parts, found: Tally, by: Rules) -> list[Figure]:
    """The four figures every digital service of government tells (GDS service manual)."""
    begun = found.number(lambda one: one.begun)
    done = found.number(lambda one: one.completed)
    all_done = found.number(_digital_done)
    digital = found.number(lambda one: _digital_done(one) and one.channel not in by.not_digital)
    finished = found.number(lambda one: min(one.completed, one.begun))
    return [
        figure("completion", share(finished, begun), begun, by),
        _satisfied("satisfaction", found, by, lambda _: True),
        figure("cost", _cost(parts, found, done), done, by),
        figure("take_up", share(digital, all_done), all_done, by),
    ]


def _digital_done(one: Alike) -> bool:
    return one.outcome in DIGITAL_DONE


def figure(name: str, value: float | None, counted_from: int, by: Rules) -> Figure:
    few = 0 < counted_from < by.small
    return {"name": name, "value": None if few else value, "n": None if few else counted_from,
            "few": few}  # fmt: skip


def between(parts: Parts, days: Days) -> tuple[float, float]:
    """By the machine's clock, which the record is kept by."""
    ahead = parts.now() - parts.clock.now().timestamp()
    first = datetime.combine(days.since, time(), LOCAL).timestamp()
    after = datetime.combine(days.until + timedelta(days=1), time(), LOCAL).timestamp()
    return first + ahead, after + ahead


def _openings(tx: Transaction, parts: Parts, days: Days) -> Callable[[str], Any]:
    first = datetime.combine(days.since, time(), LOCAL)
    known: dict[str, Any] = {}

    def of(team: str) -> Any:
        if team not in known:
            known[team] = opening.of_team(tx, parts, team, first)
        return known[team]

    return of


def _ended(found: Tally) -> list[Figure]:
    ended: Counter[str] = Counter()
    for one, times in found.alike:
        ended[one.outcome] += times
    return [
        {"name": name, "n": ended[name], "share": share(ended[name], found.number())}
        for name in counting.OUTCOMES
    ]


def _satisfied(name: str, found: Tally, by: Rules, whose: Callable[[Alike], bool]) -> Figure:
    """Of those who answered: 4 is satisfied, 5 very satisfied."""
    answered = found.number(lambda one: whose(one) and one.score is not None)
    satisfied = found.number(lambda one: whose(one) and (one.score or 0) >= SATISFIED)
    return figure(name, share(satisfied, answered), answered, by)


def _queue(found: Tally, by: Rules) -> list[Figure]:
    whole, opened = found.number(), found.opened
    over = len(opened) + found.left
    went = found.number(lambda one: one.waited)
    within = [
        figure(f"answered_{limit}", share(sum(one <= limit for one in opened), over), over, by)
        for limit in by.answered_within
    ]
    return [
        figure("handed_over", share(went, whole), whole, by),
        *within,
        figure("first_response", middle(opened), len(opened), by),
        figure("first_response_p90", ninetieth(opened), len(opened), by),
        figure("first_response_clock", middle(found.clock), len(found.clock), by),
        figure("longest", max(opened, default=None), len(opened), by),
        figure("abandoned_queue", share(found.left, over), over, by),
        figure("handling", middle(found.handled), len(found.handled), by),
        figure("not_said", share(found.unsaid, found.ended), found.ended, by),
        _satisfied("satisfied_assistant", found, by, lambda one: not one.waited),
        _satisfied("satisfied_person", found, by, lambda one: one.waited),
        figure("missed", share(found.number(lambda one: one.missed > 0), whole), whole, by),
        figure("missed_twice", share(found.number(lambda one: one.missed > 1), whole), whole, by),
    ]


def _cost(parts: Parts, found: Tally, done: int) -> float | None:
    price = parts.council.costs
    spent = (
        found.fragments * parts.council.texting.pence_for_100_texts / 100
        + sum(found.handled) / counting.HOUR * price.adviser_hour
        + found.number() * price.hundred_conversations / 100
    )
    return round(spent / done, 1) if done else None


def _by(found: Tally, key: Callable[[Alike], str], small: int) -> dict[str, Any]:
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for one, times in found.alike:
        group = groups[key(one)]
        group["conversations"] += times
        group["resolved"] += times * (one.outcome == counting.RESOLVED)
        group["handed_over"] += times * one.waited
        group["completed"] += times * one.completed
    rows = [{"name": name, **group} for name, group in groups.items()]
    kept, hidden = counting.without_small(rows, "conversations", small)
    return {"rows": kept, "hidden": hidden}


def _plain(counts: Counter[str], small: int) -> dict[str, Any]:
    rows = [{"name": name, "number": number} for name, number in counts.items()]
    kept, hidden = counting.without_small(rows, "number", small)
    return {"rows": kept, "hidden": hidden}
