"""The floor as it stands: who waits, how long, who is free, and what is at risk. Every number is
read from the record at the moment it is shown."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from actions import hours
from actions.hours import Opening
from bot.conversation import opening
from bot.conversation.parts import Parts
from bot.desk import limits, targets
from bot.desk.lists import in_scope
from bot.desk.sessions import Who
from bot.desk.targets import Target
from integrations.store import presence, queue
from integrations.store.models import QueueItem
from integrations.store.session import Transaction


def wall(parts: Parts, who: Who) -> dict[str, Any]:
    """Of the teams this supervisor has; of every team when they have none of their own."""
    now, at = parts.now(), parts.clock.now()
    with parts.store.read() as tx:
        waiting = [one for one in queue.waiting(tx) if in_scope(who, one.team)]
        claimed = [one for one in queue.claimed(tx) if in_scope(who, one.team)]
        openings = _openings(tx, parts)
        aims = _aims([*waiting, *claimed], openings, parts, at)
        people = _people(tx, parts, who, now)
        mine = {slug: openings(slug) for slug in parts.council.teams if in_scope(who, slug)}
    risky = [one for one in aims if one.at_risk]
    return {
        "at": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "waiting": len(waiting),
        "urgent": sum(one.priority == targets.URGENT for one in waiting),
        "longest": _longest(waiting, now),
        "with_person": len(claimed),
        "at_risk": [_risk(one, now) for one in risky],
        **_counts(people),
        "teams": [
            _team(slug, found, waiting, claimed, risky, now, at) for slug, found in mine.items()
        ],
        "people": people,
    }


def _openings(tx: Transaction, parts: Parts) -> Callable[[str], Opening]:
    known: dict[str, Opening] = {}

    def of(team: str) -> Opening:
        if team not in known:
            known[team] = opening.of_team(tx, parts, team)
        return known[team]

    return of


def _aims(
    items: Sequence[QueueItem], openings: Callable[[str], Opening], parts: Parts, at: datetime
) -> list[Target]:
    """The most pressing first."""
    found = [targets.target(one, openings, parts.council, at) for one in items]
    return sorted((one for one in found if one is not None), key=lambda one: one.left)


def _team(
    slug: str,
    found: Opening,
    waiting: Sequence[QueueItem],
    claimed: Sequence[QueueItem],
    risky: Sequence[Target],
    now: float,
    at: datetime,
) -> dict[str, Any]:
    mine = [one for one in waiting if one.team == slug]
    return {
        "team": slug,
        "open": hours.is_open(found, at),
        "waiting": len(mine),
        "urgent": sum(one.priority == targets.URGENT for one in mine),
        "longest": _longest(mine, now),
        "with_person": sum(one.team == slug for one in claimed),
        "at_risk": sum(one.item.team == slug for one in risky),
    }


def _longest(items: Sequence[QueueItem], now: float) -> int | None:
    return max((int(now - one.waiting_since) for one in items), default=None)


def _risk(one: Target, now: float) -> dict[str, Any]:
    item = one.item
    return {
        "id": item.id,
        "team": item.team,
        "topic": item.topic,
        "priority": item.priority,
        "channel": item.channel,
        "status": item.status,
        "waited": int(now - item.waiting_since),
        "due": one.due.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "left": int(one.left / timedelta(seconds=1)),
    }


def _people(tx: Transaction, parts: Parts, who: Who, now: float) -> list[dict[str, Any]]:
    has = Counter(one.adviser for one in queue.claimed(tx))
    shared = [one for one in presence.everyone(tx, now) if _shares(who, one.teams)]
    return [
        {
            "name": one.name,
            "role": one.role,
            "status": one.status,
            "since": int(now - one.since),
            "has": has[one.staff_id],
            "limit": parts.council.desk.chats_at_once,
            "free": one.status == presence.AVAILABLE
            and limits.why_not(tx, parts, one.staff_id, now) is None,
        }
        for one in shared
    ]


def _shares(who: Who, teams: Sequence[str]) -> bool:
    return not who.teams or not teams or bool(set(teams) & set(who.teams))


def _counts(people: Sequence[dict[str, Any]]) -> dict[str, int]:
    here = [one for one in people if one["status"] == presence.AVAILABLE]
    free = sum(one["free"] for one in here)
    return {"free": free, "busy": len(here) - free, "away": len(people) - len(here)}
