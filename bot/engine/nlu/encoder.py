"""Turns a sentence into a vector: all-MiniLM-L6-v2, fitted to our sentences, in 8 bits.

`make adapt-encoder` made the model (deploy/adapt). Imports nothing of Rasa. Both files it reads are
pinned by their SHA-256, so what answers residents is the model that was measured.
"""

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from bot.engine.nlu.wordpiece import WordPiece

Vectors = npt.NDArray[np.float32]

MODEL_SHA256 = "011c8e22efcd5e71fd7dcb02e96c71b329b5e01a3cf9d6deb12b8786294fde4a"
VOCABULARY_SHA256 = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"
MODEL = Path(__file__).with_name("encoder.onnx")
VOCABULARY = Path(__file__).with_name("vocab.txt")
LONGEST = 256  # word pieces; the model was trained no longer
ANY_LENGTH = 100_000
MARKS = 2
"""Pieces that are no words: where a text begins and ends."""
SENTENCE, PIECES = "sentence", "pieces"
"""What the model gives: the vector of a whole text, and the state of each piece."""
KEPT_BACK = 0.1
"""The share of sentences the model never saw while it was fitted (deploy/adapt/corpus.py)."""
BATCH = 16
WIDTH = 384
SHORT = 40
REMEMBERED_TEXTS = 5_000


class WrongModel(Exception):
    """A file of the encoder is missing or is not the one that was measured."""


class Encoder:
    """One ONNX session and its vocabulary."""

    def __init__(self, model: Path, vocabulary: Path) -> None:
        _check(model, MODEL_SHA256)
        _check(vocabulary, VOCABULARY_SHA256)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # a long text would keep its memory for good
        self._session = onnxruntime.InferenceSession(
            str(model), options, providers=["CPUExecutionProvider"]
        )
        self._pieces = WordPiece(vocabulary)
        self._short: dict[str, Vectors] = {}
        self._newest: tuple[str, Vectors, Vectors] | None = None

    def knows(self, text: str) -> bool:
        """Whether a text holds any word at all: a row of random letters has a vector too."""
        return self._pieces.knows(text)

    def embed(self, text: str) -> Vectors:
        """The unit vector of one text. Short ones (yes, no, hi) are remembered, and the newest: a
        message is read whole once more when it may be two."""
        if text in self._short:
            return self._short[text]
        vector = self._read(text)[0]
        if len(text) <= SHORT:
            if len(self._short) >= REMEMBERED_TEXTS:
                self._short.clear()
            self._short[text] = vector
        return vector

    def within(self, text: str, parts: Sequence[tuple[str, str]]) -> Vectors:
        """The unit vectors of how a text begins and how it ends, two rows for each such pair: the
        mean of their own pieces, which were read with all the rest in view ("late chunking",
        Günther et al. 2024)."""
        states = self._read(text)[1]
        rows = []
        for begins, ends in parts:
            whole, first, last = (
                len(self._pieces.ids(one, ANY_LENGTH)) - MARKS for one in (text, begins, ends)
            )
            rows += [states[:first], states[whole - last :]]
        # A part may be nothing that a vocabulary knows, or stand behind the longest there is.
        found = np.stack([(row if len(row) else states).mean(0) for row in rows])
        unit: Vectors = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    def _read(self, text: str) -> tuple[Vectors, Vectors]:
        """The vector of a text, and the state of each of its pieces."""
        newest = self._newest  # another thread may read another text meanwhile
        if not newest or newest[0] != text:
            ids = np.array([self._pieces.ids(text, LONGEST)], np.int64)
            given = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
            vectors, states = self._session.run([SENTENCE, PIECES], given)
            newest = self._newest = (text, vectors[0], states[0, 1:-1])
        return newest[1:]

    def embed_all(self, texts: Sequence[str]) -> Vectors:
        """The unit vectors of many texts, a row each."""
        if len(texts) == 1:
            return self.embed(texts[0])[None, :]
        pieces = [self._pieces.ids(text, LONGEST) for text in texts]
        by_length = sorted(range(len(texts)), key=lambda number: len(pieces[number]))
        batches = [by_length[at : at + BATCH] for at in range(0, len(texts), BATCH)]
        rows = np.zeros((len(texts), WIDTH), np.float32)
        if len(batches) == 1:
            rows[batches[0]] = self._run([pieces[each] for each in batches[0]])
            return rows
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            found = threads.map(lambda batch: self._run([pieces[each] for each in batch]), batches)
            for batch, vectors in zip(batches, found, strict=True):
                rows[batch] = vectors
        return rows

    def _run(self, pieces: Sequence[Sequence[int]]) -> Vectors:
        ids = np.zeros((len(pieces), max(map(len, pieces))), np.int64)
        mask = np.zeros_like(ids)
        for row, numbers in enumerate(pieces):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        given = {"input_ids": ids, "attention_mask": mask}
        unit: Vectors = self._session.run([SENTENCE], given)[0]
        return unit


def unseen(text: str) -> bool:
    """Whether the model is sure to know nothing of a sentence, so that it may be measured on it."""
    first = hashlib.sha256(text.encode()).hexdigest()[:8]
    return int(first, 16) / 16**8 < KEPT_BACK


def _check(file: Path, expected: str) -> None:
    if not file.is_file():
        raise WrongModel(f"{file} is missing.")
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != expected:
        raise WrongModel(f"{file} is not the file that was measured.")


@cache
def shared() -> Encoder:
    """The one encoder of this process."""
    return Encoder(MODEL, VOCABULARY)
