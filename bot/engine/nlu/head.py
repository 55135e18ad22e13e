"""The classifier on the encoder: which intent a vector is, how sure that is, whether it is ours.

Multinomial logistic regression on unit vectors, mixed with a vote of the examples, the more alike
the louder (a kernel estimate: Nadaraya 1964). Temperature and out-of-scope limit are chosen on
held-out folds (Guo et al. 2017, "On Calibration of Modern Neural Networks"). Imports nothing of
Rasa; kept as plain arrays, never as pickles.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.floating[Any]]
Whole = npt.NDArray[np.integer[Any]]

TEMPERATURES = np.geomspace(0.2, 10, 60)
LOUDNESS = 30.0
"""How much louder the vote of an example is for being more alike; by cross-validation."""
TINY = 1e-6
RARE = 0.01
FAMILIAR = 4.0
"""How much likeness to an example speaks for a message being ours; by cross-validation."""
ENOUGH = 200
"""Sentences the encoder never saw, from which on they alone say how sure the head may be."""


@dataclass(frozen=True)
class Settings:
    """How the head is trained."""

    inverse_penalty: float = 10.0
    folds: int = 3
    iterations: int = 25
    keep_in_scope: float = 0.95
    alike: int | None = None
    """How many of the first numbers of a row say how like another it is: its sentence vector."""
    votes: float = 0.0
    """How much the vote of the examples weighs beside the regression, from 0 to 1."""
    outside: str = ""
    """The label of examples that are none of ours."""


@dataclass(frozen=True)
class Verdict:
    """What a vector most likely means."""

    ranking: list[tuple[str, float]]
    nearest: float
    in_scope: float
    accepted: bool


@dataclass(frozen=True)
class Head:
    """A trained head."""

    labels: npt.NDArray[np.str_]
    weights: Floats
    bias: Floats
    examples: Floats
    truth: Whole
    outside: str
    votes: float
    temperature: float
    limit: float

    def judge(self, vector: Floats, hidden: Collection[str] = (), longest: int = 10) -> Verdict:
        """The likeliest labels, best first, as if the hidden ones did not exist."""
        return self.judge_all(vector[None, :], hidden, longest)[0]

    def judge_all(
        self, rows: Floats, hidden: Collection[str] = (), longest: int = 10
    ) -> list[Verdict]:
        """The same of many rows at once: the examples are many, and looked through but once."""
        shown = ~np.isin(self.labels, list(hidden))
        labels, foreign = self.labels[shown], self.labels == self.outside
        scores = rows @ self.weights[:, shown] + self.bias[shown]
        alike = _alike(rows[:, : self.examples.shape[1]], self.examples)
        voted = vote(alike, self.truth, len(self.labels))[:, shown]
        chances = softmax(mix(softmax(scores), voted, self.votes) * self.temperature)
        in_scope = ours(chances, foreign[shown], alike[:, ~foreign[self.truth]].max(1))
        found = []
        for each, share, near in zip(chances, in_scope, alike.max(1), strict=True):
            best = np.argsort(-each)[:longest]
            ranking = [(str(labels[one]), float(each[one])) for one in best]
            accepted = ranking[0][0] == self.outside or float(share) >= self.limit
            found.append(Verdict(ranking, float(near), float(share), accepted))
        return found

    def save(self, file: Path) -> None:
        """Writes the arrays; nearest-example vectors at half precision, which is plenty."""
        np.savez_compressed(
            file,
            labels=self.labels,
            weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
            examples=self.examples.astype(np.float16),
            truth=self.truth.astype(np.int16),
            outside=np.str_(self.outside),
            rest=np.array([self.votes, self.temperature, self.limit], np.float32),
        )

    @classmethod
    def load(cls, file: Path) -> "Head":
        """Reads what ``save`` wrote; refuses anything that would run code."""
        with np.load(file, allow_pickle=False) as kept:
            votes, temperature, limit = map(float, kept["rest"])
            return cls(
                labels=kept["labels"],
                weights=kept["weights"],
                bias=kept["bias"],
                examples=kept["examples"].astype(np.float32),
                truth=kept["truth"].astype(int),
                outside=str(kept["outside"]),
                votes=votes,
                temperature=temperature,
                limit=limit,
            )


def train(
    vectors: Floats,
    names: Sequence[str],
    contextual: Collection[str],
    settings: Settings,
    unseen: Whole | None = None,
) -> Head:
    """Fits a head, then scales and bounds it by what held-out folds say.

    Args:
        vectors: one row an example; what says how alike two are has length one.
        names: the label of each example.
        contextual: labels that only exist while a question is open; they do not move the limit.
        settings: how to train.
        unseen: which examples the encoder itself was not fitted to; on the others a head looks
            surer than it is.
    """
    labels, truth = np.unique(np.asarray(names), return_inverse=True)
    foreign = labels == settings.outside
    folds = parts(truth, settings.folds, unseen)
    scores, familiar = _held_out(vectors, truth, foreign, settings, folds)
    held = folds >= 0
    scores, familiar = scores[held], familiar[held]
    temperature = min(TEMPERATURES, key=lambda each: _log_loss(scores * each, truth[held]))
    weights, bias = fit(vectors, truth, len(labels), settings)
    ordinary = ~np.isin(labels[truth[held]], [*contextual, settings.outside])
    in_scope = ours(softmax(scores * temperature), foreign, familiar)
    limit = np.quantile(in_scope[ordinary], 1 - settings.keep_in_scope) if ordinary.any() else 0
    examples = vectors[:, : settings.alike]
    scale = (settings.votes, float(temperature), float(limit))
    return Head(labels, weights, bias, examples, truth, settings.outside, *scale)


def ours(chances: Floats, foreign: Whole, familiar: Floats) -> Floats:
    """How far messages are our business: the likeliest of our labels against what is none of ours,
    and how like one of our own examples they are. From 0 to 1, but not a chance.
    """
    own = chances[:, ~foreign].max(1)
    speaks_for = np.log(own + RARE) - np.log(chances[:, foreign].sum(1) + RARE)
    share: Floats = 1 / (1 + np.exp(-(speaks_for + FAMILIAR * familiar)))
    return share


def vote(alike: Floats, truth: Whole, labels: int) -> Floats:
    """What share of the examples' voices each label has, a row for each row of likenesses."""
    loud = np.exp(LOUDNESS * (alike - alike.max(1, keepdims=True)))
    voices = np.stack([np.bincount(truth, one, labels) for one in loud])
    shares: Floats = voices / voices.sum(1, keepdims=True)
    return shares


