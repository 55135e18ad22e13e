"""The sentences the encoder learns from: everything under data/ that says what a message means.

A class is an intent, a kind of report, or a row of the table of safe words; the encoder is not
used with these classes, so finer ones do no harm.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

KINDS = "report/kinds/*.yml"
KEPT_BACK = 0.1
"""The share of sentences the encoder never sees; the heads are calibrated on these."""


@dataclass(frozen=True)
class Example:
    """One sentence and its class."""

    text: str
    label: str

    @property
    def kept_back(self) -> bool:
        """Whether the encoder must not see it: settled by its own digest, so the same each time."""
        return int(digest(self.text), 16) / 16**8 < KEPT_BACK


def digest(text: str) -> str:
    """Eight hexadecimal digits that stand for a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def read(data: Path) -> list[Example]:
    """Every sentence once, the topics' own before the messages of the ear for danger."""
    every: dict[str, Example] = {}
    for one in (*_topics(data), *_kinds(data), *_messages(data)):
        every.setdefault(one.text, one)
    return list(every.values())


def intents(data: Path) -> list[Example]:
    """The sentences of every intent, as the engine itself is taught: for who compares with it."""
    kinds = (_load(file) | {"slug": file.stem} for file in sorted(data.glob(KINDS)))
    return [
        *_topics(data),
        *(
            Example(text, kind.get("intent", f"report_{kind['slug']}"))
            for kind in kinds
            for text in _sentences(kind["examples"])
        ),
    ]


def _topics(data: Path) -> Iterator[Example]:
    for file in sorted(data.glob("*/nlu/*.yml")):
        for part in _load(file)["nlu"]:
            yield from (Example(text, part["intent"]) for text in _sentences(part["examples"]))


def _kinds(data: Path) -> Iterator[Example]:
    for file in sorted(data.glob(KINDS)):
        for text in _sentences(_load(file)["examples"]):
            yield Example(text, f"report_{file.stem}")


def _messages(data: Path) -> Iterator[Example]:
    for file in sorted(data.glob("emergencies/messages/*.yml")):
        for part in _load(file)["says"]:
            label = part.get("words") or part["intent"]
            yield from (Example(text, label) for text in _sentences(part["examples"]))


def _sentences(block: str) -> Iterator[str]:
    for line in block.splitlines():
        if line.strip().startswith("- "):
            yield line.strip().removeprefix("- ").strip()


def _load(file: Path) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return content
