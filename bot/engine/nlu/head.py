"""The classifier on the encoder: which intent a vector is, how sure that is, whether it is ours.

Multinomial logistic regression on unit vectors, its temperature and its out-of-scope limit chosen
on held-out folds (Guo et al. 2017, "On Calibration of Modern Neural Networks"). Imports nothing of
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


@dataclass(frozen=True)
class Settings:
    """How the head is trained."""

    inverse_penalty: float = 10.0
    folds: int = 3
    iterations: int = 25
    keep_in_scope: float = 0.95


@dataclass(frozen=True)
class Verdict:
    """What a vector most likely means."""

    ranking: list[tuple[str, float]]
    in_scope: float
    accepted: bool


@dataclass(frozen=True)
class Head:
    """A trained head."""

    labels: npt.NDArray[np.str_]
    weights: Floats
    bias: Floats
    examples: Floats
    limit: float

    def judge(self, vector: Floats, hidden: Collection[str] = (), longest: int = 10) -> Verdict:
        """The likeliest labels, best first, as if the hidden ones did not exist."""
        shown = ~np.isin(self.labels, list(hidden))
        scores = vector @ self.weights[:, shown] + self.bias[shown]
        chances = softmax(scores[None, :])[0]
        best = np.argsort(-chances)[:longest]
        ranking = [(str(self.labels[shown][each]), float(chances[each])) for each in best]
        nearest = float((self.examples @ vector).max())
        in_scope = max(0.0, min(1.0, ranking[0][1] * nearest))
        return Verdict(ranking, in_scope, in_scope >= self.limit)

    def save(self, file: Path) -> None:
        """Writes the arrays; nearest-example vectors at half precision, which is plenty."""
        np.savez_compressed(
            file,
            labels=self.labels,
            weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
            examples=self.examples.astype(np.float16),
            limit=np.float32(self.limit),
        )

    @classmethod
    def load(cls, file: Path) -> "Head":
        """Reads what ``save`` wrote; refuses anything that would run code."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(
                labels=kept["labels"],
                weights=kept["weights"],
                bias=kept["bias"],
                examples=kept["examples"].astype(np.float32),
                limit=float(kept["limit"]),
            )


def train(
    vectors: Floats, names: Sequence[str], contextual: Collection[str], settings: Settings
) -> Head:
    """Fits a head, then scales and bounds it by what held-out folds say.

    Args:
        vectors: one unit vector an example.
        names: the label of each example.
        contextual: labels that only exist while a question is open; they do not move the limit.
        settings: how to train.
    """
    labels, truth = np.unique(np.asarray(names), return_inverse=True)
    scores, nearest = _held_out(vectors, truth, len(labels), settings)
    temperature = min(TEMPERATURES, key=lambda each: _log_loss(scores * each, truth))
    weights, bias = fit(vectors, truth, len(labels), settings)
    ordinary = ~np.isin(labels[truth], list(contextual))
    in_scope = softmax(scores * temperature).max(1) * nearest
    limit = np.quantile(in_scope[ordinary], 1 - settings.keep_in_scope) if ordinary.any() else 0
    return Head(labels, weights * temperature, bias * temperature, vectors, float(limit))


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


def softmax(scores: Floats) -> Floats:
    """Chances that add up to one, row by row."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    chances: Floats = raised / raised.sum(1, keepdims=True)
    return chances


def _held_out(
    vectors: Floats, truth: Whole, labels: int, settings: Settings
) -> tuple[Floats, Floats]:
    """Scores of each example by a head that never saw it, and its likeness to the nearest other."""
    place = _place_in_label(truth)
    scores = np.zeros((len(truth), labels))
    nearest = np.ones(len(truth))
    for fold in range(settings.folds):
        held = place % settings.folds == fold
        if held.any() and not held.all():
            weights, bias = fit(vectors[~held], truth[~held], labels, settings)
            scores[held] = vectors[held] @ weights + bias
            nearest[held] = (vectors[held] @ vectors[~held].T).max(1)
    return scores, nearest


def _place_in_label(truth: Whole) -> Whole:
    """0, 1, 2... within each label, in an order that is not the files' order of ideas."""
    place = np.zeros(len(truth), int)
    shuffled = np.random.default_rng(0).permutation(len(truth))
    for label in np.unique(truth):
        members = shuffled[truth[shuffled] == label]
        place[members] = np.arange(len(members))
    return place


def _log_loss(scores: Floats, truth: Whole) -> float:
    chances = softmax(scores)[np.arange(len(truth)), truth]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())
