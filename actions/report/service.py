"""What the council wants to know about a problem in the street, and how a report is put together.

What to ask comes from the council's own Open311 service definition (GeoReport v2, "GET Service
Definition").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.choices import strong
from actions.mentions import words_of
from actions.report.kinds import Kind
from integrations.open311.contract import Definition

WORDS = Path("data/report/words.yml")
PLACING = {"its", "it", "is", "at", "on", "in", "the", "outside", "near", "by", "number", "no",
           "yeah", "yes"}  # fmt: skip
DESCRIPTION_LIMIT = 3900
"""Open311 allows 4,000 characters; the rest is kept for our reference."""


@cache
def generic_words() -> tuple[str, ...]:
    """Words that say nothing about the thing reported."""
    return tuple(yaml.safe_load(WORDS.read_text(encoding="utf-8"))["generic"])


@dataclass(frozen=True)
class Question:
    """One question of the council's, as it is kept between messages."""

    code: str
    text: str
    required: bool
    options: tuple[tuple[str, str], ...]
    several: bool

    def as_slot(self) -> dict[str, Any]:
        """Plain lists and words, for the tracker."""
        return asdict(self)

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> "Question":
        """The question back from the tracker."""
        return cls(**{**value, "options": tuple((key, name) for key, name in value["options"])})


def questions(definition: Definition) -> tuple[Question, ...]:
    """What a resident is asked, in the council's order.

    Attributes marked ``variable: false`` are only shown, and ``automated`` ones are filled by us
    (mySociety's extension to GeoReport v2).
    """
    return tuple(
        Question(
            code=one.code,
            text=one.description,
            required=one.required,
            options=tuple((value.key, value.name) for value in one.values),
            several=one.datatype == "multivaluelist",
        )
        for one in definition.questions
    )


def already_told(question: Question, notes: Sequence[str], place: str) -> str | None:
    """The option that the resident's words so far name in full, so that it need not be asked.

    The words of the place do not count: "the road" in "Heaton Road" says nothing about a pothole.
    """
    if question.several:
        return None
    hidden = set(words_of(place))
    said = [word for note in notes for word in words_of(note) if word not in hidden]
    named = [
        key
        for key, name in question.options
        if any(_all_in(strong(words_of(one)), said) for one in _alternatives(name))
    ]
    return named[0] if len(named) == 1 else None


def is_bare(text: str, kind: Kind, generic: Sequence[str]) -> bool:
    """Whether a message only says what kind of thing is reported, and nothing about it."""
    known = {*generic, *words_of(kind.name), *words_of(kind.kind.replace("_", " "))}
    return all(word in known or word.rstrip("s") in known for word in words_of(text))


def add_note(notes: Sequence[str], text: str, place: str = "") -> list[str]:
    """The resident's own words, each kept once; words that only repeat the place are not kept."""
    said = words_of(text)
    if text.startswith("/"):  # a button of another question
        return list(notes)
    if not set(said) - set(words_of(place)) - PLACING or text in notes:
        return list(notes)
    return [*notes, text.strip()]


def corrected(notes: Sequence[str], old: str | None, new: str | None) -> list[str]:
    """The notes with a house number put right, so that the crew does not read the wrong one."""
    if not old or not new or old == new:
        return list(notes)
    swapped = []
    for note in notes:
        words = [new + word[len(old) :] if _is_number(word, old) else word for word in note.split()]
        swapped.append(" ".join(words))
    return swapped


def description(notes: Sequence[str]) -> str:
    """What the council reads: the resident's own words, one message a line, no markup."""
    lines = [note.replace("<", "(").replace(">", ")") for note in notes]
    return "\n".join(lines)[:DESCRIPTION_LIMIT]


def _is_number(word: str, number: str) -> bool:
    return word.lower().startswith(number.lower()) and not word[len(number) :].strip(".,;:!?)")


def _alternatives(name: str) -> list[str]:
    """The things an option's name lists: "a fridge, cooker or other machine" is three things."""
    if name.lower().startswith(("it ", "there ")):
        return [name]
    return re.split(r",| or ", name)


def _all_in(words: list[str], said: list[str]) -> bool:
    return bool(words) and set(words) <= set(said)
