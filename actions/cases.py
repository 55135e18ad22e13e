"""What is logged with a dated reference and has no place in the street: a complaint, a request for
information, an approach for help. It takes the same way to the council as a report, and is lost as
little.
"""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.working_days import add_calendar_months, add_working_days, closed_days, local_day
from integrations.council import Council, Term
from integrations.store import requests
from integrations.store.requests import NewRequest
from integrations.wiring import Services

CASES = Path("data/cases.yml")
ACKNOWLEDGE, ANSWER = "acknowledge", "answer"
LONGEST = 3900


@dataclass(frozen=True)
class Case:
    """One kind of case: the facts of data/cases.yml."""

    slug: str
    name: str
    service_code: str
    team: str
    promise: str = ""


@dataclass(frozen=True, kw_only=True)
class NewCase:
    """`words` are the resident's, `notes` what else staff have to know, each a line. `about` is an
    earlier request; `contact` whom to answer, who need not be whom it is for."""

    kind: str
    task: str
    words: str
    notes: tuple[str, ...] = ()
    about: str | None = None
    contact: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Logged:
    """A case that is committed, and what was promised."""

    reference: str
    case: Case
    day: date
    acknowledge: date | None
    answer: date | None


@cache
def load_cases() -> Mapping[str, Case]:
    """Every kind of case."""
    found = yaml.safe_load(CASES.read_text(encoding="utf-8"))["cases"]
    return {slug: Case(slug, **facts) for slug, facts in found.items()}


def log(services: Services, sender: str, new: NewCase) -> Logged:
    """Commits a case with the days promised for it. The same task again is the same case."""
    case, day = load_cases()[new.kind], local_day(services.clock.now())
    closed = closed_days(services.council, services.bank_holidays)
    due = promised(services.council, case.promise, day, closed)
    told = [f"{step}: {on.isoformat()}" for step, on in due.items()]
    lines = [new.words.strip(), *new.notes, f"logged: {day.isoformat()}", *told]
    request = NewRequest(
        conversation_id=sender,
        task=new.task,
        kind=new.kind,
        service_code=case.service_code,
        place={"line": services.council.area},
        description=plain("\n".join(lines)),
        contact=dict(new.contact) or None,
        about=new.about,
        promise={"logged": day.isoformat(), **{step: on.isoformat() for step, on in due.items()}},
    )
    with services.store.begin() as tx:
        reference = requests.log(tx, request).reference
    return Logged(reference, case, day, due.get(ACKNOWLEDGE), due.get(ANSWER))


def add(services: Services, sender: str, reference: str, task: str, words: str) -> None:
    """A further word on something that is logged: whom to answer, or what was forgotten."""
    with services.store.begin() as tx:
        first = requests.by_reference(tx, reference)
        if first is None:
            return
        new = NewRequest(
            conversation_id=sender,
            task=task,
            kind=first.kind,
            service_code=first.service_code,
            place=first.place,
            description=plain(words),
            about=first.reference,
            adds=requests.NOTE,
        )
        requests.log(tx, new)


def promised(council: Council, promise: str, day: date, closed: Set[date]) -> dict[str, date]:
    """The days by which the council acknowledges and answers, as far as it promises that."""
    found = council.promises.get(promise)
    steps = {ACKNOWLEDGE: found.acknowledge, ANSWER: found.answer} if found else {}
    return {step: ends(term, day, closed) for step, term in steps.items() if term}


def ends(term: Term, day: date, closed: Set[date]) -> date:
    """The last day of a term that begins on a day."""
    if term.months:
        return add_calendar_months(day, term.months, closed)
    if term.working_days:
        return add_working_days(day, term.working_days, closed)
    return day + timedelta(days=term.days)


def next_answer(promise: Mapping[str, Any], today: date) -> date | None:
    """The day an answer was promised for, if it has not gone by."""
    day = date.fromisoformat(promise[ANSWER]) if promise.get(ANSWER) else None
    return day if day and day >= today else None


def plain(text: str) -> str:
    """No markup, and not longer than the council takes."""
    return text.replace("<", "(").replace(">", ")")[:LONGEST]


def day_name(day: date) -> str:
    """A day as it is told: the month is said, so that nobody reads it the American way."""
    return f"{day:%A} {day.day} {day:%B}"
