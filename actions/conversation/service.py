"""Keeping a conversation on its feet: which of several things is meant, and how often it failed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import words_of
from actions.reading import lower
from actions.topics import Topic

WORDS = Path("data/conversation/words.yml")
PAGE = Path("data/conversation/page.yml")
CHOICES = 3
CLARIFY = "action_conversation_clarify"
UNSURE, PERHAPS = "unsure", "perhaps"
OTHER, NOTHING_MORE = "something_else", "nothing_more"
WHAT_WE_ARE, CHAT = "bot_challenge", "chitchat"
LIKELY_ENOUGH = 0.05


def choices(ranking: Sequence[Mapping[str, Any]], topics: Mapping[str, Topic]) -> list[Topic]:
    """The three likeliest things a resident may mean, each by a name of its own."""
    named = [topics[str(one["name"])] for one in ranking if one["name"] in topics]
    things: dict[str, Topic] = {}
    for topic in named:
        if topic.intent != "speak_to_human":
            things.setdefault(topic.name, topic)
    return list(things.values())[:CHOICES]


def besides(
    ranking: Sequence[Mapping[str, Any]], taken: str | None, topics: Mapping[str, Topic]
) -> list[Topic]:
    """What a part of a message may ask beside what the message was taken for: whatever is likely
    enough, and in any case the likeliest."""
    others = [one for one in ranking if one["name"] in topics and one["name"] != taken]
    likely = [one for one in others if one["confidence"] >= LIKELY_ENOUGH]
    return choices(likely or others[:1], topics)


def asked_before(events: Iterable[Mapping[str, Any]], likely: Sequence[Topic]) -> bool:
    """Whether these very things have been offered in this conversation already."""
    wanted = {f"/{topic.intent}" for topic in likely}
    for event in events:
        if event.get("event") == "bot":
            found = (event.get("data") or {}).get("buttons") or []
            offered = {str(one.get("payload")) for one in found}
            if f"/{OTHER}" in offered and offered - {f"/{OTHER}"} == wanted:
                return True
    return False


def offered_before(events: Iterable[Mapping[str, Any]], topic: Topic) -> bool:
    """Whether help with this was offered by its name already, whatever else beside it."""
    return any(
        one.get("payload") == f"/{topic.intent}"
        for event in events
        if event.get("event") == "bot"
        for one in (event.get("data") or {}).get("buttons") or []
    )


def misses(events: Iterable[Mapping[str, Any]]) -> int:
    """How many of the resident's messages in a row, up to now, were not understood.

    Saying that none of our choices was meant is no new message: it neither counts nor breaks a row.
    Nor do words of an earlier message that are asked about.

    Args:
        events: the tracker's events, oldest first; the message being answered is the last of them.
    """
    count = 0
    missed = True
    for event in reversed(list(events)):
        if event.get("event") == "action" and event.get("name") == CLARIFY:
            missed = True
        if event.get("event") == "user":
            if _intent(event) == OTHER:
                continue
            if _intent(event) == PERHAPS:
                missed = False
                continue
            if not missed:
                break
            count += 1
            missed = False
    return count


def _intent(event: Mapping[str, Any]) -> str:
    return str(((event.get("parse_data") or {}).get("intent") or {}).get("name") or "")


def means_everything(text: str) -> bool:
    """Whether who stops a task wants nothing of what else was asked either: "cancel both"."""
    said = f" {' '.join(words_of(text))} "
    return any(f" {one} " in said for one in words()["everything"])


def asks_who_reads(text: str) -> bool:
    """Whether a question about us is whether this is kept, and who can read it."""
    plain = lower(text)
    return any(re.search(one, plain) for one in words()["privacy"])


@cache
def kept() -> str:
    """What the chat page says under it of what is kept, and who reads it."""
    page = yaml.safe_load(PAGE.read_text(encoding="utf-8"))
    return str(page["footer"]["privacy_text"])


@cache
def words() -> Mapping[str, Any]:
    """How residents put things to the assistant itself."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))
