"""Chooses how much each sign speaks for a cut, and the two limits: ``make fit-requests``.

Needed again when the encoder is another. It learns from messages of our own with two requests
against single ones that neither the encoder nor the head of this fitting has seen; the limits are
those at which so many of these are cut, or asked about, when they are held out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import minimize

from bot.engine.nlu import danger_examples, encoder, head, sides, splitter, vectors, views
from bot.engine.nlu.head import Floats

TWO, ONE = "conversation/two_requests.tsv", "conversation/one_request.tsv"
CUT, ASKED = 0.02, 0.045
"""The shares of our single sentences that may be cut by mistake, and that may be cut or asked about
needlessly. Of residents' single messages these limits cut two in a hundred."""
PENALTY = 1.0
WRONG_CUT, HARD = 0.3, 0.3
"""How much a cut in the wrong place counts, and one of a message written to be hard."""
FOLDS = 10
STEADY = 1e-6
NEVER = -99.0
"""How much speaks for a cut where there is no place for one."""


@dataclass(frozen=True)
class Case:
    """A message's cuts, a row of signs each; which of them are right; how much each counts."""

    rows: Floats
    right: np.ndarray
    counts: np.ndarray
    ordinary: bool

    @property
    def teaches(self) -> bool:
        """Two requests that no cut tells apart say nothing of where to cut."""
        return bool(len(self.rows))


@dataclass(frozen=True)
class Line:
    """How much each sign speaks for a cut, and what speaks against one from the start."""

    weights: Floats
    alone: float

    def best(self, case: Case) -> float:
        """How much speaks for the likeliest cut of a message."""
        return float((case.rows @ self.weights).max() + self.alone) if case.teaches else NEVER


def write(root: Path) -> Path:
    """Learns from the data under a folder, and writes what the splitter reads."""
    from bot.engine.nlu.classifier import EncoderClassifier  # needs Rasa; the rest does not

    parts = yaml.safe_load((root / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    own = next(one for one in parts if one["name"].endswith(EncoderClassifier.__name__))
    config = {**EncoderClassifier.get_default_config(), **own}
    names, cases = read(root / "data", config)
    line, held_out = fit(cases), np.array(list(_held_out(cases)))
    kept = {
        "weights": dict(zip(names, map(float, line.weights.round(3)), strict=True)),
        "alone": round(line.alone, 3),
        "believed": round(float(np.quantile(held_out, 1 - CUT)), 3),
        "asked": round(float(np.quantile(held_out, 1 - ASKED)), 3),
    }
    words = "# Written by `make fit-requests` (splitter_training.py).\n"
    splitter.WEIGHTS.write_text(words + yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")
    return splitter.WEIGHTS


def read(data: Path, config: dict[str, Any]) -> tuple[list[str], list[Case]]:
    """The names of the signs, and every message's cuts."""
    taught = [(one.text, one.label.removeprefix("/")) for one in danger_examples.topics(data)]
    read_by = sides.Sides(_apart(taught, config), config["contextual"])
    unseen = list(dict.fromkeys(text for text, _ in taught if encoder.unseen(text)))
    leave = config["not_a_request"]
    told = [_signs(text, labels, read_by, leave) for text, *labels in _lines(data / TWO)]
    hard = [_signs(text, (), read_by, leave) for text, _ in _lines(data / ONE)]
    single = [_signs(text, (), read_by, leave) for text in unseen]
    names = next(list(signs) for signs, _ in told[0])
    return names, [
        *(_case(found, WRONG_CUT) for found in told if any(right for _, right in found)),
        *(_case(found, HARD) for found in hard),
        *(_case(found, 1.0, ordinary=True) for found in single),
    ]


def _apart(taught: Sequence[tuple[str, str]], config: dict[str, Any]) -> head.Head:
    """A head that has not seen what the encoder has not; as sure as the one that is shipped."""
    texts, names = [text for text, _ in taught], [name for _, name in taught]
    rows = views.of(texts, vectors.of(texts, Path(config["kept_vectors"])))
    unseen = np.array([encoder.unseen(text) for text in texts])
    settings = head.Settings(
        inverse_penalty=config["inverse_penalty"],
        keep_in_scope=config["keep_in_scope"],
        alike=encoder.WIDTH,
        votes=config["votes"],
        outside=config["outside"],
    )
    whole = head.train(rows, names, config["contextual"], settings, unseen)
    known = whole.truth[~unseen]
    weights, bias = head.fit(rows[~unseen], known, len(whole.labels), settings)
    return replace(whole, weights=weights, bias=bias, examples=whole.examples[~unseen], truth=known)


def _lines(file: Path) -> Iterator[list[str]]:
    lines = file.read_text(encoding="utf-8").splitlines()[1:]
    yield from (line.split("\t") for line in lines)


def _signs(
    text: str, labels: Sequence[str], read_by: sides.Sides, leave: Sequence[str]
) -> list[tuple[dict[str, float], bool]]:
    """The signs of every cut of a message, and whether it tells the two labels apart."""
    found = splitter.cuts(text)
    if not found:
        return []
    whole = read_by.whole(text)
    read = read_by.both(text, [(cut.left, cut.right) for cut in found])
    both = [
        (splitter.likeliest_pair(left, right, whole, leave), cut, left, right)
        for cut, (left, right) in zip(found, read, strict=True)
    ]
    return [
        (splitter.signs(cut, left, right, whole, pair, leave), set(pair) == set(labels))
        for pair, cut, left, right in both
        if pair
    ]


def _case(found: list[tuple[dict[str, float], bool]], wrong: float, ordinary: bool = False) -> Case:
    rows = np.array([list(signs.values()) for signs, _ in found], float)
    right = np.array([one for _, one in found], float)
    return Case(rows, right, np.where(right, 1.0, wrong), ordinary)


def fit(cases: Sequence[Case]) -> Line:
    """Logistic regression over all cuts."""
    used = [case for case in cases if case.teaches]
    rows = np.vstack([case.rows for case in used])
    right = np.concatenate([case.right for case in used])
    counts = np.concatenate([case.counts for case in used])
    middle, spread = rows.mean(0), rows.std(0) + STEADY
    scaled = np.c_[(rows - middle) / spread, np.ones(len(rows))]
    sign = 2 * right - 1

    def loss(line: Floats) -> tuple[float, Floats]:
        scores = scaled @ line
        size = np.r_[line[:-1], 0.0]
        total = counts @ np.logaddexp(0, -sign * scores) + PENALTY * size @ size / 2
        slope = scaled.T @ (counts * (1 / (1 + np.exp(-scores)) - right)) + PENALTY * size
        return float(total), slope

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True, method="L-BFGS-B").x
    weights = found[:-1] / spread
    return Line(weights, float(found[-1] - weights @ middle))


def _held_out(cases: Sequence[Case]) -> Iterator[float]:
    """How much speaks for a cut of each ordinary single sentence, by lines that never saw it."""
    fold = np.random.default_rng(0).integers(0, FOLDS, len(cases))
    for each in range(FOLDS):
        line = fit([case for case, place in zip(cases, fold, strict=True) if place != each])
        yield from (
            line.best(case)
            for case, place in zip(cases, fold, strict=True)
            if place == each and case.ordinary
        )
