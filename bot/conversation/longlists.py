"""A list of choices too long for one message of a phone: pages, and "more" for the next.

Every page knows the whole list: a choice keeps its id and its number, so what was read on an
earlier page can still be chosen. `away` marks what a page does not show, as earlier or later.
"""

from dataclasses import replace
from typing import Any

from integrations.store.messages import ASSISTANT, NewMessage
from integrations.store.models import Items, Message

MORE = "more"
"""The id of the row that asks for the next page, and the kind of a message that does."""
ROWS = 10  # of one WhatsApp list; with more of them one row is MORE
LETTERS = 840  # of one text's 918, for the question and its list
LEAST = 240  # of them for the list, however long the question
NUMBER = 4  # letters that a number and its line take
EARLIER, LATER = "earlier", "later"


def posted(new: NewMessage) -> NewMessage:
    """A message for a phone, with the first page of a list that is too long for it."""
    choices = new.choices or []
    if is_paged(choices) or fitting(choices, new.text) == len(choices):
        return new
    return replace(new, choices=page(choices, 0, new.text))


def page(choices: Items, start: int, question: str = "") -> Items:
    end = start + fitting(choices[start:], question)
    bare = [{key: told for key, told in one.items() if key != "away"} for one in choices]
    return [
        *({**one, "away": EARLIER} for one in bare[:start]),
        *bare[start:end],
        *({**one, "away": LATER} for one in bare[end:]),
    ]


def fitting(choices: Items, question: str) -> int:
    """How many of them one message shows under its question; one at least, where there is one."""
    most = len(choices) if len(choices) <= ROWS else ROWS - 1
    room = max(LETTERS - len(question), LEAST)
    for at, one in enumerate(choices[:most]):
        room -= len(one["label"]) + NUMBER
        if room < 0:
            return max(at, 1)
    return most


def shown(choices: Items) -> list[tuple[int, dict[str, Any]]]:
    """What this page shows, each with its number in the whole list."""
    return [(at, one) for at, one in enumerate(choices, 1) if "away" not in one]


def is_paged(choices: Items) -> bool:
    return any("away" in one for one in choices)


def has_more(choices: Items) -> bool:
    return any(one.get("away") == LATER for one in choices)


def following(question: Message) -> NewMessage:
    """The next page of a list that has pages, and after the last one the first."""
    choices = question.choices or []
    start = shown(choices)[-1][0] if has_more(choices) else 0
    text = "".join(question.text.strip().splitlines()[-1:])
    return NewMessage(
        sender=ASSISTANT,
        text=text,
        choices=page(choices, start, text),
        turn_id=question.turn_id,
    )
