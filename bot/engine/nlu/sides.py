"""Reads the sides of a cut with the classifier of whole messages. Imports nothing of Rasa."""

from collections.abc import Collection, Sequence

from bot.engine.nlu import encoder, views
from bot.engine.nlu.head import Head
from bot.engine.nlu.splitter import Judge, Read

ALL = 1_000
"""More labels than there are."""


def reader(trained: Head, hidden: Collection[str]) -> Judge:
    """Reads several texts at once, as if the hidden labels did not exist."""

    def judge(texts: Sequence[str]) -> list[Read]:
        known = encoder.shared().embed_all(texts)
        verdicts = [trained.judge(row, hidden, ALL) for row in views.of(texts, known)]
        return [
            Read(dict(one.ranking), one.nearest, vector)
            for one, vector in zip(verdicts, known, strict=True)
        ]

    return judge
