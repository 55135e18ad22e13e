"""The ear for danger: how likely a message is an emergency, and which row of the table it is.

A linear head on the sentence vector and the words of a message, and the examples nearest to it;
apart from the intents' own, so that the web process can load it without Rasa and hear with the
engine stopped. danger_training.py teaches it.
"""

from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from bot.engine.nlu import encoder, wordprint
from bot.engine.nlu.danger_examples import LIFE
from bot.engine.nlu.head import Floats, softmax
from bot.engine.nlu.nearest import Nearest

FILE = Path("models/safety.npz")
ALSO = 0.3
"""How likely another row must be, beside the likeliest, to be told of too."""
PROBE = "is this the encoder I was trained with"
SAME = 0.999
OTHER = "the ear for danger was trained for another encoder: make train"
SLIGHTEST = 1e-6


@dataclass(frozen=True)
class Verdict:
    """The likeliest row of the table, the others that may be meant, likeliest first, and whether
    the ear is sure enough to fetch a person."""

    response: str
    others: tuple[str, ...]
    chance: float
    sure: bool


@dataclass(frozen=True)
class Limits:
    """How far the nearest examples are listened to, and from which chances on something is done:
    `ask_life` where the likeliest row is one of life and death."""

    share: float
    sure: float
    ask: float
    ask_life: float


@dataclass(frozen=True)
class Head:
    """A trained ear. Labels that begin with a slash are ordinary matters."""

    labels: np.ndarray
    weights: Floats
    bias: Floats
    nearest: Nearest
    limits: Limits

    def judge(self, vector: Floats, text: str) -> Verdict | None:
        """None when nothing sounds like danger."""
        seen = np.hstack([vector, wordprint.of([text])[0]])
        chances = softmax((seen @ self.weights + self.bias)[None, :])[0]
        rows = np.flatnonzero(dangerous(self.labels))
        line = chances[rows].sum(keepdims=True)
        chance = float(joined(line, self.nearest.opinion(vector[None, :]), self.limits.share)[0])
        best = rows[chances[rows].argsort()[::-1]]
        life = len(best) > 0 and str(self.labels[best[0]]) in LIFE
        if chance < (self.limits.ask_life if life else self.limits.ask):
            return None
        near = [one for one in best[1:] if chances[one] >= ALSO * chances[best[0]]]
        others = tuple(str(self.labels[one]) for one in near)
        return Verdict(str(self.labels[best[0]]), others, chance, chance >= self.limits.sure)

    def save(self, file: Path) -> None:
        """Writes the arrays, and which encoder they were made for."""
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".fresh.npz")
        limits = (self.nearest.sharpness, *astuple(self.limits))
        np.savez_compressed(
            fresh,
            labels=self.labels,
            weights=self.weights.astype(np.float32),
            bias=self.bias.astype(np.float32),
            danger=self.nearest.danger.astype(np.float16),
            ordinary=self.nearest.ordinary.astype(np.float16),
            limits=np.array(limits, np.float32),
            probe=encoder.shared().embed(PROBE),
        )
        fresh.replace(file)

    @classmethod
    def load(cls, file: Path) -> "Head":
        """Raises OSError or ValueError when it is missing or was made for another encoder."""
        with np.load(file, allow_pickle=False) as kept:
            probe = encoder.shared().embed(PROBE)
            if "ordinary" not in kept or kept["probe"].shape != probe.shape:
                raise ValueError(OTHER)
            if float(kept["probe"] @ probe) < SAME:
                raise ValueError(OTHER)
            sharpness, *limits = (float(one) for one in kept["limits"])
            examples = (kept[one].astype(np.float32) for one in ("danger", "ordinary"))
            nearest = Nearest(*examples, sharpness)
            return cls(kept["labels"], kept["weights"], kept["bias"], nearest, Limits(*limits))


def joined(line: Floats, nearest: Floats, share: float) -> Floats:
    """How likely each message is danger: by the line, moved by what its nearest examples say."""
    chance = np.clip(line, SLIGHTEST, 1 - SLIGHTEST)
    found: Floats = 1 / (1 + (1 - chance) / chance * np.exp(-share * nearest))
    return found


def dangerous(labels: np.ndarray) -> np.ndarray:
    """Which labels are rows of the table."""
    return ~np.char.startswith(labels, "/")
