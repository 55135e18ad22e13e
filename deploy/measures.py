"""What is measured of understanding: plain arithmetic on messages, their labels and the answers.

Macro-F1 is the mean of the labels' F1; calibration is the expected calibration error in ten bins
(Guo et al. 2017); a label that would do as well counts as right everywhere.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
CHOICES = 3
BINS = 10
KEPT = 0.95
ASK_BELOW = 0.45
"""A message less sure than this is asked about as a whole (config.yml)."""
VOCABULARY = Path(__file__).parent.parent / "bot/engine/nlu/vocab.txt"
TEXT_SPEAK = frozenset(Path(__file__).with_name("text_speak.txt").read_text("utf-8").split())


@dataclass(frozen=True)
class Case:
    """One message and the labels that are right for it."""

    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A case and what was made of it: labels and chances, likeliest first."""

    case: Case
    ranking: tuple[tuple[str, float], ...]
    understood: bool = True
    in_scope: float = 1.0
    requests: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    """What its other part was read as, likeliest first, where that part will be asked about."""

    @property
    def said(self) -> str:
        """The label it was given; what is not understood is taken as none of the council's."""
        return self.ranking[0][0] if self.understood and self.ranking else OUT_OF_SCOPE

    @property
    def right(self) -> bool:
        """Whether that label is one of the right ones."""
        return self.said in self.case.labels

    @property
    def among_choices(self) -> bool:
        """Whether a clarifying question would have offered a right one."""
        return any(name in self.case.labels for name, _ in self.ranking[:CHOICES])

    @property
    def ours(self) -> bool:
        """Whether the message is the council's business at all."""
        return OUT_OF_SCOPE not in self.case.labels

    @property
    def both(self) -> bool:
        """Whether both requests of a message were found, whatever their order."""
        return set(self.case.labels[:2]) <= set(self.requests)

    @property
    def handled(self) -> bool:
        """Whether both requests are dealt with, the second perhaps after one question."""
        if self.both:
            return True
        sure = self.right and self.ranking[0][1] >= ASK_BELOW
        offered = [name for name in self.besides if name != self.said][:CHOICES]
        return sure and bool(set(self.case.labels[:2]) & set(offered))


def share(judged: Sequence[Judged], what: Callable[[Judged], bool]) -> float:
    """Of how many something is true."""
    return sum(map(what, judged)) / len(judged) if judged else 0.0


def macro_f1(judged: Sequence[Judged]) -> float:
    """The mean F1 of the labels there are."""
    pairs = [(one.said if one.right else one.case.labels[0], one.said) for one in judged]
    labels = {one.case.labels[0] for one in judged}
    return sum(_f1(label, pairs) for label in labels) / len(labels) if labels else 0.0


def _f1(label: str, pairs: Sequence[tuple[str, str]]) -> float:
    true = sum(truth == label for truth, _ in pairs)
    said = sum(answer == label for _, answer in pairs)
    hits = sum(truth == answer == label for truth, answer in pairs)
    return 2 * hits / (true + said) if true + said else 1.0


def reliability(judged: Sequence[Judged]) -> list[tuple[float, float, int]]:
    """How sure it was, how often it was right and on how many, for each tenth of sureness."""
    bins: dict[int, list[tuple[float, bool]]] = {}
    for one in judged:
        name, chance = one.ranking[0] if one.ranking else (one.said, 0.0)
        hit = name in one.case.labels
        bins.setdefault(min(int(chance * BINS), BINS - 1), []).append((chance, hit))
    return [
        (sum(c for c, _ in some) / len(some), sum(h for _, h in some) / len(some), len(some))
        for _, some in sorted(bins.items())
    ]


def calibration_error(judged: Sequence[Judged]) -> float:
    """How far sureness and being right are apart, on average."""
    total = max(1, len(judged))
    return sum(abs(sure - right) * count for sure, right, count in reliability(judged)) / total


def scope_curve(judged: Sequence[Judged]) -> list[tuple[float, float]]:
    """Share of our messages kept and of others caught, for every place the limit could be."""
    places = [*sorted({one.in_scope for one in judged}), 1.01]
    ours = sorted(one.in_scope for one in judged if one.ours)
    others = [one.in_scope for one in judged if not one.ours]
    return [
        (
            sum(score >= limit for score in ours) / max(1, len(ours)),
            sum(score < limit for score in others) / max(1, len(others)),
        )
        for limit in places
    ]


def caught_keeping(judged: Sequence[Judged], kept: float = KEPT) -> float:
    """The share of others' messages caught where this share of ours is kept."""
    return max((caught for keep, caught in scope_curve(judged) if keep >= kept), default=0.0)


def confusions(judged: Sequence[Judged], longest: int = 15) -> list[tuple[tuple[str, str], int]]:
    """What is most often taken for what."""
    wrong = Counter((one.case.labels[0], one.said) for one in judged if not one.right)
    return wrong.most_common(longest)


def is_noisy(text: str, known: set[str]) -> bool:
    """Text-speak, an apostrophe left out, or a small word of four letters that nobody has met.

    A rule and not a judgement: place names in small letters count as noisy too.
    """
    words = re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\w+", text)
    strange = (
        word
        for word in words
        if len(word) >= 4 and word.isascii() and word.isalpha() and word.islower()
    )
    return any(word.lower() in TEXT_SPEAK for word in words) or any(
        word not in known for word in strange
    )


def known_words() -> set[str]:
    """The whole words of the encoder's vocabulary."""
    lines = VOCABULARY.read_text(encoding="utf-8").split("\n")
    return {line for line in lines if not line.startswith("##")}


def figures(judged: Sequence[Judged]) -> dict[str, float]:
    """Every figure of a run by name, shares from 0 to 1."""
    known = known_words()
    ours = [one for one in judged if one.ours]
    others = [one for one in judged if not one.ours]
    found = {
        "accuracy": share(ours, lambda one: one.right),
        "macro-F1": macro_f1(ours),
        "clean": share([o for o in ours if not is_noisy(o.case.text, known)], lambda o: o.right),
        "noisy": share([o for o in ours if is_noisy(o.case.text, known)], lambda o: o.right),
        "after one question": share(ours, lambda one: one.among_choices),
        "calibration error": calibration_error(ours),
        "kept in scope": share(ours, lambda one: one.said != OUT_OF_SCOPE),
    }
    if others:
        found["others caught"] = share(others, lambda one: one.said == OUT_OF_SCOPE)
        found["others caught keeping 95 %"] = caught_keeping(judged)
    return found
