"""Passing a resident's details on to somebody who helps: who takes them, what is shared, and how
the resident changes it before anything leaves. Words and patterns are data/referral."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.reading import lower
from integrations.open_referral.contract import BY_EMAIL, BY_REQUEST, PAUSED, Service

DATA = Path("data/referral")
CONTACT, NAME, HELP = "contact", "name", "help"
LONGEST = {NAME: 60, CONTACT: 80, HELP: 300}
EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[A-Za-z]{2,}")
PHONE = re.compile(r"(?:\+44|0044|\(?0)[\d\s()-]{8,18}\d")
UK_DIGITS = range(10, 12)
DAY = 24 * 3600.0
Lines = dict[str, str | None]


@dataclass(frozen=True)
class Edit:
    """What a resident wants changed. `key` is the line, `value` its new words; `out` leaves it
    out; with neither, the line still has to be said, or its words."""

    key: str | None = None
    value: str | None = None
    out: bool = False


@cache
def data(name: str) -> Mapping[str, Any]:
    """One of the files of data/referral."""
    return dict(yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8")))


def takes(service: Service, *, by_email: bool) -> bool:
    """Whether a name can be passed on to it now.

    Args:
        service: as the directory tells it.
        by_email: whether this council can send e-mail at all.
    """
    if service.capacity == PAUSED:
        return False
    if service.referral == BY_EMAIL:
        return by_email and bool(service.email)
    return service.referral.startswith(BY_REQUEST)


def service_code(service: Service) -> str:
    """The code under which the council's own system takes it; empty for e-mail."""
    if not service.referral.startswith(BY_REQUEST):
        return ""
    return service.referral.removeprefix(BY_REQUEST)


def named(text: str, services: Sequence[Service]) -> Service | None:
    """The one service of these whose name a message holds."""
    said = _plain(text)
    found = [one for one in services if _plain(one.name) in said]
    return found[0] if len(found) == 1 else None


def usual_help(need: str) -> str:
    """What the help is for, in the words of data."""
    return str(data("words")["help"][need])


def read(key: str, text: str) -> str | None:
    """The value of a line in a resident's words; None when there is none in them."""
    if key == CONTACT:
        return read_contact(text)
    words = " ".join(text.split())
    if key == NAME:
        words = re.sub(data("asking")["my_name"], r"\1", words, count=1, flags=re.I)
    return words[: LONGEST[key]].strip() or None


def read_contact(text: str) -> str | None:
    """A phone number or an e-mail address."""
    if found := EMAIL.search(text):
        return found[0].rstrip(".")
    if found := PHONE.search(text):
        digits = re.sub(r"^(\+44|0044)\(?0?", "0", re.sub(r"[\s()-]", "", found[0]))
        return digits if len(digits) in UK_DIGITS else None
    return None


def edit(text: str, option: str | None) -> Edit | None:
    """What a message at the read-back asks to change; None when it asks for nothing."""
    said = lower(text)
    patterns = data("asking")
    if option in data("words")["lines"]:
        return Edit(option)
    key = line(text)
    if read_contact(text):
        return Edit(CONTACT, read_contact(text))
    if key and leaves_out(said):
        return Edit(key, out=True)
    wants = option == "change" or re.search(patterns["changes"], said)
    if key and (new := re.search(patterns["new_value"], " ".join(text.split()), re.I)):
        value = read(key, new[1])
        return Edit(key, value) if value else Edit(key)
    if wants:
        return Edit(key)
    return None


def line(text: str) -> str | None:
    """Which line a message names."""
    patterns = data("asking")["lines"]
    return next((key for key, one in patterns.items() if re.search(one, lower(text))), None)


def leaves_out(text: str) -> bool:
    """Whether a message says to leave something out."""
    return says("leaves_out", text)


def says(kind: str, text: str) -> bool:
    """Whether a message matches one of the patterns of asking.yml."""
    return bool(re.search(data("asking")[kind], lower(text)))


def changed(lines: Lines, one: Edit) -> Lines:
    """The lines with one of them changed or left out."""
    return {**lines, str(one.key): None if one.out else one.value}


def shown(lines: Lines) -> str:
    """All that would be sent, line by line."""
    out = data("words")["left_out"]
    return "\n".join(f"{label}: {lines.get(key) or out}" for key, label in _labels())


def shared(lines: Lines) -> list[dict[str, Any]]:
    """What is stored and sent: only what was not left out."""
    return [
        {"name": key, "label": label, "value": lines[key]}
        for key, label in _labels()
        if lines.get(key)
    ]


def _labels() -> Sequence[tuple[str, str]]:
    return list(data("words")["lines"].items())


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))
