"""When a person takes over: whose queue it is, and what the road is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.topics import ANYONE, Topic


@dataclass(frozen=True)
class Handover:
    """What the road needs to move a conversation to the queue."""

    reason: str
    team: str
    topic: str
    priority: str = "normal"
    summary: str = ""

    def message(self) -> dict[str, Any]:
        """The reply the road reads; residents never see it."""
        return {"handover": dict(vars(self))}


def whose(topics: Mapping[str, Topic], intent: str, team: str | None, about: str | None,
          kind: Mapping[str, str] | None, form: str,
          need: str | None = None) -> tuple[str, str]:  # fmt: skip
    """The team and the topic of a hand-over.

    A report in hand goes to its own team; another task in hand is the topic; else the one that came
    up before; else anyone. `need` is what help was looked for.
    """
    if kind:
        return kind["team"], kind["intent"]
    if form == "bins_form":
        return "waste", "check_bin_day"
    about = {"complaint_form": "complaint", "find_help_form": need}.get(form) or about
    if team:
        return team, about or intent
    return ANYONE, about or intent
