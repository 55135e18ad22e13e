"""When each team is there, what is closed out of turn, and what is switched off."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from actions import hours
from bot.conversation import opening
from bot.conversation.parts import Parts
from integrations.council_reading import WEEKDAYS, Hours
from integrations.store import closures, switches

SHOWN_DAYS = 12


@dataclass(frozen=True)
class Standing:
    """As the JSON tells it; the page puts words to it."""

    teams: list[dict[str, Any]]
    closures: list[dict[str, Any]]
    switches: list[dict[str, Any]]
    days_off: list[str]


def standing(parts: Parts) -> Standing:
    now = parts.clock.now()
    with parts.store.read() as tx:
        teams = [_team(slug, opening.of_team(tx, parts, slug), now) for slug in parts.council.teams]
        shut = [
            {
                "id": one.id,
                "team": one.team,
                "begins": one.begins,
                "until": one.until,
                "reason": one.reason,
                "by": one.name,
            }
            for one in closures.listed(tx, now)
        ]
        off = {one.what: one for one in switches.off(tx)}
    return Standing(teams, shut, [_switch(what, off.get(what)) for what in switches.ALL],
                    _days_off(parts, now.date()))  # fmt: skip


def off_now(parts: Parts) -> list[dict[str, Any]]:
    """What is off, for the pages that say so."""
    with parts.store.read() as tx:
        return [_switch(one.what, one) for one in switches.off(tx)]


def _team(slug: str, found: hours.Opening, now: datetime) -> dict[str, Any]:
    is_open = hours.is_open(found, now)
    opens = hours.next_open(found, now)
    return {
        "team": slug,
        "open": is_open,
        "opens": None if is_open or opens is None else opens.isoformat(),
        "opens_words": None if is_open or opens is None else hours.said(opens, now),
        "hours": _week(found.hours),
    }


def _week(week: Hours) -> dict[str, list[list[str]]]:
    return {
        day: [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in week[day]]
        for day in WEEKDAYS
    }


def _switch(what: str, row: Any) -> dict[str, Any]:
    if row is None:
        return {"what": what, "off": False, "reason": None, "by": None, "at": None}
    return {"what": what, "off": True, "reason": row.reason, "by": row.name, "at": row.at}


def _days_off(parts: Parts, today: date) -> list[str]:
    days = opening.holidays(parts) | frozenset(parts.council.bank_holidays.also_closed)
    return [day.isoformat() for day in sorted(days) if day >= today][:SHOWN_DAYS]
