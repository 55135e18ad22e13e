"""What the classifier sees of a message: its sentence vector, its words and its runs of letters.

The vector knows what was meant; words and letters keep apart what it blurs, and see through slips.
Their weights beside it were chosen on sentences the encoder never saw (docs/understanding.md).
"""

from collections.abc import Sequence

import numpy as np

from bot.engine.nlu import wordprint
from bot.engine.nlu.encoder import Vectors

WORDS, LETTERS = 0.7, 0.7


def of(texts: Sequence[str], vectors: Vectors) -> Vectors:
    """A row for each text, its sentence vector first."""
    words, letters = wordprint.of(texts, WORDS), wordprint.letters(texts, LETTERS)
    return np.hstack([vectors, words, letters]).astype(np.float32)