def mix(chances: Floats, voted: Floats, votes: float) -> Floats:
    """The scores of the regression's chances and the examples' vote together."""
    heard = voted.sum(1, keepdims=True)  # labels may be hidden; with no voice left, none votes
    share = votes * (heard > TINY)
    mixed: Floats = np.log((1 - share) * chances + share * voted / np.maximum(heard, TINY) + TINY)
    return mixed


def fit(vectors: Floats, truth: Whole, labels: int, settings: Settings) -> tuple[Floats, Floats]:
    """Weights and bias of a class-balanced logistic regression."""
    from scipy.optimize import minimize  # slow to import, and not needed to run

    rows, width = vectors.shape
    counts = np.bincount(truth, minlength=labels)
    share = (rows / np.maximum(counts * np.count_nonzero(counts), 1))[truth].astype(vectors.dtype)
    penalty = 1 / settings.inverse_penalty
    each = np.arange(rows)

    def loss(flat: Floats) -> tuple[float, Floats]:
        table = flat.reshape(width + 1, labels).astype(vectors.dtype)
        chances = softmax(vectors @ table[:-1] + table[-1])
        losses = -np.log(np.maximum(chances[each, truth], 1e-30))
        chances[each, truth] -= 1
        chances *= share[:, None]
        slope = np.vstack([vectors.T @ chances + penalty * table[:-1], chances.sum(0)[None, :]])
        total = share @ losses + penalty / 2 * np.square(table[:-1]).sum()
        return float(total), slope.ravel().astype(float)

    start = np.zeros((width + 1) * labels)
    limits = {"maxiter": settings.iterations, "gtol": 1e-3}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options=limits).x
    table = found.reshape(width + 1, labels)
    return table[:-1], table[-1]


def _alike(rows: Floats, examples: Floats) -> Floats:
    """How like each row is to each example. The long table stands first: the other way round, it
    would be copied for every few rows, which takes twice as long."""
    return np.ascontiguousarray((examples @ np.ascontiguousarray(rows.T)).T)


def softmax(scores: Floats) -> Floats:
    """Chances that add up to one, row by row."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    chances: Floats = raised / raised.sum(1, keepdims=True)
    return chances


def parts(truth: Whole, folds: int, unseen: Whole | None = None) -> Whole:
    """The fold each example is held out in; -1 where it is only learnt from.

    With enough examples the encoder never saw, those are the one fold.
    """
    if unseen is not None and np.count_nonzero(unseen) >= ENOUGH:
        return np.where(unseen, 0, -1)
    place = np.zeros(len(truth), int)
    shuffled = np.random.default_rng(0).permutation(len(truth))
    for label in np.unique(truth):
        members = shuffled[truth[shuffled] == label]
        place[members] = np.arange(len(members))
    return place % folds


def _held_out(
    vectors: Floats, truth: Whole, foreign: Whole, settings: Settings, folds: Whole
) -> tuple[Floats, Floats]:
    """Scores of each example by a head that never saw it, and its likeness to the nearest of our
    own among the others."""
    labels = len(foreign)
    scores = np.zeros((len(truth), labels))
    familiar = np.ones(len(truth))
    for fold in range(folds.max() + 1):
        held = folds == fold
        if held.any() and not held.all():
            weights, bias = fit(vectors[~held], truth[~held], labels, settings)
            alike = vectors[held, : settings.alike] @ vectors[~held, : settings.alike].T
            chances = softmax(vectors[held] @ weights + bias)
            scores[held] = mix(chances, vote(alike, truth[~held], labels), settings.votes)
            familiar[held] = alike[:, ~foreign[truth[~held]]].max(1)
    return scores, familiar


def _log_loss(scores: Floats, truth: Whole) -> float:
    chances = softmax(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())
