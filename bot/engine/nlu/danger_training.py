"""Teaches the ear for danger from our own messages, and sets its limits by those it was not taught.

How far the nearest examples are listened to, and the two limits, come from held-out messages: how
many look-alikes may be handed over, how many may be asked about. Nothing is fixed to one encoder.
"""

import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.engine.nlu import danger_examples, encoder, vectors, wordprint
from bot.engine.nlu.danger_examples import EARLY, LIFE, LIKE, ORDINARY, Example
from bot.engine.nlu.head import Floats, Whole, fit, parts, softmax
from bot.engine.nlu.head import Settings as Fitting
from bot.engine.nlu.nearest import SHARPNESS, Nearest
from bot.engine.nlu.safety import FILE, Head, Limits, dangerous, joined

FOLDS = 4
HANDED_OVER = 0.005
"""The share of our look-alikes that may fetch a person, by the ear alone."""
ORDINARY_HANDED_OVER = 0.0
"""The share of ordinary messages that may."""
ASKED, ASKED_LIFE = 0.08, 0.15
"""The shares of our look-alikes that may be asked the caring question: twice as many where it is
about life and death."""
ORDINARY_ASKED, ORDINARY_ASKED_LIFE = 0.015, 0.015
"""The same for ordinary messages."""
STRICTNESS = (0.6, 0.8, 1.0, 1.2, 1.4)
"""Times these shares, at which an ear is tried: the best hears most danger over them all."""
SHARES = (0.0, 0.25, 0.5, 0.75)
"""How far the nearest examples may be listened to beside the line."""
FITTING = Fitting(inverse_penalty=10.0, iterations=40)
HALF = 0.5
LIKELY = 0.6
"""How sure it must be that an example known by its kind is a certain row of it."""
NEVER = 2.0
"""A chance that nothing reaches."""


@dataclass(frozen=True)
class Taught:
    """What the ear learns from: a row of features for each example, its label and where it came
    from. Of the early-help examples only those are taught that are not for tonight."""

    known: Floats
    seen: Floats
    labels: np.ndarray
    truth: Whole
    source: np.ndarray
    taught: np.ndarray

    @property
    def danger(self) -> np.ndarray:
        """Which examples are."""
        return np.asarray(dangerous(self.labels)[self.truth])

    def fit(self, which: np.ndarray) -> tuple[Floats, Floats]:
        """The line through some of the examples."""
        return fit(self.seen[which], self.truth[which], len(self.labels), FITTING)

    def nearest(self, which: np.ndarray, sharpness: float) -> Nearest:
        """The opinion of some of the examples."""
        known, danger = self.known[which], self.danger[which]
        return Nearest(known[danger], known[~danger], sharpness)


def train(root: Path, made_from: str) -> bool:
    """Learns from the data under a folder, unless that was learnt; tells whether it did.

    Args:
        root: the folder that holds data/ and models/.
        made_from: names the data and the code at hand.
    """
    mark = (root / FILE).with_suffix(".txt")
    if (root / FILE).is_file() and mark.is_file() and mark.read_text() == made_from:
        return False
    examples = danger_examples.read(root / "data")
    learn(examples, vectors.of([one.text for one in examples])).save(root / FILE)
    mark.write_text(made_from)
    return True


def learn(examples: list[Example], known: Floats) -> Head:
    """Fits the ear and sets its limits. ``known`` are the sentence vectors."""
    seen = np.hstack([known, wordprint.of([one.text for one in examples])]).astype(np.float32)
    labels, truth = np.unique(_finer(examples, seen), return_inverse=True)
    source = np.array([one.source for one in examples])
    lesson = Taught(known, seen, labels, truth, source, _taught(seen, truth, labels, source))
    folds = parts(truth, FOLDS, np.array([encoder.unseen(one.text) for one in examples]))
    sharpness, limits = _chosen(lesson, folds)
    weights, bias = lesson.fit(lesson.taught)
    return Head(labels, weights, bias, lesson.nearest(lesson.taught, sharpness), limits)


