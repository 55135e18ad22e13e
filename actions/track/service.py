"""What became of a request: which one is meant, who may be told what, and in which words.

Anyone who has a request's number is told its kind, street, date and status, if the kind is public.
The rest, and what is not public, is for who made it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import SHORT, words_of
from actions.reading import lower

WORDS = Path("data/track/words.yml")
KINDS = Path("data/report/kinds")
GENERIC_STATUS = ("open", "closed")
NOT_FIXED, FIXED = "not_fixed", "fixed"
DIGITS = {"zero": "0", "nought": "0", "oh": "0", "one": "1", "two": "2", "three": "3", "four": "4",
          "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip
TIMES = {"double": 2, "treble": 3, "triple": 3}
OURS = re.compile(r"\bsr[\s\-:#.]*((?:\d[\s\-]?){4,12})", re.I)
CODED = re.compile(r"\b[a-z]{1,6}[-/]?\d[\d/-]{2,}\b", re.I)
BARE = re.compile(r"(?<![\w£.-])\d(?:[\s-]?\d){4,11}(?!\w)")
SAID = "|".join([*DIGITS, *TIMES])
SPOKEN = re.compile(rf"\b(?:{SAID})\b(?:[\s,-]+(?:{SAID})\b){{3,}}", re.I)
ENDING = re.compile(r"\bend(?:s|ing)?(?: in| with)? (\d{2,6})\b", re.I)
POINTS_TO = re.compile(
    r"\b(?:road|rd|street|lane|ln|avenue|ave|crescent|cres|terrace|rise|brow)\b", re.I
)
FEWEST_SPOKEN = 5
PHONE = 10
POSTCODE = re.compile(r"[a-z]{1,2}\d[\da-z]?\d[a-z]{2}", re.I)


@dataclass(frozen=True)
class Status:
    """One status of the contract, as residents read it."""

    code: str
    says: str
    ended: bool = False
    ask: bool = False


@dataclass(frozen=True)
class Known:
    """What is known of a request: from the council's list, or from its feed of updates."""

    status: str
    note: str = ""
    at: datetime | None = None
    expected: datetime | None = None


@dataclass(frozen=True)
class Mine:
    """A request as far as choosing between several goes."""

    reference: str
    kind: str
    name: str
    place: str
    said: str
    council_reference: str = ""


@cache
def data() -> Mapping[str, Any]:
    """The words of data/track/words.yml."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


@cache
def statuses() -> Mapping[str, Status]:
    """Every status of the contract."""
    return {code: Status(code, **facts) for code, facts in data()["statuses"].items()}


def status(code: str) -> Status:
    """The words for a status; a code nobody knows is not guessed at."""
    return statuses().get(code.lower(), statuses()["unknown"])


@cache
def kind_names() -> Mapping[str, str]:
    """What each kind of report is called."""
    read = ((one.stem, yaml.safe_load(one.read_text(encoding="utf-8"))) for one in KINDS.glob("*"))
    return {str(facts.get("kind", stem)): str(facts["name"]) for stem, facts in read}


@cache
def kind_of_code(service_code: str) -> str:
    """The kind of report that goes to the council under a code; nothing where several do."""
    read = {one.stem: yaml.safe_load(one.read_text(encoding="utf-8")) for one in KINDS.glob("*")}
    found = [stem for stem, facts in read.items() if facts["service_code"] == service_code]
    return found[0] if len(found) == 1 else ""


@cache
def public_kinds() -> frozenset[str]:
    """Kinds of report that anyone in the street can see."""
    return frozenset({*kind_names()} - {*data()["private"]})


def newer(one: Known | None, other: Known | None) -> Known | None:
    """What is known last. A server that only knows open and closed does not hide what the feed
    says more exactly."""
    if one is None or other is None:
        return one or other
    ended = status(other.status).ended
    if one.status in GENERIC_STATUS and ended == status(one.status).ended:
        exact = other.status if other.status != "unchanged" else one.status
        return Known(exact, one.note or other.note, one.at, one.expected)
    if other.at and one.at and other.at > one.at:
        return Known(other.status, other.note, other.at, one.expected)
    return one


def spoken_digits(text: str) -> str:
    """A text with numbers that are spelled out, digit by digit, written in digits."""
    return SPOKEN.sub(lambda run: f" {_digits(run[0])} ", text)


def _digits(run: str) -> str:
    digits, times = "", 1
    for word in re.findall(r"[a-z]+", run.lower()):
        digits += DIGITS.get(word, "") * times
        times = TIMES.get(word, 1)
    return digits


def references(text: str) -> list[str]:
    """What in a text may be the number of a request, ours or the council's, in the order said."""
    said = spoken_digits(text)
    found: list[str] = []
    for match in OURS.finditer(said):
        digits = re.sub(r"\D", "", match[1])
        found.append(f"SR-{digits}")
    rest = OURS.sub(" ", said)
    for match in CODED.finditer(rest):
        if not POSTCODE.fullmatch(match[0]):
            found.append(match[0].upper())
    for match in BARE.finditer(CODED.sub(" ", rest)):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) < PHONE or not digits.startswith(("0", "44")):
            found.append(digits)
    return list(dict.fromkeys(found))


