"""What a resident's answer to the one caring question means (data/emergencies/check.yml)."""

from functools import cache
from pathlib import Path

import yaml

from actions.emergencies.rules import rules
from actions.phrases import Finder, phrase
from actions.reading import words_of

FILE = Path(__file__).resolve().parents[2] / "data" / "emergencies" / "check.yml"
YES, NO, UNCLEAR = "yes", "no", "unclear"
ORDER = (("danger", YES), ("no", NO), ("yes", YES))
MORE_THAN_AN_ANSWER = 5
"""From so many words on, a "no" says something else as well, and that is not to be lost."""


def read(text: str) -> str:
    """Yes, no or unclear."""
    words = words_of(text, rules().spelling)
    for name, meaning in ORDER:
        if any(_phrases()[name].places(words)):
            return meaning
    return UNCLEAR


def says_more(text: str) -> bool:
    """Whether an answer holds more than the answer."""
    return len(text.split()) >= MORE_THAN_AN_ANSWER


@cache
def _phrases() -> dict[str, Finder]:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    lists = {name: frozenset(entry.split()) for name, entry in found["lists"].items()}
    return {name: Finder(phrase(one, lists) for one in found[name]) for name, _ in ORDER}
