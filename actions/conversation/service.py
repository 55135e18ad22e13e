"""Keeping a conversation on its feet: which of several things is meant, and how often it failed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from actions.topics import Topic

CHOICES = 3
CLARIFY = "action_conversation_clarify"


def choices(ranking: Sequence[Mapping[str, Any]], topics: Mapping[str, Topic]) -> list[Topic]:
    """The three likeliest things a resident may mean, of those we have a name for."""
    named = [topics[str(one["name"])] for one in ranking if one["name"] in topics]
    return [topic for topic in named if topic.intent != "speak_to_human"][:CHOICES]


def misses(events: Iterable[Mapping[str, Any]]) -> int:
    """How many of the resident's messages in a row, up to now, were not understood.

    Args:
        events: the tracker's events, oldest first; the message being answered is the last of them.
    """
    count = 0
    missed = True
    for event in reversed(list(events)):
        if event.get("event") == "action" and event.get("name") == CLARIFY:
            missed = True
        if event.get("event") == "user":
            if not missed:
                break
            count += 1
            missed = False
    return count
