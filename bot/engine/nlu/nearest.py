"""What the examples nearest to a message say of it: danger, or anything else.

A line through all the examples misses a hint that is like one of them alone. Here each example
speaks for itself, the nearer the louder. Imports nothing of Rasa.
"""

from dataclasses import dataclass

import numpy as np

from bot.engine.nlu.head import Floats

SHARPNESS = (24.0, 32.0, 40.0)
"""How much louder a nearer example speaks: training takes the best of these."""


@dataclass(frozen=True)
class Nearest:
    """The sentence vectors of the examples of danger, and of the rest."""

    danger: Floats
    ordinary: Floats
    sharpness: float

    def opinion(self, vectors: Floats) -> Floats:
        """For each vector how much more the danger near it says than the rest; 0 is a draw."""
        if not len(self.danger) or not len(self.ordinary):
            return np.zeros(len(vectors))
        return self._said(vectors, self.danger) - self._said(vectors, self.ordinary)

    def _said(self, vectors: Floats, examples: Floats) -> Floats:
        return _together(self.sharpness * (vectors @ examples.T))


def _together(said: Floats) -> Floats:
    loudest = said.max(1)
    found: Floats = loudest + np.log(np.exp(said - loudest[:, None]).sum(1))
    return found
