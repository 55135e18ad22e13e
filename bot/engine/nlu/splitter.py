"""Two requests in one message: "my bin was missed and there's a mattress in the alley".

A message is cut where a new clause may begin, both sides are read by the classifier, alone and with
the rest of the message in view, and the best cut is believed only when the two sides are surely two
different matters. A cut that is only likely leaves the message whole: the other side is asked about
once the first matter is dealt with.
Imports nothing of Rasa.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from bot.engine.nlu.cut_signs import COUNTED, LEAD, Cut
from bot.engine.nlu.encoder import Vectors

FEWEST_WORDS, MOST_WORDS = 7, 80
"""Shorter is one request; longer is a story, and reading both sides of it takes too long."""
SIDE = 3
MOST_CUTS = 6
CLOSEST = 1e-3

MARK = re.compile(
    r"(?P<end>[.!?;]+[\"')]*(?=\s)|\n+)|(?P<comma>,(?=\s))|(?P<dash>\s[-–—+&](?=\s))"
    r"|(?<=\s)(?P<word>(?:oh\s+)?(?:and|also|plus|but|btw|by\s+the\s+way|as\s+well\s+as"
    r"|another\s+thing|secondly|separately|n)\b)",
    re.I,
)
# "1) ... 2) ...": a number begins another thing only in a list, and is a house number elsewhere.
FIRST_ITEM = re.compile(r"(?:^|\s)\(?1[.):]\s")
LIST_MARK = re.compile(r"(?P<item>(?<=\s)\(?[2-9][.):](?=\s))|" + MARK.pattern, re.I)
WEIGHTS = Path(__file__).with_name("splitter.yml")
PULL = 0.25
"""How much the whole message says of what a side means: a side alone may have lost its matter."""
WITHIN = 0.3
"""How much what a side means where it stands weighs beside what it means alone."""
NOT_IN_WHOLE = 0.02
NOT_ALIKE = 0.01
LIKELIEST = 4


@dataclass(frozen=True)
class Half:
    """One of two requests: its words and what they mean."""

    text: str
    intent: str
    confidence: float


@dataclass(frozen=True)
class Read:
    """What a text may mean, how like the nearest example it is, and its sentence vector."""

    chances: Mapping[str, float]
    nearest: float
    vector: Vectors

    @property
    def in_scope(self) -> float:
        """How far it is the council's business."""
        return max(self.chances.values()) * self.nearest


@dataclass(frozen=True)
class Side:
    """One side of a cut: read as if it stood alone, and what it may mean where it stands."""

    alone: Read
    within: Mapping[str, float]

    def chance(self, name: str) -> float:
        """How likely a meaning is by both readings."""
        here = self.within.get(name, 0.0) + CLOSEST
        return float(self.alone.chances[name] ** (1 - WITHIN) * here**WITHIN)


class Weights(NamedTuple):
    """How much each sign speaks for a cut (splitter_training.py chooses them), from where on a cut
    is believed, and from where on it is asked about."""

    of: Mapping[str, float]
    alone: float
    believed: float
    asked: float


class Scored(NamedTuple):
    """A cut, and how much speaks for it."""

    score: float
    left: Half
    right: Half


Judge = Callable[[str, Sequence[tuple[str, str]]], Sequence[tuple[Side, Side]]]
"""Reads both sides of some cuts of a message."""


@cache
def weights() -> Weights:
    """What splitter_training.py wrote."""
    kept = yaml.safe_load(WEIGHTS.read_text(encoding="utf-8"))
    return Weights(kept["weights"], kept["alone"], kept["believed"], kept["asked"])


def two(found: Scored | None, urgent: Collection[str]) -> tuple[Half, Half] | None:
    """The two requests of a message, the urgent one first; None when it is one.

    Args:
        found: the best cut of the message.
        urgent: what comes first whatever its place.
    """
    if found is None or found.score < weights().believed:
        return None
    left, right = found.left, found.right
    return (right, left) if right.intent in urgent and left.intent not in urgent else (left, right)


def perhaps(found: Scored | None, taken: str, urgent: Collection[str]) -> Half | None:
    """What a message may ask besides what it was taken for; None when that is not likely.

    Args:
        found: the best cut of the message, where it is not taken for two.
        taken: what the whole message was taken for.
        urgent: what has questions of its own, and is not asked about here.
    """
    if found is None or found.score < weights().asked:
        return None
    halves = {found.left.intent: found.right, found.right.intent: found.left}
    return None if halves.keys() & set(urgent) else halves.get(taken)


