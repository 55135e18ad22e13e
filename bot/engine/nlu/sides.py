"""Reads the sides of a cut with the classifier of whole messages. Imports nothing of Rasa."""

from collections.abc import Collection, Sequence

import numpy as np

from bot.engine.nlu import encoder, views
from bot.engine.nlu.head import Head, Verdict
from bot.engine.nlu.splitter import Read, Side

ALL = 1_000
"""More labels than there are."""


class Sides:
    """Reads sides of messages, as if the hidden labels did not exist."""

    def __init__(self, head: Head, hidden: Collection[str]) -> None:
        self._head = head
        self._hidden = hidden

    def whole(self, text: str) -> Read:
        """What a whole message may mean."""
        vector = encoder.shared().embed(text)
        row = views.of([text], vector[None, :])[0]
        return read(self._head.judge(row, self._hidden, ALL), vector)

    def both(self, text: str, cuts: Sequence[tuple[str, str]]) -> list[tuple[Side, Side]]:
        """Both sides of some cuts of a message: each as if it stood alone, and where it stands."""
        sides = [side for cut in cuts for side in cut]
        within = encoder.shared().within(text, cuts)  # first: the message was the last text read
        alone = views.of(sides, encoder.shared().embed_all(sides))
        there = np.hstack([within, alone[:, encoder.WIDTH :]])
        rows = np.vstack([alone, there])
        known = [
            read(verdict, row[: encoder.WIDTH])
            for verdict, row in zip(
                self._head.judge_all(rows, self._hidden, ALL), rows, strict=True
            )
        ]
        found = [
            Side(one, two.chances)
            for one, two in zip(known[: len(sides)], known[len(sides) :], strict=True)
        ]
        return list(zip(found[::2], found[1::2], strict=True))


def read(verdict: Verdict, vector: encoder.Vectors) -> Read:
    """What a judged text may mean, with its vector."""
    return Read(dict(verdict.ranking), verdict.nearest, vector)
