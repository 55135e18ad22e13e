"""Texts as rows of word pieces, in batches of like length."""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from deploy.adapt.nets import Encoder

LONGEST = 64
"""Word pieces: 99 % of what residents write is shorter."""
TOGETHER = 12
"""Batches that are sorted by length among themselves."""


def pieces_of(folder: Path) -> Callable[[Sequence[str]], list[list[int]]]:
    """The tokenizer of an encoder."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    return lambda texts: [one.ids for one in tokenizer.encode_batch(list(texts))]


def padded(rows: Sequence[Sequence[int]], padding: int) -> tuple[Tensor, Tensor]:
    """The pieces of a batch, and which of them are there."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), padding)
    mask = torch.zeros(len(rows), longest)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


def batches(
    order: Sequence[int], lengths: Sequence[int], size: int, chance: random.Random
) -> Iterator[list[int]]:
    """Batches in a random order; the texts of one are about as long as each other."""
    found = []
    for at in range(0, len(order), size * TOGETHER):
        some = sorted(order[at : at + size * TOGETHER], key=lambda one: lengths[one])
        found += [some[start : start + size] for start in range(0, len(some), size)]
    chance.shuffle(found)
    yield from (one for one in found if len(one) == size)


@torch.inference_mode()
def embedded(
    encoder: Encoder, rows: Sequence[Sequence[int]], size: int = 32
) -> npt.NDArray[np.float32]:
    """The vectors of many texts."""
    encoder.eval()
    order = sorted(range(len(rows)), key=lambda one: len(rows[one]))
    found = np.zeros((len(rows), encoder.shape.width), np.float32)
    for at in range(0, len(order), size):
        some = order[at : at + size]
        found[some] = encoder(*padded([rows[one] for one in some], encoder.shape.padding)).numpy()
    return found
