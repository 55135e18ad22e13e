"""Reads data/emergencies: the signs of danger, what takes their meaning away, and the safe words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.emergencies.phrases import Lists, Phrase, phrase
from actions.emergencies.reading import Spelling, near_misses

DATA = Path(__file__).resolve().parents[2] / "data" / "emergencies"
# The kinds in the order they are looked for: help that is needed within minutes comes first.
KINDS = ("immediate_danger", "suicide_self_harm", "domestic_abuse", "safeguarding_concern")


@dataclass(frozen=True)
class Sign:
    """Something people say when there is danger."""

    name: str
    kind: str
    response: str
    says: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]


@dataclass(frozen=True)
class Response:
    """The safe words for one case; ``young`` names those for a person under 18."""

    team: str
    text: str
    young: str | None


@dataclass(frozen=True)
class Rules:
    """All that the plain rules go by."""

    spelling: Spelling
    harmless: tuple[Phrase, ...]
    young: tuple[Phrase, ...]
    signs: tuple[Sign, ...]


@cache
def responses() -> Mapping[str, Response]:
    """The safe words, by name."""
    return {
        name: Response(entry["team"], entry["text"].strip(), entry.get("young"))
        for name, entry in _read("words.yml")["words"].items()
    }


@cache
def rules() -> Rules:
    """The signs and how to read them."""
    lists: Lists = {
        name: frozenset(entry.split()) for name, entry in _read("lists.yml")["lists"].items()
    }
    said = _read("harmless.yml")
    harmless = _phrases([one for entry in said["harmless"] for one in entry["says"]], lists)
    groups = {name: entry["says"] for name, entry in said["unless"].items()}
    signs = tuple(
        _sign(kind, entry, lists, groups)
        for kind in KINDS
        for entry in _read(f"signs/{kind}.yml")["signs"]
    )
    spelling = _read("spelling.yml")
    young = _phrases(spelling["young"], lists)
    everything = [*harmless, *young, *(one for sign in signs for one in sign.says + sign.unless)]
    return Rules(_spelling(spelling, everything), harmless, young, signs)


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return content


def _phrases(texts: Sequence[str], lists: Lists) -> tuple[Phrase, ...]:
    return tuple(phrase(text, lists) for text in texts)


def _sign(
    kind: str, entry: dict[str, Any], lists: Lists, groups: Mapping[str, Sequence[str]]
) -> Sign:
    """One sign; ``@name`` in its ``unless`` stands for a group of phrases in harmless.yml."""
    unless = [
        one
        for text in entry.get("unless", [])
        for one in (groups[text[1:]] if text.startswith("@") else [text])
    ]
    return Sign(
        name=entry["name"],
        kind=kind,
        response=entry.get("words", kind),
        says=_phrases(entry["says"], lists),
        unless=_phrases(unless, lists),
    )


def _spelling(entry: dict[str, Any], phrases: Sequence[Phrase]) -> Spelling:
    return Spelling(
        means={word: tuple(meant.split()) for word, meant in entry["means"].items()},
        near=near_misses(frozenset(entry["near"].split())),
        real=frozenset(entry["real"].split()),
        vocabulary=frozenset(word for one in phrases for word in one.vocabulary),
    )
