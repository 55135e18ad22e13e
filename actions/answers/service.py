"""Which answer fits: one file in ``data/answers/pages`` is one answer, with its source."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.reading import lower
from integrations.council import Council
from integrations.council_reading import WEEKDAYS

PAGES = Path("data/answers/pages")
WORDS = Path("data/answers/words.yml")
Spans = Sequence[tuple[time, time]]


@dataclass(frozen=True)
class Page:
    """One answer. `when` are words that choose it over its intent's plain answer; `tenure` whose
    home it is about; `asks` are words that ask for the case in `assess`; `checked` is when the
    council last read it, and null for demo text, which says so."""

    page: str
    intent: str
    says: str
    more: str
    source: str
    when: str = ""
    tenure: str = ""
    assess: str = ""
    asks: str = ""
    contact: str = ""
    checked: Any = None


@cache
def data() -> Mapping[str, Any]:
    """The words of words.yml."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


@cache
def pages() -> tuple[Page, ...]:
    """Every answer."""
    found = sorted(PAGES.glob("*.yml"))
    return tuple(Page(**yaml.safe_load(one.read_text(encoding="utf-8"))) for one in found)


def page_for(intent: str, text: str, tenure: str = "") -> Page:
    """The answer that fits a message best: one its words choose, else the plain one."""
    mine = [one for one in pages() if one.intent == intent and one.tenure == tenure]
    low = lower(text)
    chosen = [one for one in mine if one.when and re.search(one.when, low)]
    return next(iter([*chosen, *(one for one in mine if not one.when)]))


def named(slug: str) -> Page:
    """The answer of that name."""
    return next(one for one in pages() if one.page == slug)


def touches(intent: str) -> tuple[str, ...]:
    """The needs that are near to every question of this intent."""
    return tuple(data()["touches"].get(intent, ()))


def tenure_in(text: str) -> str | None:
    """Whose home it is, if a text says so."""
    low = lower(text)
    return next((name for name, one in data()["tenures"].items() if re.search(one, low)), None)


def wish_in(text: str) -> str | None:
    """What is wanted next: a call, a letter, an assessment, more, or nothing."""
    low = lower(text)
    return next((name for name, one in data()["wishes"].items() if re.search(one, low)), None)


def says(kind: str, text: str) -> bool:
    """Whether a text matches one of the patterns of words.yml."""
    return bool(re.search(data()[kind], lower(text)))


def asks_for_case(page: Page, text: str) -> bool:
    """Whether a message asks for the assessment that an answer is about."""
    return bool(page.assess and re.search(page.asks, lower(text)))


def cannot_phone(events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether they wrote anywhere in this chat that they cannot hear or speak on a phone."""
    return any(
        one["event"] == "user" and says("no_phone", str(one.get("text") or "")) for one in events
    )


def told(
    page: Page, text: str, council: Council, *, offline: bool, no_phone: bool = False
) -> list[str]:
    """An answer in lines: what it is, whom to call, and where to read it unless that is no use. Who
    cannot phone is told how to write instead."""
    contact = council.contacts.get(page.contact) or council.contact
    facts = {
        "phone": council.contact.phone,
        "night": council.out_of_hours.phone,
        "hours": hours_in_words(council.hours),
    }
    lines = [text.format(**facts)]
    if no_phone:
        relay = council.contact.relay
        dial = [data()["relay"].format(relay=relay)] if relay else []
        lines.append(" ".join([data()["write"], *dial]))
    elif contact.phone not in lines[0]:
        lines.append(data()["call"].format(name=contact.name, phone=contact.phone))
    return lines if offline else [*lines, data()["page"].format(source=page.source)]


def hours_in_words(hours: Mapping[str, Spans]) -> str:
    """Opening hours, days with the same hours together: "Monday to Thursday 8.30am to 5pm"."""
    groups: list[tuple[int, int, Spans]] = []
    for at, day in enumerate(WEEKDAYS):
        spans = tuple(hours.get(day, ()))
        if groups and groups[-1][1] == at - 1 and groups[-1][2] == spans:
            groups[-1] = (groups[-1][0], at, spans)
        else:
            groups.append((at, at, spans))
    return ", ".join(_group(*one) for one in groups if one[2])


def _group(first: int, last: int, spans: Spans) -> str:
    names, to = data()["days"], data()["to"]
    days = names[first] if first == last else to.format(first=names[first], last=names[last])
    times = [to.format(first=_clock(start), last=_clock(end)) for start, end in spans]
    return f"{days} {', '.join(times)}"


def _clock(moment: time) -> str:
    hour, half = moment.hour % 12 or 12, "am" if moment.hour < 12 else "pm"
    return f"{hour}.{moment.minute:02d}{half}" if moment.minute else f"{hour}{half}"
