"""Which services fit a need, and in which order they are told.

Nothing of the resident is weighed but the need, the place and what was asked for: words are never
turned into a picture of the person.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.find_help import opening
from integrations.open_referral.client import metres_between
from integrations.open_referral.contract import (
    ACTIVE,
    APPOINTMENT,
    HOME,
    ONLINE,
    PAUSED,
    PHONE,
    WAITING,
    WALK_IN,
    Service,
)

DATA = Path("data/find_help")
# What stands in the way, in metres: a service that needs a voucher is told after one that is as
# useful, needs none and is a walk away.
TERM_STEP, BARRIER, WAIT, UNKNOWN_HOURS, ANYWHERE, EACH_HOUR = 1200, 2500, 4000, 3000, 2000, 60
MOST_HOURS = 72
ADULT = 25
Point = tuple[float, float]


@dataclass(frozen=True)
class Filters:
    """What the resident asked for beside the need."""

    today: bool = False
    now: bool = False
    phone: bool = False
    nearer: bool = False
    language: str | None = None
    young: bool = False
    groups: tuple[str, ...] = ()


def read_filters(value: dict[str, Any] | None) -> Filters:
    """What was kept between two messages."""
    return Filters(**{**value, "groups": tuple(value["groups"])}) if value else Filters()


@dataclass(frozen=True)
class Found:
    """A service that fits, as it is on this day and for this place."""

    service: Service
    why: str
    metres: float | None
    until: datetime | None
    opens: datetime | None
    score: float = field(compare=False)


@cache
def data(name: str) -> Mapping[str, Any]:
    """One of the files of data/find_help."""
    return dict(yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8")))


def limits() -> Mapping[str, int]:
    """The numbers of needs.yml."""
    return dict(data("needs")["limits"])


def fitting(
    services: Sequence[Service],
    need: str,
    place: Point | None,
    filters: Filters,
    now: datetime,
    holidays: Collection[date],
) -> list[Found]:
    """The services that fit, best first. Paused, stale and shut-down ones are never among them.

    Args:
        services: what the directory has.
        need: the intent.
        place: where the resident is, if they said.
        filters: what else they asked for.
        now: council time.
        holidays: the nation's bank holidays.
    """
    wanted = data("needs")["needs"][need]["terms"]
    named = {one["term"] for one in wanted}
    special = {one["term"] for one in data("needs")["groups"]} & named
    found = []
    for one in services:
        if not _offered(one, now.date(), filters):
            continue
        if not need_wide(need) and (special & {*one.topics}) - {*filters.groups}:
            continue
        ranks = [(at, term["why"]) for at, term in enumerate(wanted) if term["term"] in one.topics]
        if not ranks:
            continue
        at, why = min(ranks, key=lambda rank: (_not_named(wanted, rank[0], filters), rank[0]))
        at = 0 if wanted[at]["term"] in filters.groups else at + bool(filters.groups)
        told = _told(one, at, why, place, now, holidays)
        if _asked_for(told, filters, now):
            found.append(told)
    found.sort(key=lambda one: (_far(one), one.score) if filters.nearer else (one.score, 0.0))
    return found


def need_wide(need: str) -> bool:
    """Needs where a special service suits anyone who has the need."""
    return need in ("money_worries", "food_help")


def first_of(found: Sequence[Found], told: Collection[str]) -> list[Found]:
    """The next ones to tell; one that can be reached from home is among them if there is any."""
    left = [one for one in found if one.service.id not in told]
    shown = left[: limits()["shown"]]
    if not any(from_home(one.service) for one in shown):
        rest = [one for one in left[len(shown) :] if from_home(one.service)]
        shown = [*shown[:-1], rest[0]] if rest else shown
    return shown


def from_home(service: Service) -> bool:
    """Whether it can be used without going anywhere."""
    return bool({PHONE, ONLINE, HOME} & {*service.ways}) or not service.sites


def is_near(one: Found) -> bool:
    """Whether it is near enough to go to."""
    return one.metres is not None and one.metres <= limits()["near_metres"]


def usable_today(one: Found, now: datetime) -> bool:
    """Open now or later today, and nothing has to be got first."""
    free = one.service.entry in ("", WALK_IN, APPOINTMENT) and one.service.capacity != WAITING
    return free and one.opens is not None and one.opens.date() == now.date()


def area_named(text: str) -> Point | None:
    """The part of the borough a text names, by name or by postcode district; the longest wins."""
    said = f" {re.sub(r'[^a-z0-9 ]', ' ', text.lower())} "
    names = [name for name in data("areas")["areas"] if f" {name} " in " ".join(said.split(" "))]
    found = data("areas")["areas"][max(names, key=len)] if names else None
    return (found[0], found[1]) if found else None


def asked(text: str) -> str | None:
    """Which follow-up a text is: done, more, nearer, now, phone or again."""
    said = text.lower()
    patterns = data("asking")["follow_ups"]
    return next((name for name, one in patterns.items() if re.search(one, said)), None)


def language_named(text: str) -> str | None:
    """A language a text asks for."""
    said = set(re.findall(r"[a-z]+", text.lower()))
    return next((one for one in data("asking")["languages"] if one.lower() in said), None)


def says(kind: str, text: str) -> bool:
    """Whether a text matches one of the patterns of asking.yml."""
    return bool(re.search(data("asking")[kind], text.lower()))


def first_filters(text: str, need: str) -> Filters:
    """What a first message asks for beside the need."""
    groups = [
        one["term"] for one in data("needs")["groups"] if re.search(one["words"], text.lower())
    ]
    terms = {one["term"] for one in data("needs")["needs"][need]["terms"]}
    follow_up = data("asking")["follow_ups"]
    return Filters(
        language=language_named(text),
        young=says("for_young", text),
        groups=tuple(one for one in groups if one in terms),
        now=bool(re.search(follow_up["now"], text.lower())),
    )


def _not_named(wanted: Sequence[Mapping[str, str]], at: int, filters: Filters) -> bool:
    return wanted[at]["term"] not in filters.groups


def _offered(one: Service, today: date, filters: Filters) -> bool:
    if one.status != ACTIVE or one.capacity == PAUSED:
        return False
    if one.assured and (today - date.fromisoformat(one.assured)).days > limits()["hide_after_days"]:
        return False
    only_young = one.max_age is not None and one.max_age <= ADULT
    return not only_young or filters.young


def _told(one: Service, at: int, why: str, place: Point | None, now: datetime,
          holidays: Collection[date]) -> Found:  # fmt: skip
    metres = _metres(one, place)
    until = opening.open_until(one, now, holidays)
    opens = opening.next_open(one, now, holidays)
    hours = (opens - now).total_seconds() / 3600 if opens else MOST_HOURS
    away = ANYWHERE if metres is None else metres
    score = (
        at * TERM_STEP
        + away
        + BARRIER * (one.entry not in ("", WALK_IN, APPOINTMENT))
        + WAIT * (one.capacity == WAITING)
        + UNKNOWN_HOURS * (not opening.known(one))
        + EACH_HOUR * min(hours, MOST_HOURS)
    )
    return Found(one, why, metres, until, opens, score)


def _asked_for(one: Found, filters: Filters, now: datetime) -> bool:
    if filters.language and filters.language not in one.service.languages:
        return False
    if filters.phone and not from_home(one.service):
        return False
    if filters.now and one.until is None:
        return False
    return not filters.today or usable_today(one, now)


def _metres(one: Service, place: Point | None) -> float | None:
    points = [
        (site.lat, site.long)
        for site in one.sites
        if site.lat is not None and site.long is not None
    ]
    return min((metres_between(place, at) for at in points), default=None) if place else None


def _far(one: Found) -> float:
    return one.metres if one.metres is not None else float("inf")
