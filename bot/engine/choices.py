"""What we offered last, which of it a resident means, and the words that a choice settles."""

import re
from collections.abc import Mapping
from typing import Any

from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine.nlu.subject import PLACE_IN_LIST

WORD = re.compile(r"\w+")
UNSURE, PERHAPS = "unsure", "perhaps"
OTHER, NOTHING_MORE = "something_else", "nothing_more"
NEITHER = (f"/{OTHER}", f"/{NOTHING_MORE}")
PLACES = {"first": 1, "top": 1, "second": 2, "middle": 2, "third": 3, "fourth": 4, "last": 0}
FILLING = frozenset(WORD.findall(
    "a about an for i id im is it its like mean meant my ok one option please pls s ta thanks that"
    " the think to want yeah yep yes"
))  # fmt: skip
LONGEST_PICK = 6
NONE = frozenset({"neither", "none", "no", "nope", "nah"})
YES = frozenset({"yes", "yeah", "yep", "yeh", "ya", "aye", "ok"})


def offered(
    tracker: DialogueStateTracker, question: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """The choices of the last thing that was said, when it had any."""
    if question:
        return list(question.get("offered") or [])
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered):
            return (event.data or {}).get("buttons") or []
    return []


def pressed(found: list[dict[str, Any]], text: str) -> str | None:
    """The payload of the choice a resident wrote: as good as pressing it.

    Its very words always count; its number, or words of its name alone, only when the question was
    which of several things is meant. The questions of a form read such answers themselves.
    """
    said = WORD.findall(text.lower())
    for button in found:
        if said and said == WORD.findall(str(button.get("title")).lower()):
            return str(button.get("payload"))
    if not clarifies(found):
        return None
    things = [one for one in found if one.get("payload") not in NEITHER]
    if NONE & set(said) and len(said) <= LONGEST_PICK:
        return next(str(one["payload"]) for one in found if one not in things)
    if len(things) == 1 and YES & set(said) and set(said) <= FILLING | YES:
        return str(things[0].get("payload"))
    meant = _by_place(text, found) or _by_words(said, found)
    return str(meant.get("payload")) if meant else None


def clarifies(found: list[dict[str, Any]]) -> bool:
    """Whether the question was which of several things is meant."""
    return any(button.get("payload") in NEITHER for button in found)


def settled(
    tracker: DialogueStateTracker, found: list[dict[str, Any]], payload: str
) -> UserUttered | None:
    """The message that was not understood, when a choice now says what it meant."""
    named = [button.get("payload") for button in found]
    if not clarifies(found) or payload not in named or payload in NEITHER:
        return None
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            return event if event.intent_name in (UNSURE, PERHAPS) else None
    return None


def _by_place(text: str, found: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not PLACE_IN_LIST.match(text):
        return None
    said = WORD.findall(text.lower())
    for word in said:
        at = int(word) if word.isdecimal() else PLACES.get(word)
        if at is not None and at <= len(found):
            # The last thing is the last that was named, before "something else".
            things = [one for one in found if one.get("payload") not in NEITHER]
            return found[at - 1] if at else things[-1]
    return None


def _by_words(said: list[str], found: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The one choice whose name has every telling word that was said."""
    telling = {word for word in said if word not in FILLING}
    if not telling or len(said) > LONGEST_PICK:
        return None
    fits = [one for one in found if telling <= _words_of(one)]
    return fits[0] if len(fits) == 1 else None


def _words_of(button: dict[str, Any]) -> set[str]:
    words = set(WORD.findall(str(button.get("title")).lower()))
    return words | {word.removesuffix("s") for word in words} | {f"{word}s" for word in words}
