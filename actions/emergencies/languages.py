"""Danger said in the languages most used here after English, and the first line in that language.

Only the first line is in the resident's language, the number before all else; the rest is English.
Nothing else of the service speaks these languages. Every file says who has read it (reviewed_by).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).resolve().parents[2] / "data" / "emergencies" / "languages"
KINDS = (
    "immediate_danger",
    "suicide_self_harm",
    "domestic_abuse",
    "safeguarding_concern",
    "homeless_tonight",
    "no_food_today",
)
LONGEST = 2_000
"""Characters that are looked through: more than twice what the assistant reads."""
RTL_START, RTL_END = "\u2067", "\u2069"
_MARKS = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u0060\u00b4", "'"))
_SPACES = re.compile(r"[\s\u200c\u200d]+")
# Languages written without spaces between words.
_NO_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Language:
    """One language: how danger is said in it, and what is answered first."""

    code: str
    name: str
    own_name: str
    right_to_left: bool
    reviewed_by: str | None
    interpreter: str
    first: Mapping[str, str]
    says: Mapping[str, re.Pattern[str]]


@cache
def languages() -> Mapping[str, Language]:
    """Every language there is a file for."""
    return {one.code: one for one in map(_read, sorted(FOLDER.glob("*.yml")))}


def find(text: str) -> tuple[str, str] | None:
    """The language and the kind of danger said in it, the most pressing first."""
    plain = _plain(text[:LONGEST])
    for kind in KINDS:
        for one in languages().values():
            if one.says[kind].search(plain):
                return one.code, kind
    return None


def first_lines(code: str, kind: str) -> list[str]:
    """What is said before the English, with its numbers still to be filled in."""
    one = languages()[code]
    said = [one.first[kind], one.interpreter] if kind in one.first else []
    return [f"{RTL_START}{line}{RTL_END}" for line in said] if one.right_to_left else said


def _read(file: Path) -> Language:
    found = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Language(
        code=file.stem,
        name=found["name"],
        own_name=found["own_name"],
        right_to_left=found["direction"] == "rtl",
        reviewed_by=found["reviewed_by"],
        interpreter=found["interpreter"],
        first={kind: entry["first"] for kind, entry in found["kinds"].items()},
        says={kind: _pattern(entry["says"]) for kind, entry in found["kinds"].items()},
    )


def _pattern(sayings: list[str]) -> re.Pattern[str]:
    """Plain words joined by "or": nothing in it can run away. A phrase begins at a word's start,
    and may go on where endings change; without spaces it stands anywhere."""
    parts = [
        re.escape(one) if _NO_SPACES.search(one) else rf"(?<!\w){re.escape(one)}"
        for one in sorted({_plain(one) for one in sayings}, key=len, reverse=True)
    ]
    return re.compile("|".join(parts))


def _plain(text: str) -> str:
    joined = unicodedata.normalize("NFKC", text).casefold().translate(_MARKS)
    return _SPACES.sub(" ", joined)