def meant(text: str, mine: Sequence[Mine]) -> list[Mine]:
    """Which of a resident's own requests a text may mean, newest first.

    One that fits what is said best is alone; when nothing that is said tells them apart, it may be
    any of them. None fits when something else is spoken of.
    """
    newest = list(reversed(mine))
    if ending := ENDING.search(text):
        return [one for one in newest if one.reference.endswith(ending[1])
                or one.council_reference.endswith(ending[1])]  # fmt: skip
    said = {_stem(word) for word in words_of(text)} - {_stem(word) for word in data()["generic"]}
    said = {word for word in said if not word.isdigit() or len(word) < FEWEST_SPOKEN}
    if not said:
        return newest
    scores = [(len(said & _words(one)), one) for one in newest]
    best = max((score for score, _ in scores), default=0)
    return [one for score, one in scores if score == best] if best else []


def fits(one: Mine, address: str, told: Sequence[str]) -> bool | None:
    """Whether what was told of a request is of this one; None when nothing of it was told.

    A number may have a slip in it: the request it happens to name is somebody else's.
    """
    said = {_stem(word) for text in told for word in words_of(spoken_digits(text))}
    said -= {_stem(word) for word in data()["generic"]}
    where = {_stem(word) for word in words_of(address)} - {_stem(one) for one in SHORT.values()}
    where = {word for word in where if not word.isdigit()}
    if said & (_words(one) | where):
        return True
    named = said & _things() or any(POINTS_TO.search(text) for text in told)
    return False if named else None


@cache
def _things() -> frozenset[str]:
    """The words that name any thing that can be reported."""
    named = [f"{kind.replace('_', ' ')} {name}" for kind, name in kind_names().items()]
    named += [" ".join(words) for words in data()["other_words"].values()]
    return frozenset(_stem(word) for one in named for word in words_of(one)) - {
        _stem(word) for word in data()["generic"]
    }


def elsewhere(text: str) -> str | None:
    """The topic of what the council looks after in another system, if that is spoken of."""
    low = text.lower()
    every = data()["elsewhere"]
    return next((one["topic"] for one in every if re.search(one["pattern"], low)), None)


def fixed_said(text: str, intent: str) -> str | None:
    """Whether an answer says that it is fixed, or that it is not; None when it says neither."""
    low = lower(text)
    for kind in (NOT_FIXED, FIXED):
        if re.search(data()["answers"][kind], low):
            return kind
    return {"affirm": FIXED, "deny": NOT_FIXED}.get(intent)


def says(kind: str, text: str) -> bool:
    """Whether a text matches one of the patterns of words.yml."""
    low = lower(text)
    return bool(re.search(data()[kind], low))


def _words(one: Mine) -> set[str]:
    other: Iterable[str] = data()["other_words"].get(one.kind, ())
    named = words_of(f"{one.kind.replace('_', ' ')} {one.name} {one.place} {one.said}")
    return {_stem(word) for word in (*named, *other)}


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word
