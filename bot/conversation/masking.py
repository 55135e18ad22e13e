"""Takes out of a message what could name somebody: names, addresses, numbers and references.
Which words those are is data/conversation/masks.yml; somebody reads it before it is used."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

MASKS = Path(__file__).parents[2] / "data/conversation/masks.yml"
NAME = "[name]"
CAPITAL = re.compile(r"(?<![\w\[])[A-Z][\w'’-]*(?![\w\]])")
ENDS_SENTENCE = re.compile(r"(?:^|[.!?\n:]\s*)$")


@cache
def source() -> dict[str, Any]:
    return dict(yaml.safe_load(MASKS.read_text(encoding="utf-8")))


@cache
def masks() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(one["find"], re.IGNORECASE), one["put"]) for one in source()["masks"])


def masked(text: str) -> str:
    for find, put in masks():
        text = find.sub(put, text)
    return CAPITAL.sub(_name, text)


def _name(found: re.Match[str]) -> str:
    """A word with a capital letter, unless it begins a sentence by itself."""
    word, before, after = found[0], found.string[: found.start()], found.string[found.end() :]
    if word in source()["not_names"] or (word.isupper() and len(word) > 1):
        return word
    alone = not CAPITAL.match(after.lstrip()) or after.lstrip().startswith("I ")
    return word if ENDS_SENTENCE.search(before) and alone else NAME
