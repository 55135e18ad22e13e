"""Whom the council may call about a report: only where the resident tells it, and never asked for.

A number or a name goes beside the report and not into its words, which a council may publish.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.contacts import named, reached_in
from actions.mentions import Heard, Mention
from actions.report.draft import Draft

WORDS = Path("data/report/words.yml")
LONGEST_NAME = 3
LONGEST_REFUSAL = 10
KEPT, REFUSED = "utter_report_contact", "utter_report_no_contact"


@dataclass(frozen=True)
class Reached:
    """A report after a message is read for how to reach somebody. `response` is set where the
    message told nothing else, so that the open question is still open."""

    draft: Draft
    said: Heard
    response: str | None = None


def read(draft: Draft, said: Heard) -> Reached:
    """The report with the contact told, and the message without it."""
    if said.option or said.text.startswith("/"):
        return Reached(draft, said)
    if _refuses(said):
        return Reached(draft, said, REFUSED)
    found, rest = contact_in(said.text)
    if not found:
        return Reached(draft, said)
    known = replace(draft, contact={**(draft.contact or {}), **found})
    place = _without(said.mention, found)
    told_more = bool(rest) or bool(place) or said.intent in ("affirm", "deny")
    less = replace(said, text=rest or said.text, mention=place)
    return Reached(known, less, None if told_more else KEPT)


def contact_in(text: str) -> tuple[dict[str, str], str]:
    """The phone number, e-mail address and name in a text, and the text without them."""
    found, rest = reached_in(text)
    if told := re.search(_words()["name"], rest, re.I):
        found |= named(told["name"].split())
        rest = f"{rest[: told.start()]} {rest[told.end() :]}"
    if not found:
        return {}, text
    words = re.findall(
        r"[^\W_]+(?:['-][^\W_]+)*", re.sub(_words()["beside"], " ", rest, flags=re.I)
    )
    if len(words) > LONGEST_NAME:
        return found, " ".join(rest.split()).strip(" ,;:-")
    if words and "first_name" not in found:
        found |= named(words)
    return found, ""


def contact_line(contact: Mapping[str, str]) -> str:
    """A contact as it is read back."""
    name = " ".join(filter(None, (contact.get("first_name"), contact.get("last_name"))))
    told = ", ".join(filter(None, (name, contact.get("phone"), contact.get("email"))))
    return str(_words()["shown"]).format(contact=told)


def _refuses(said: Heard) -> bool:
    short = len(said.text.split()) <= LONGEST_REFUSAL and not said.mention
    return short and bool(re.search(_words()["no_contact"], said.text, re.I))


def _without(mention: Mention, contact: Mapping[str, str]) -> Mention:
    """What was told of the place; the digits of a phone are no house number."""
    digits = contact.get("phone", "")
    return replace(mention, number=None) if mention.number and mention.number in digits else mention


@cache
def _words() -> Mapping[str, Any]:
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return dict(found["contact"])