def best(text: str, whole: Read, judge: Judge, leave: Collection[str]) -> Scored | None:
    """The likeliest cut of a message, whether or not it is to be believed.

    Args:
        text: what the resident wrote.
        whole: what the whole message may mean.
        judge: reads both sides of each cut.
        leave: what is no matter of its own: thanks, hello, other small talk.
    """
    found = cuts(text)
    read = judge(text, [(cut.left, cut.right) for cut in found]) if found else []
    known = weights()
    scored = []
    for cut, (left, right) in zip(found, read, strict=True):
        if pair := likeliest_pair(left, right, whole, leave):
            said = signs(cut, left, right, whole, pair, leave)
            score = known.alone + sum(
                known.of.get(name, 0.0) * value for name, value in said.items()
            )
            one, other = pair
            halves = (
                Half(cut.left, one, left.alone.chances[one]),
                Half(cut.right, other, right.alone.chances[other]),
            )
            scored.append(Scored(score, *halves))
    return max(scored, key=lambda one: one.score, default=None)


def likeliest_pair(
    left: Side, right: Side, whole: Read, leave: Collection[str]
) -> tuple[str, str] | None:
    """The likeliest two different matters of two sides."""
    pairs = [
        (chance * chance_too, one, other)
        for chance, one in _likeliest(left, whole, leave)
        for chance_too, other in _likeliest(right, whole, leave)
        if one != other
    ]
    return max(pairs)[1:] if pairs else None


def _likeliest(side: Side, whole: Read, leave: Collection[str]) -> list[tuple[float, str]]:
    pulled = (
        (side.chance(name) * (whole.chances.get(name, 0.0) + NOT_IN_WHOLE) ** PULL, name)
        for name in side.alone.chances
        if name not in leave
    )
    return sorted(pulled, reverse=True)[:LIKELIEST]


def signs(
    cut: Cut, left: Side, right: Side, whole: Read, pair: tuple[str, str], leave: Collection[str]
) -> dict[str, float]:
    """All that speaks for two matters at a cut, or against."""
    one, other = left.alone, right.alone
    sure, sure_too = one.chances[pair[0]], other.chances[pair[1]]
    least = min(whole.chances.get(name, 0.0) for name in pair)
    same = sum(chance * other.chances.get(name, 0.0) for name, chance in one.chances.items())
    return {
        **cut.signs,
        "sure left": _logit(sure),
        "sure right": _logit(sure_too),
        "left there": _logit(left.within.get(pair[0], 0.0)),
        "right there": _logit(right.within.get(pair[1], 0.0)),
        "both": sure * sure_too,
        "in whole": math.log(least + CLOSEST),
        "same matter": math.log(same + NOT_ALIKE),
        "small talk": sum(side.chances.get(name, 0.0) for side in (one, other) for name in leave),
        "our business": min(one.in_scope, other.in_scope),
        "sides alike": float(one.vector @ other.vector),
        "left like whole": float(one.vector @ whole.vector),
        "right like whole": float(other.vector @ whole.vector),
    }


def cuts(text: str) -> list[Cut]:
    """Where a message may be two, the likeliest places when there are many."""
    if not FEWEST_WORDS <= len(text.split()) <= MOST_WORDS:
        return []
    found = {cut.right: cut for cut in reversed(list(_cuts(text)))}
    return sorted(found.values(), key=_promise, reverse=True)[:MOST_CUTS]


def _promise(cut: Cut) -> float:
    """How likely a cut is by its words alone."""
    return sum(weights().of.get(name, 0.0) * value for name, value in cut.signs.items())


def _cuts(text: str) -> Iterator[Cut]:
    counted = bool(COUNTED.search(text))
    marks = LIST_MARK if FIRST_ITEM.search(text) else MARK
    for mark in marks.finditer(text):
        rest = text[mark.start() :] if mark["word"] else text[mark.end() :]
        lead = LEAD.match(rest)
        after = rest[lead.end() :].strip() if lead else rest.strip()
        before = text[: mark.start()].strip()
        if min(len(before.split()), len(after.split())) >= SIDE:
            said = lead[0] if lead else ""
            ends = bool(mark["end"] or mark.groupdict().get("item"))
            yield Cut(before, after, said.strip(), ends, counted)


def _logit(chance: float) -> float:
    return math.log((chance + CLOSEST) / (1 - chance + CLOSEST))
