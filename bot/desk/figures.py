"""The figures of some days, ready to be shown, downloaded or compared: each with what it was
counted from. A figure of fewer than five is kept back."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.conversation import opening
from bot.conversation.parts import Parts
from bot.desk import counting
from bot.desk.counting import Counted, Rules, Waited, middle, ninetieth, share
from bot.desk.words import source
from integrations.clock import LOCAL
from integrations.store import outcomes
from integrations.store.session import Transaction

NAMES = ("quiet_hours", "repeat_days", "small", "answered_within", "left_at_desk",
         "ends_in_request", "not_digital")  # fmt: skip
DIGITAL_DONE = (counting.RESOLVED, counting.WITH_PERSON)
SATISFIED = 4
NOT_SAID = "no-code-timeout"
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
        counted = _counted(tx, parts, days, by)
        waits = counting.waits(counted, _openings(tx, parts, days))
    reasons = Counter(wait.reason for one in counted for wait in one.case.waits)
    codes = Counter(w.wrap_up for one in counted for w in one.case.waits if w.wrap_up)
    areas = Counter(one.area or "" for case in counted for one in case.case.requests)
    return {
        "since": days.since.isoformat(),
        "until": days.until.isoformat(),
        "conversations": len(counted),
        "outcomes": _ended(counted),
        "kpis": kpis(parts, counted, by),
        "queue": _queue(counted, waits, by),
        "tables": {
            "reasons": _plain(reasons, by.small),
            "wrap_ups": _plain(codes, by.small),
            "channels": _by(counted, lambda one: one.case.channel, by.small),
            "topics": _by(counted, lambda one: one.topic, by.small),
            "languages": _by(counted, lambda one: one.case.language, by.small),
            "areas": _plain(areas, by.small),
        },
    }


def kpis(parts: Parts, counted: Sequence[Counted], by: Rules) -> list[Figure]:
    """The four figures every digital service of government tells (GDS service manual)."""
    begun = sum(one.begun for one in counted)
    done = sum(one.completed for one in counted)
    all_done = [one for one in counted if one.outcome in DIGITAL_DONE]
    digital = [one for one in all_done if one.case.channel not in by.not_digital]
    finished = sum(min(one.completed, one.begun) for one in counted)
    return [
        figure("completion", share(finished, begun), begun, by),
        _satisfied("satisfaction", counted, by),
        figure("cost", _cost(parts, counted, done), done, by),
        figure("take_up", share(len(digital), len(all_done)), len(all_done), by),
    ]


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


def _counted(tx: Transaction, parts: Parts, days: Days, by: Rules) -> list[Counted]:
    since, until = between(parts, days)
    later = until + by.repeat_days * counting.DAY
    return counting.count(outcomes.between(tx, since, later), until, parts.now(), by)


def _openings(tx: Transaction, parts: Parts, days: Days) -> Callable[[str], Any]:
    first = datetime.combine(days.since, time(), LOCAL)
    known: dict[str, Any] = {}

    def of(team: str) -> Any:
        if team not in known:
            known[team] = opening.of_team(tx, parts, team, first)
        return known[team]

    return of


def _ended(counted: Sequence[Counted]) -> list[Figure]:
    found = Counter(one.outcome for one in counted)
    return [
        {"name": name, "n": found[name], "share": share(found[name], len(counted))}
        for name in counting.OUTCOMES
    ]


def _satisfied(name: str, counted: Sequence[Counted], by: Rules) -> Figure:
    """Of those who answered: 4 is satisfied, 5 very satisfied."""
    scores = [one.case.score for one in counted if one.case.score is not None]
    return figure(
        name, share(sum(one >= SATISFIED for one in scores), len(scores)), len(scores), by
    )


def _queue(counted: Sequence[Counted], waits: Sequence[Waited], by: Rules) -> list[Figure]:
    whole = len(counted)
    opened = [one.opening for one in waits if one.opening is not None]
    clock = [one.clock for one in waits if one.clock is not None]
    handled = counting.handling(counted)
    ended = [w for one in counted for w in one.case.waits if w.status == "closed" and w.adviser]
    unsaid = sum(one.wrap_up == NOT_SAID for one in ended)
    went = sum(bool(one.case.waits) for one in counted)
    left = sum(one.opening is None for one in waits)
    within = [
        figure(f"answered_{limit}", share(sum(one <= limit for one in opened), len(waits)),
               len(waits), by)
        for limit in by.answered_within
    ]  # fmt: skip
    return [
        figure("handed_over", share(went, whole), whole, by),
        *within,
        figure("first_response", middle(opened), len(opened), by),
        figure("first_response_p90", ninetieth(opened), len(opened), by),
        figure("first_response_clock", middle(clock), len(clock), by),
        figure("longest", max(opened, default=None), len(opened), by),
        figure("abandoned_queue", share(left, len(waits)), len(waits), by),
        figure("handling", middle(handled), len(handled), by),
        figure("not_said", share(unsaid, len(ended)), len(ended), by),
        _satisfied("satisfied_assistant", [one for one in counted if not one.case.waits], by),
        _satisfied("satisfied_person", [one for one in counted if one.case.waits], by),
        figure("missed", share(sum(one.missed > 0 for one in counted), whole), whole, by),
        figure("missed_twice", share(sum(one.missed > 1 for one in counted), whole), whole, by),
    ]


def _cost(parts: Parts, counted: Sequence[Counted], done: int) -> float | None:
    price = parts.council.costs
    spent = (
        sum(one.case.fragments for one in counted) * parts.council.texting.pence_for_100_texts / 100
        + sum(counting.handling(counted)) / counting.HOUR * price.adviser_hour
        + len(counted) * price.hundred_conversations / 100
    )
    return round(spent / done, 1) if done else None


def _by(counted: Sequence[Counted], key: Callable[[Counted], str], small: int) -> dict[str, Any]:
    groups: dict[str, list[Counted]] = {}
    for one in counted:
        groups.setdefault(key(one), []).append(one)
    rows = [
        {
            "name": name,
            "conversations": len(group),
            "resolved": sum(one.outcome == counting.RESOLVED for one in group),
            "handed_over": sum(bool(one.case.waits) for one in group),
            "completed": sum(one.completed for one in group),
        }
        for name, group in groups.items()
    ]
    kept, hidden = counting.without_small(rows, "conversations", small)
    return {"rows": kept, "hidden": hidden}


def _plain(counts: Counter[str], small: int) -> dict[str, Any]:
    rows = [{"name": name, "number": number} for name, number in counts.items()]
    kept, hidden = counting.without_small(rows, "number", small)
    return {"rows": kept, "hidden": hidden}
