"""What a complaint is, and which door is the right one: rules of data/complaint/doors.yml."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.contacts import named, reached_in
from actions.mentions import words_of
from actions.reading import lower

DOORS = Path("data/complaint/doors.yml")
REPORT = "report_"
LIKELY = 0.15
FIRST, SECOND = "complaint", "complaint_stage_2"
BESIDE = re.compile(
    r"\b(?:my|name|is|im|i'm|it'?s|its|phone|number|email|mobile|call|on|or|and|me|at|to|ring|text)\b",
    re.I,
)
CALLED = re.compile(r"\b(?:name|called|i'?m|it'?s|this is)\b", re.I)
OURS = re.compile(r"\bsr[\s:#.-]*(\d{7})\b", re.I)


@dataclass(frozen=True)
class Door:
    """Where a matter goes that is not plainly a complaint to the council."""

    door: str
    pattern: str
    says: str
    unless: str = ""
    log: str = ""
    contact: str = ""
    source: str | None = None
    checked: Any = None


@cache
def data() -> Mapping[str, Any]:
    """The rules of doors.yml."""
    return dict(yaml.safe_load(DOORS.read_text(encoding="utf-8")))


@cache
def doors() -> tuple[Door, ...]:
    """Every door, in the order they are tried."""
    return tuple(Door(**one) for one in data()["doors"])


def door_of(text: str) -> Door | None:
    """The right door for what a resident wrote, if it is not the council's own."""
    low = lower(text)
    for one in doors():
        if re.search(one.pattern, low) and not (one.unless and re.search(one.unless, low)):
            return one
    return None


def kind_of(text: str) -> str:
    """The stage a complaint is at."""
    return SECOND if re.search(data()["stage_2"], lower(text)) else FIRST


def report_first(text: str, ranking: Sequence[Mapping[str, Any]]) -> str | None:
    """The report that a first failure is: a request to put it right, and not yet a complaint."""
    if re.search(data()["more_than_a_request"], lower(text)):
        return None
    likely = [one for one in ranking[:3] if float(one.get("confidence") or 0) >= LIKELY]
    return next((str(one["name"]) for one in likely if str(one["name"]).startswith(REPORT)), None)


def is_bare(text: str) -> bool:
    """Whether a message only says that somebody wants to complain."""
    return text.startswith("/") or not set(words_of(text)) - {*data()["generic"]}


def skips(text: str) -> bool:
    """Whether somebody would rather not say how to reach them."""
    return bool(re.search(data()["skip"], lower(text)))


def reached_by(text: str) -> dict[str, str]:
    """Whom to answer. A name alone is one when it is written or given as one."""
    found, rest = reached_in(text)
    name = re.findall(r"[A-Za-z][A-Za-z'-]+", BESIDE.sub(" ", rest))[:3]
    written = len(name) > 1 and all(part[0].isupper() for part in name[:2])
    if name and (found or written or (len(name) > 1 and CALLED.search(text))):
        found |= named(name)
    return found


def for_staff(about: str | None, earlier: Sequence[str] | None) -> tuple[str, ...]:
    """What staff read beside the resident's words: the request it is about, and those before."""
    says = data()["staff"]
    lines = [says["about"].format(reference=about)] if about else []
    lines += [says["earlier"].format(references=", ".join(earlier))] if earlier else []
    return tuple(lines)


def our_reference(text: str) -> str | None:
    """One of our numbers, if the text names one."""
    found = OURS.search(text)
    return f"SR-{found[1]}" if found else None
