"""Reads data/emergencies: signs of danger, and what takes their meaning away."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.phrases import Finder, Lists, Phrase, phrase
from actions.reading import Spelling, near_misses

DATA = Path(__file__).resolve().parents[2] / "data" / "emergencies"
# The order in which signs are looked for: where help is needed within minutes comes first.
FILES = (
    "health",
    "hazards",
    "people",
    "suicide_acts",
    "suicide_thoughts",
    "harm_by_others",
    "domestic_abuse",
    "needs",
    "safeguarding_concern",
)


@dataclass(frozen=True)
class Sign:
    """Something people say when there is danger."""

    name: str
    kind: str
    response: str
    unless: Finder


@dataclass(frozen=True)
class Rules:
    """All that the plain rules go by."""

    spelling: Spelling
    harmless: Finder
    young: Finder
    said: Finder
    signs: tuple[Sign, ...]  # signs[n] is what the n-th phrase of ``said`` is a sign of


@cache
def rules() -> Rules:
    """The signs and how to read them."""
    book = _Book(
        {name: frozenset(entry.split()) for name, entry in _read("lists.yml")["lists"].items()}
    )
    ways, spelling = _read("harmless.yml"), _read("spelling.yml")
    groups = {name: entry["says"] for name, entry in ways["unless"].items()}
    said: list[Phrase] = []
    signs: list[Sign] = []
    for file in map(_read, (f"signs/{name}.yml" for name in FILES)):
        for entry in file["signs"]:
            sign = Sign(
                name=entry["name"],
                kind=file["kind"],
                response=entry.get("words", file["kind"]),
                unless=Finder(book.phrases(_unless(entry, groups))),
            )
            phrases = book.phrases(entry["says"])
            said += phrases
            signs += [sign] * len(phrases)
    return Rules(
        harmless=Finder(book.phrases(one for entry in ways["harmless"] for one in entry["says"])),
        young=Finder(book.phrases(spelling["young"])),
        said=Finder(said),
        signs=tuple(signs),
        spelling=Spelling(
            means={word: tuple(meant.split()) for word, meant in spelling["means"].items()},
            near=near_misses(frozenset(spelling["near"].split())),
            real=frozenset(spelling["real"].split()),
            vocabulary=frozenset(book.vocabulary),
        ),
    )


@dataclass
class _Book:
    """Reads phrases, and remembers every word they know."""

    lists: Lists
    vocabulary: set[str] = field(default_factory=set)

    def phrases(self, texts: Iterable[str]) -> list[Phrase]:
        found = [phrase(text, self.lists) for text in texts]
        self.vocabulary.update(word for one in found for word in one.vocabulary)
        return found


def _unless(entry: dict[str, Any], groups: Mapping[str, list[str]]) -> list[str]:
    """What takes a sign's meaning away; ``@name`` stands for a group in harmless.yml."""
    return [
        one
        for text in entry.get("unless", [])
        for one in (groups[text[1:]] if text.startswith("@") else [text])
    ]


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content
