"""What the ear for danger learns from: our own messages, and everything ordinary residents say.

Reads data/emergencies/messages and every topic's examples without Rasa, so that the web process's
own model is trained by the same command as the engine's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

HINTS, LIKE, ORDINARY, EARLY = "hint", "like", "ordinary", "early"
PLAIN = "plain"
"""The kind of a file whose sentences do not even sound like danger."""
MESSAGES = "emergencies/messages/*.yml"
# Intents whose own examples are emergencies, and the row of the table each leads to.
DANGER = {
    "immediate_danger": "immediate_danger",
    "suicide_self_harm": "suicide_self_harm",
    "domestic_abuse": "domestic_abuse",
    "safeguarding_concern": "safeguarding_concern",
}
# Rows that say more than their kind: which of them an intent's own example is, is learnt.
FINER = {
    "safeguarding_concern": ("safeguarding_child", "safeguarding_adult", "safeguarding_self"),
    "immediate_danger": (
        "gas", "carbon_monoxide", "electric", "fire", "collapse", "water", "attack", "medical",
        "rescue", "child_in_danger", "missing_person"),
}  # fmt: skip
# Rows where minutes count or a life may be at its end: these are listened for harder.
LIFE = frozenset(
    {"suicide_self_harm", "suicide_now", "suicide_young", "immediate_danger",
     *FINER["immediate_danger"]})  # fmt: skip
# Among these some are for tonight and some for next month: which is which is learnt.
NEAR = {"housing_homelessness", "food_help", "money_worries"}


@dataclass(frozen=True)
class Example:
    """A message; ``label`` is a row of the table of safe words, or an intent after a slash."""

    text: str
    label: str
    source: str

    @property
    def danger(self) -> bool:
        """Whether it is an emergency."""
        return not self.label.startswith("/")


def read(data: Path) -> list[Example]:
    """Every example, each once."""
    every = {one.text: one for one in (*topics(data), *_messages(data))}
    return list(every.values())


def _messages(data: Path) -> Iterator[Example]:
    for file in sorted(data.glob(MESSAGES)):
        content = _load(file)
        source = ORDINARY if content["kind"] == PLAIN else LIKE
        for part in content["says"]:
            row = part.get("words")
            for text in sentences(part["examples"]):
                if row:
                    yield Example(text, row, HINTS)
                else:
                    yield Example(text, f"/{part['intent']}", source)


def topics(data: Path) -> Iterator[Example]:
    """What every topic's and every kind's own examples say."""
    for file in sorted(data.glob("*/nlu/*.yml")):
        for part in _load(file)["nlu"]:
            yield from _of_intent(part["intent"], part["examples"])
    for file in sorted(data.glob("report/kinds/*.yml")):
        kind = _load(file)
        yield from _of_intent(kind.get("intent", f"report_{file.stem}"), kind["examples"])


def _of_intent(intent: str, block: str) -> Iterator[Example]:
    source = EARLY if intent in NEAR else ORDINARY
    for text in sentences(block):
        if intent in DANGER:
            yield Example(text, DANGER[intent], HINTS)
        else:
            yield Example(text, f"/{intent}", source)


def sentences(block: str) -> Iterator[str]:
    """The sentences of an examples block, one after each dash."""
    for line in block.splitlines():
        if line.strip().startswith("- "):
            yield line.strip().removeprefix("- ").strip()


def _load(file: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), loader)
    return content
