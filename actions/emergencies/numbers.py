"""Whether the numbers given in an emergency may be relied on: who checked them, where, until when.

A wrong number given to someone in danger is worse than a slow page, so a live council does not
start with one that is unchecked, out of date or made up, and readiness warns of it at all times.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from actions.emergencies.table import FILE
from integrations.council import Contact, Council

USED = re.compile(r"\{(\w+)\.")
# Needed when somebody has nowhere to sleep at night, though no safe words name it.
ALSO_NEEDED = ("housing_night",)
LIVE_SOURCES = 2
ALERTS = FILE.with_name("alerts.yml")
# Addresses that are nobody's: RFC 2606, and Ofcom's numbers for drama.
MADE_UP = re.compile(r"\.example$|^(?:\+44|0)7700900\d{3}$")
PROJECT = "project"


def used(council: Council) -> dict[str, Contact]:
    """Every contact whose number the safe words give."""
    names = set(USED.findall(FILE.read_text(encoding="utf-8"))) - {"council"}
    every = {name: council.contacts[name] for name in sorted({*names, *ALSO_NEEDED})}
    return {"contact": council.contact, "out_of_hours": council.out_of_hours, **every}


def warnings(council: Council, today: date) -> list[str]:
    """What is made up, unchecked or out of date."""
    found = [f"{name} {fault}" for name, one in used(council).items() for fault in _old(one, today)]
    return [*found, *_on_call(council)]


def refusals(council: Council, today: date) -> list[str]:
    """The same, and what only an officer of the council can put right before it is live."""
    found = warnings(council, today)
    for name, one in used(council).items():
        if one.verified_by in (None, PROJECT):
            found.append(f"{name} has not been checked by the council")
        elif len(_sources(one)) < LIVE_SOURCES:
            found.append(f"{name} has fewer than two sources")
    return found


def _old(one: Contact, today: date) -> Iterator[str]:
    if one.demo:
        yield "is made up"
    elif (one.verified_on or one.checked) is None:
        yield "has not been verified"
    elif one.expires is None or one.expires < today:
        yield f"was to be checked again by {one.expires}"


def _on_call(council: Council) -> Iterator[str]:
    """Whom to call when nobody takes an urgent chat: somebody, and no invention."""
    steps = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["steps"]
    for audience in dict.fromkeys(str(step["audience"]) for step in steps):
        addresses = council.on_call.get(audience, ())
        if not addresses:
            yield f"on_call.{audience} names nobody"
        elif any(MADE_UP.search(one.replace(" ", "")) for one in addresses):
            yield f"on_call.{audience} is made up"


def _sources(one: Contact) -> tuple[Any, ...]:
    return one.sources or ((one.source,) if one.source else ())
