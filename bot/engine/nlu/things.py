"""Finds what else residents name: landmarks, parts of the borough, bins, bulky items, contacts.

The lists are in data/; days are in days.py, and streets and postcodes in place_words.py. Imports
nothing of Rasa.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.engine.nlu.place_words import CERTAIN, IN_WORDS, LIKELY, Found

A_BIN = ("bin", "bins", "wheelie", "wheelie bin", "lid", "lidded bin", "one", "un")
COUNTS = {**IN_WORDS, "a": "1", "an": "1", "couple of": "2", "pair of": "2"}
COUNT = re.compile(
    rf"\b(?P<count>\d{{1,2}}|{'|'.join(sorted(COUNTS, key=len, reverse=True))})\s*(?:x\s*)?"
    r"(?:(?:old|big|large|small|broken|double|single|king size|new|more|wooden|leather|dumped"
    r"|black|white|brown|dirty|burnt|soaked|burst|torn|used|wet|mouldy|electric|gas)\s+){0,3}$",
    re.I,
)
EMAIL = re.compile(r"[\w.+'-]+\s?@\s?[a-z\d-]+(?:\.[a-z\d-]+)+", re.I)
# Ofcom's numbering plan: +44 or 0, then nine or ten digits, grouped as people like.
PHONE = re.compile(
    r"(?<![\d/-])\(?(?:\+\s?44\s?(?:\(0\)\s?)?|0044\s?|0)(?:[\s.()-]{0,2}\d){9,10}(?!\d)"
)
LANDMARK_BEFORE = (
    r"(?:by|near|outside|opposite|behind|beside|next to|in front of|across from|at|past"
    r"|round|around|between|from|to|in|on|of|under|over|along)"
)
NAMED = r"(?:[A-Z][\w'’&-]*\s+){0,3}"


@dataclass(frozen=True)
class Lists:
    """What the data says there is: words in small letters, and the name each stands for."""

    landmarks: Mapping[str, str]
    areas: Mapping[str, str]
    bins: Mapping[str, str]
    contents: Mapping[str, str]
    items: Mapping[str, str]

    @classmethod
    def read(cls, data: Path) -> "Lists":
        """Reads them."""
        things, council = _load(data / "things.yml"), _load(data / "council.yml")
        areas = _load(data / "find_help/areas.yml")["areas"]
        bins = {
            f"{one['colour']} {word}": one["colour"] for one in council["bins"] for word in A_BIN
        }
        held = [item for one in council["bins"] for item in one["items"]]
        contents = [*things["bin_contents"], *held]
        return cls(
            landmarks=_by_word(things["landmarks"]),
            areas={name: name for name in areas if not any(map(str.isdigit, name))},
            bins={**bins, **_by_word(things["bin_names"])},
            contents={str(one).lower(): str(one).lower() for one in contents},
            items=_by_word(things["bulky_items"]),
        )


class Finder:
    """Looks for the things of some lists."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._landmark = re.compile(
            rf"\b(?i:{LANDMARK_BEFORE})\s+(?i:the\s+|our\s+|my\s+|that\s+|old\s+)*"
            rf"(?P<said>{NAMED}(?i:(?P<word>{_any(lists.landmarks)})))\b(?!['’]?\s*(?i:road|rd|street"
            rf"|st|lane|ln|avenue|ave|close|drive|grove|place))"
        )
        self._area = re.compile(rf"\b(?P<word>{_any(lists.areas)})\b(?!\s+{_ENDING})", re.I)
        self._bin = re.compile(rf"\b(?P<word>{_any(lists.bins)})\b", re.I)
        self._contents = re.compile(rf"\b(?P<word>{_any(lists.contents)})\b(?!\s+bins?\b)", re.I)
        self._item = re.compile(
            rf"\b(?P<word>{_any(lists.items)})(?:e?s)?\b(?!\s*(?:linen|sheets?|store))", re.I
        )

    def things(self, text: str) -> list[Found]:
        """Everything named in a text, in the order of the text; nothing twice."""
        found: list[Found] = []
        for one in (*_contacts(text), *self._bins(text), *self._places(text), *self._items(text),
                    *self._holds(text)):  # fmt: skip
            if not any(one.start < other.end and other.start < one.end for other in found):
                found.append(one)
        return sorted(found, key=lambda one: one.start)

    def _places(self, text: str) -> Iterator[Found]:
        for match in self._landmark.finditer(text):
            value = " ".join(match["said"].split()).lower()
            yield Found("landmark", value, match.start("said"), match.end("said"), LIKELY)
        yield from _listed("area", self._area, text, self._lists.areas)

    def _bins(self, text: str) -> Iterator[Found]:
        yield from _listed("bin", self._bin, text, self._lists.bins)

    def _holds(self, text: str) -> Iterator[Found]:
        yield from _listed("bin_contents", self._contents, text, self._lists.contents)

    def _items(self, text: str) -> Iterator[Found]:
        for match in self._item.finditer(text):
            name = self._lists.items[_plain(match["word"])]
            before = COUNT.search(text[: match.start()])
            many = COUNTS.get(before["count"].lower(), before["count"]) if before else "1"
            start = before.start("count") if before else match.start()
            yield Found("bulky_item", f"{int(many)} {name}", start, match.end(), LIKELY)


def _contacts(text: str) -> Iterator[Found]:
    for match in EMAIL.finditer(text):
        value = re.sub(r"\s", "", match[0]).lower().strip(".'")
        yield Found("email", value, match.start(), match.end(), CERTAIN)
    for match in PHONE.finditer(text):
        digits = re.sub(r"\D", "", match[0].replace("(0)", ""))
        national = re.sub(r"^(?:0044|44)", "", digits).lstrip("0")
        yield Found("phone", f"+44{national}", match.start(), match.end(), CERTAIN)


def _listed(
    kind: str, pattern: re.Pattern[str], text: str, names: Mapping[str, str]
) -> Iterator[Found]:
    for match in pattern.finditer(text):
        yield Found(kind, names[_plain(match["word"])], match.start(), match.end(), LIKELY)


_ENDING = r"(?:road|rd|street|st|lane|ln|avenue|ave|close|drive|grove|crescent|brow|old road)\b"


def _any(words: Iterable[str]) -> str:
    """One of some words, the longest first, with any space or hyphen where they have one."""
    longest = sorted(words, key=len, reverse=True)
    return "|".join(re.sub(r"(?:\\ |\\-|-| )", r"[\\s-]+", re.escape(one)) for one in longest)


def _plain(said: str) -> str:
    """Words as the lists have them."""
    return " ".join(said.lower().split())


def _by_word(names: Mapping[str, Iterable[Any]]) -> dict[str, str]:
    return {str(word).lower(): name for name, words in names.items() for word in words}


def _load(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content
