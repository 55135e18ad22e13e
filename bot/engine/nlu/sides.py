"""Reads the sides of a cut with the classifier of whole messages. Imports nothing of Rasa."""

from collections.abc import Collection, Sequence

import numpy as np

from bot.engine.nlu import encoder, views
from bot.engine.nlu.head import Head
from bot.engine.nlu.splitter import Read, Side

ALL = 1_000
"""More labels than there are."""


class Sides:
    """Reads messages and sides of them, as if the hidden labels did not exist."""

    def __init__(self, head: Head, hidden: Collection[str]) -> None:
        self._head = head
        self._hidden = hidden

    def whole(self, text: str) -> Read:
        """What a whole message may mean."""
        known = encoder.shared().embed(text)[None, :]
        return self._read(views.of([text], known))[0]

    def both(self, text: str, cuts: Sequence[tuple[str, str]]) -> list[tuple[Side, Side]]:
        """Both sides of some cuts of a message: each as if it stood alone, and where it stands."""
        sides = [side for cut in cuts for side in cut]
        within = encoder.shared().within(text, cuts)  # first: the message was the last text read
        alone = views.of(sides, encoder.shared().embed_all(sides))
        there = np.hstack([within, alone[:, encoder.WIDTH :]])
        read = self._read(np.vstack([alone, there]))
        found = [
            Side(one, two.chances)
            for one, two in zip(read[: len(sides)], read[len(sides) :], strict=True)
        ]
        return list(zip(found[::2], found[1::2], strict=True))

    def _read(self, rows: encoder.Vectors) -> list[Read]:
        verdicts = self._head.judge_all(rows, self._hidden, ALL)
        return [
            Read(dict(one.ranking), one.nearest, row[: encoder.WIDTH])
            for one, row in zip(verdicts, rows, strict=True)
        ]
