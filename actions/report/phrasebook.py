"""What residents say when a report needs more than a form: the phrases of data/report, read once.

The phrase language is in actions/phrases.py. How residents misspell is kept in one place, with the
signs of danger.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.phrases import Finder, Lists, Phrase, phrase
from actions.reading import Spelling, near_misses, words_of

DATA = Path("data/report")
SPELLING = Path("data/emergencies/spelling.yml")


@dataclass(frozen=True)
class Rule:
    """Something said that changes what happens to a report; `facts` is the rest of its entry."""

    name: str
    said: Finder
    unless: Finder
    facts: Mapping[str, Any]

    def holds(self, words: Sequence[str]) -> bool:
        """Whether it is said, and nothing takes it back."""
        return any(self.said.places(words)) and not any(self.unless.places(words))


@dataclass(frozen=True)
class Phrasebook:
    """Every rule of data/report, and how to read a message for them."""

    kinds: Mapping[str, Rule]
    stops: Mapping[str, Rule]
    owners: Mapping[str, Rule]
    answers: Mapping[str, Rule]
    persons: Mapping[str, Rule]
    spelling: Spelling

    def words(self, text: str) -> list[str]:
        """A message as the rules read it."""
        return words_of(text, self.spelling)


@cache
def phrasebook() -> Phrasebook:
    """The rules of the files at hand."""
    words = _read("lists.yml")
    reader = _Reader({name: frozenset(one.split()) for name, one in words["lists"].items()})
    kinds = {path.stem: _load(path) for path in sorted((DATA / "kinds").glob("*.yml"))}
    book = {
        part: {name: reader.rule(name, entry) for name, entry in entries.items()}
        for part, entries in (
            ("kinds", {slug: kind for slug, kind in kinds.items() if kind.get("says")}),
            ("persons", {slug: {"says": kind.get("person")} for slug, kind in kinds.items()}),
            *((part, _read(f"{part}.yml")[part]) for part in ("stops", "owners", "answers")),
        )
    }
    return Phrasebook(**book, spelling=_spelling(reader.vocabulary, words["near"]))


class _Reader:
    """Reads rules, and remembers every word they know."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self.vocabulary: set[str] = set()

    def rule(self, name: str, entry: Mapping[str, Any]) -> Rule:
        facts = {key: value for key, value in entry.items() if key not in ("says", "unless")}
        said, unless = (self._phrases(entry.get(key) or []) for key in ("says", "unless"))
        return Rule(name, Finder(said), Finder(unless), facts)

    def _phrases(self, texts: Iterable[str]) -> list[Phrase]:
        found = [phrase(text, self._lists) for text in texts]
        self.vocabulary.update(word for one in found for word in one.vocabulary)
        return found


def _spelling(vocabulary: set[str], near: str) -> Spelling:
    usual = _load(SPELLING)
    return Spelling(
        means={word: tuple(meant.split()) for word, meant in usual["means"].items()},
        near=near_misses(frozenset(near.split())),
        real=frozenset(usual["real"].split()),
        vocabulary=frozenset(vocabulary),
    )


def _read(name: str) -> dict[str, Any]:
    return _load(DATA / name)


def _load(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content
