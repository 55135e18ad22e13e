"""What a resident may mean: the name each intent goes by, and whose team's it is."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

TOPICS = Path("data/conversation/topics.yml")
KINDS = Path("data/report/kinds")
ANYONE = "contact_centre"


@dataclass(frozen=True)
class Topic:
    """One thing a resident may mean."""

    intent: str
    name: str
    team: str

    @property
    def title(self) -> str:
        """The name as it begins a button."""
        return self.name[:1].upper() + self.name[1:]


@cache
def load_topics() -> dict[str, Topic]:
    """Every topic by its intent; the kinds of report bring their own.

    Where several kinds share an intent, the one that `covers` them all names it.
    """
    listed = yaml.safe_load(TOPICS.read_text(encoding="utf-8"))["topics"]
    topics = {intent: Topic(intent, **facts) for intent, facts in listed.items()}
    for path in sorted(KINDS.glob("*.yml")):
        kind = yaml.safe_load(path.read_text(encoding="utf-8"))
        intent = kind.get("intent", f"report_{path.stem}")
        topic = Topic(intent, kind.get("covers", kind["name"]), kind.get("team", "environment"))
        if "covers" in kind or intent not in topics:
            topics[intent] = topic
    return topics
