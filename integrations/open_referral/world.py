"""The stand-in's world: services written briefly, and the middle of each postcode it knows."""

import re
from dataclasses import dataclass, fields
from typing import Any

from integrations.open_referral.contract import OPEN, WALK_IN
from integrations.standin import BadSeed, Seed

HOURS = re.compile(r"(?P<days>[A-Z0-9,]+) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")
DATED = re.compile(r"(?P<date>\d{4}-\d\d-\d\d) (?P<opens>\d\d:\d\d)-(?P<closes>\d\d:\d\d)")


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`hours` are like "MO,TU 09:00-17:00", "1TU 10:00-12:00" (first Tuesday of the month) or
    "2026-12-25 11:00-14:00"."""

    id: str
    name: str
    organization: str
    description: str
    terms: tuple[str, ...]
    status: str = "active"
    hours: tuple[str, ...] = ()
    venue: str = ""
    address: str = ""
    postcode: str = ""
    lat: float | None = None
    long: float | None = None
    phone: str = ""
    email: str = ""
    url: str = ""
    fees: str = "Free"
    cost: float | None = None
    entry: str = WALK_IN
    ways: tuple[str, ...] = ("venue",)
    capacity: str = OPEN
    how: str = ""
    referral: str = ""
    eligibility: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None
    languages: tuple[str, ...] = ("English",)
    access: tuple[str, ...] = ()
    alert: str = ""
    assured: str | None = None


@dataclass(frozen=True)
class World:
    entries: tuple[Entry, ...]
    postcodes: dict[str, tuple[float, float]]

    def terms(self) -> list[str]:
        return sorted({name for one in self.entries for name in one.terms})


def load(seed: Seed) -> World:
    rows = seed.get("services")
    if not isinstance(rows, list):
        raise BadSeed("services is missing")
    entries = tuple(_entry(at, row) for at, row in enumerate(rows))
    if len({one.id for one in entries}) < len(entries):
        raise BadSeed("services has an id twice")
    points = {one.postcode: one for one in entries if one.lat is not None and one.postcode}
    middles = {
        code.replace(" ", "").upper(): (one.lat, one.long)
        for code, one in points.items()
        if one.lat is not None and one.long is not None
    }
    return World(entries, middles)


def _entry(at: int, row: Any) -> Entry:
    known = {one.name: one for one in fields(Entry)}
    if not isinstance(row, dict) or (unknown := sorted(set(row) - set(known))):
        raise BadSeed(f"services[{at}] is not a service, or has unknown fields: {row}")
    del unknown
    lists = {name: tuple(value) for name, value in row.items() if isinstance(value, list)}
    try:
        entry = Entry(**{**row, **lists})
    except TypeError as fault:
        raise BadSeed(f"services[{at}]: {fault}") from fault
    for one in entry.hours:
        if not (HOURS.fullmatch(one) or DATED.fullmatch(one)):
            raise BadSeed(f"services[{at}].hours: {one}")
    return entry
