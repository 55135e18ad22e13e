"""The words, word pairs and runs of letters of a text, folded into short rows of numbers.

A sentence vector blurs single words ("enough", "anyone", "tonight") that decide between a moan and
danger; these keep them apart. Signed feature hashing (Weinberger et al. 2009) with CRC-32, so it
is the same in every process and needs no vocabulary.
"""

import itertools
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.float32]

WIDTH = 512
LETTERS_WIDTH = 1024
RUNS = (3, 4)
WEIGHT = 0.5
"""Beside a sentence vector of length one; chosen by cross-validation on our own messages."""
_APART = re.compile(r"[^a-z0-9 ]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")


def of(texts: Sequence[str], weight: float = WEIGHT) -> Rows:
    """A row for each text."""
    return _folded(map(_pieces, texts), len(texts), WIDTH, weight)


def letters(texts: Sequence[str], weight: float) -> Rows:
    """A row for each text of its runs of three and four letters; a slip leaves most alike."""
    return _folded(map(_runs, texts), len(texts), LETTERS_WIDTH, weight)


def _folded(pieces: Iterable[Iterable[str]], count: int, width: int, weight: float) -> Rows:
    rows = np.zeros((count, width), np.float32)
    for row, found in zip(rows, pieces, strict=True):
        for piece in found:
            mark = zlib.crc32(piece.encode())
            row[mark % width] += 1 if (mark >> 16) & 1 else -1
        length = float(np.linalg.norm(row))
        if length:
            row *= weight / length
    return rows


def _pieces(text: str) -> Iterator[str]:
    words = ["^", *_WORD.findall(text.casefold().replace("\u2019", "'")), "$"]
    yield from words
    yield from (f"{one} {other}" for one, other in itertools.pairwise(words))


def _runs(text: str) -> Iterator[str]:
    plain = f" {_APART.sub('', text.lower())} "
    for length in RUNS:
        yield from (plain[at : at + length] for at in range(len(plain) - length + 1))