def _finer(examples: list[Example], seen: Floats) -> list[str]:
    """The labels; an example known only by its kind gets the row of that kind it is most like."""
    labels = [one.label for one in examples]
    for kind, rows in danger_examples.FINER.items():
        known = [at for at, label in enumerate(labels) if label in rows]
        kinds = [at for at, label in enumerate(labels) if label == kind]
        names, truth = np.unique([labels[at] for at in known], return_inverse=True)
        if len(names) < 2 or not kinds:
            continue
        weights, bias = fit(seen[known], truth, len(names), FITTING)
        chances = softmax(seen[kinds] @ weights + bias)
        for at, row in zip(kinds, chances, strict=True):
            if row.max() >= LIKELY:
                labels[at] = str(names[row.argmax()])
    return labels


def _taught(seen: Floats, truth: Whole, labels: np.ndarray, source: np.ndarray) -> np.ndarray:
    sure = source != EARLY
    weights, bias = fit(seen[sure], truth[sure], len(labels), FITTING)
    return np.asarray(sure | (_line(seen, weights, bias, labels)[0] < HALF))


def _line(
    seen: Floats, weights: Floats, bias: Floats, labels: np.ndarray
) -> tuple[Floats, np.ndarray]:
    """How likely each is an emergency of any kind, by the line alone, and whether its likeliest row
    is one of life and death."""
    chances: Floats = softmax(seen @ weights + bias)[:, dangerous(labels)]
    if not chances.shape[1]:
        return np.zeros(len(seen)), np.zeros(len(seen), bool)
    best = labels[dangerous(labels)][chances.argmax(1)]
    return chances.sum(1), np.isin(best, list(LIFE))


@dataclass(frozen=True)
class Held:
    """What was held out, and what an ear that was not taught it makes of it."""

    line: Floats
    life: np.ndarray
    opinions: dict[float, Floats]
    like: np.ndarray
    ordinary: np.ndarray
    danger: np.ndarray

    def asking(self, chance: Floats, times: float = 1.0) -> tuple[float, float]:
        """From which chance on is asked, where it is not about life and where it is."""
        found = []
        for rows, like, ordinary in (
            (~self.life, ASKED, ORDINARY_ASKED),
            (self.life, ASKED_LIFE, ORDINARY_ASKED_LIFE),
        ):
            theirs = np.where(rows, chance, 0.0)
            found.append(
                max(
                    limit(theirs[self.like], times * like),
                    limit(theirs[self.ordinary], times * ordinary),
                )
            )
        return found[0], found[1]

    def heard(self, sharpness: float, share: float) -> float:
        """The share of danger that is at least asked about, over some limits."""
        if not self.danger.any():
            return 0.0
        chance = joined(self.line, self.opinions[sharpness], share)
        asked = [
            chance > np.where(self.life, *reversed(self.asking(chance, times)))
            for times in STRICTNESS
        ]
        return float(np.mean([one[self.danger].mean() for one in asked]))


def _chosen(lesson: Taught, folds: Whole) -> tuple[float, Limits]:
    """The sharpness, the share and the limits that hear most at the same number of alarms."""
    held = _held_out(lesson, folds)
    sharpness, share = max(itertools.product(SHARPNESS, SHARES), key=lambda one: held.heard(*one))
    chance = joined(held.line, held.opinions[sharpness], share)
    ask, ask_life = held.asking(chance)
    sure = max(
        limit(chance[held.like], HANDED_OVER),
        limit(chance[held.ordinary], ORDINARY_HANDED_OVER),
        ask,
        ask_life,
    )
    return sharpness, Limits(share, sure, ask, ask_life)


def limit(heard: Floats, share: float) -> float:
    """Above which chance that share of them lies; with none to go by, nothing is sure enough."""
    return float(np.quantile(heard, 1 - share)) if len(heard) else NEVER


def _held_out(lesson: Taught, folds: Whole) -> Held:
    """How dangerous each example sounds to an ear that was not taught it: by the line, and by the
    nearest at each sharpness."""
    line, life = np.zeros(len(folds)), np.zeros(len(folds), bool)
    opinions = {sharpness: np.zeros(len(folds)) for sharpness in SHARPNESS}
    for fold in range(folds.max() + 1):
        held, others = folds == fold, lesson.taught & (folds != fold)
        weights, bias = lesson.fit(others)
        line[held], life[held] = _line(lesson.seen[held], weights, bias, lesson.labels)
        for sharpness, found in opinions.items():
            found[held] = lesson.nearest(others, sharpness).opinion(lesson.known[held])
    out = folds >= 0
    return Held(
        line, life, opinions, out & (lesson.source == LIKE), out & (lesson.source == ORDINARY),
        out & lesson.danger)  # fmt: skip
