"""Two requests in one message: "my bin was missed and there's a mattress in the alley".

A message is cut where a new clause may begin, both sides are read by the classifier, and the best
cut is believed only when the two sides are surely two different matters. Imports nothing of Rasa.
"""

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
LEAD = re.compile(
    r"^[\s,.;:!?&+–—-]*(?:(?:oh|and|also|plus|but|n|btw|by the way|secondly|separately|then"
    r"|another thing|as well as|while i'?m (?:here|on)|one more thing|on top of that)\b"
    r"[\s,.:;–—-]*)*",
    re.I,
)
# Words that begin a second thing in so many words.
ANNOUNCES = re.compile(
    r"\b(?:also|plus|secondly|separately|by the way|btw|another thing|while i'?m|one more|oh and)"
    r"\b",
    re.I,
)
# What begins so is most likely a clause of its own, and not the rest of a list.
CLAUSE = re.compile(
    r"(?:please|pls|plz|hi|hello)?\W*(?:i|i'?m|i'?ve|i'?d|we|we'?re|we'?ve|my|our|me|the|there"
    r"|there'?s|can|could|how'?s|how|what'?s|what|when'?s|when|where|who|why|is|are|do|does|did"
    r"|will|would|someone|somebody|some|need|want|please|send|tell|take|mum|dad|nan|next|no|got"
    r"|any|if|whether)\b",
    re.I,
)
AND = re.compile(r"\b(?:and|n)\b|&|\+", re.I)
# Chosen by logistic regression on two-request messages of our own against single ones that neither
# the encoder nor the head had seen (docs/understanding.md).
WEIGHTS = {
    "sure left": 0.5,
    "sure right": 0.43,
    "both": -4.13,
    "in whole": 0.26,
    "same matter": -0.49,
    "small talk": -1.87,
    "our business": 9.47,
    "sides alike": -2.14,
    "left like whole": 6.34,
    "right like whole": 3.02,
    "announced": 6.51,
    "sentence": 0.67,
    "and": 1.79,
    "clause": 0.88,
    "words": 1.25,
}
ALONE = -15.91
ENOUGH = 1.5
"""At this limit fewer than one in a hundred single sentences nobody had seen is cut."""
PULL = 0.25
"""How much the whole message says of what a side means: a side alone may have lost its matter."""
NOT_IN_WHOLE = 0.02
NOT_ALIKE = 0.01
LIKELIEST = 4


@dataclass(frozen=True)
class Cut:
    """One place where a message may be two."""

    left: str
    right: str
    lead: str
    sentence: bool

    @property
    def cues(self) -> dict[str, float]:
        """What the words at the cut say."""
        return {
            "announced": bool(ANNOUNCES.search(self.lead)),
            "sentence": self.sentence,
            "and": bool(AND.search(self.lead)),
            "clause": bool(CLAUSE.match(self.right)),
            "words": math.log(len(self.left.split()) + len(self.right.split())),
        }


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


Judge = Callable[[Sequence[str]], Sequence[Read]]


def two(
    text: str, whole: Read, judge: Judge, leave: Collection[str], urgent: Collection[str]
) -> tuple[Half, Half] | None:
    """The two requests of a message, the urgent one first; None when it is one.

    Args:
        text: what the resident wrote.
        whole: what the whole message may mean.
        judge: reads several texts at once.
        leave: what is no matter of its own: thanks, hello, other small talk.
        urgent: what comes first whatever its place.
    """
    found = cuts(text)
    sides = [side for cut in found for side in (cut.left, cut.right)]
    read = dict(zip(sides, judge(sides), strict=True)) if sides else {}
    best, most = None, ENOUGH
    for cut in found:
        left, right = read[cut.left], read[cut.right]
        pair = _pair(left, right, whole, leave)
        if pair and (score := _score(cut, left, right, whole, pair, leave)) >= most:
            one, other = pair
            most = score
            best = (
                Half(cut.left, one, left.chances[one]),
                Half(cut.right, other, right.chances[other]),
            )
    if best and best[1].intent in urgent and best[0].intent not in urgent:
        return best[1], best[0]
    return best


def _pair(left: Read, right: Read, whole: Read, leave: Collection[str]) -> tuple[str, str] | None:
    """The likeliest two different matters of two sides."""
    pairs = [
        (chance * chance_too, one, other)
        for chance, one in _likeliest(left, whole, leave)
        for chance_too, other in _likeliest(right, whole, leave)
        if one != other
    ]
    return max(pairs)[1:] if pairs else None


def _likeliest(side: Read, whole: Read, leave: Collection[str]) -> list[tuple[float, str]]:
    pulled = (
        (chance * (whole.chances.get(name, 0.0) + NOT_IN_WHOLE) ** PULL, name)
        for name, chance in side.chances.items()
        if name not in leave
    )
    return sorted(pulled, reverse=True)[:LIKELIEST]


def _score(
    cut: Cut, left: Read, right: Read, whole: Read, pair: tuple[str, str], leave: Collection[str]
) -> float:
    """How much speaks for two matters at a cut."""
    sure, sure_too = left.chances[pair[0]], right.chances[pair[1]]
    least = min(whole.chances.get(name, 0.0) for name in pair)
    same = sum(chance * right.chances.get(name, 0.0) for name, chance in left.chances.items())
    said = {
        **cut.cues,
        "sure left": _logit(sure),
        "sure right": _logit(sure_too),
        "both": sure * sure_too,
        "in whole": math.log(least + CLOSEST),
        "same matter": math.log(same + NOT_ALIKE),
        "small talk": sum(side.chances.get(one, 0.0) for side in (left, right) for one in leave),
        "our business": min(left.in_scope, right.in_scope),
        "sides alike": float(left.vector @ right.vector),
        "left like whole": float(left.vector @ whole.vector),
        "right like whole": float(right.vector @ whole.vector),
    }
    return ALONE + sum(WEIGHTS[name] * value for name, value in said.items())


def cuts(text: str) -> list[Cut]:
    """Where a message may be two, the likeliest places when there are many."""
    if not FEWEST_WORDS <= len(text.split()) <= MOST_WORDS:
        return []
    found = {cut.right: cut for cut in reversed(list(_cuts(text)))}
    return sorted(found.values(), key=_promise, reverse=True)[:MOST_CUTS]


def _promise(cut: Cut) -> float:
    """How likely a cut is by its words alone."""
    return sum(WEIGHTS[name] * value for name, value in cut.cues.items())


def _cuts(text: str) -> Iterator[Cut]:
    for mark in MARK.finditer(text):
        rest = text[mark.start() :] if mark["word"] else text[mark.end() :]
        lead = LEAD.match(rest)
        after = rest[lead.end() :].strip() if lead else rest.strip()
        before = text[: mark.start()].strip()
        if min(len(before.split()), len(after.split())) >= SIDE:
            said = lead[0] if lead else ""
            yield Cut(before, after, said.strip(), bool(mark["end"]))


def _logit(chance: float) -> float:
    return math.log((chance + CLOSEST) / (1 - chance + CLOSEST))
