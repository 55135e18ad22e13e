"""Which of the choices just offered a text means: its number, its words, or nearly its words.

A number belongs to the newest list and goes with it. What is no answer to the list is left to the
assistant, as it was written.
"""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.conversation.phone_words import PhoneWords, plain
from integrations.store.models import Items

ALIKE = 88.0
SHORTEST = 4


@dataclass(frozen=True)
class Meant:
    """The id of a choice, or `person` for the 0 under every list."""

    choice: str | None = None
    person: bool = False


def meant(words: PhoneWords, text: str, choices: Items) -> Meant | None:
    number = words.number(text)
    if number is not None and 1 <= number <= len(choices):
        return Meant(choices[number - 1]["id"])
    if number == 0:
        return Meant(person=True)
    said = plain(text)
    labels = [(plain(one["label"]), one["id"]) for one in choices]
    same = [
        one
        for at, (label, one) in enumerate(labels, 1)
        if said in (label, f"{at} {label}", f"{at}{label}")
    ]
    if len(same) == 1:
        return Meant(same[0])
    return _near(said, labels)


def _near(said: str, labels: list[tuple[str, str]]) -> Meant | None:
    """A slip of the thumb; never between names that differ in their numbers."""
    if len(said) < SHORTEST or any(letter.isdecimal() for letter in said):
        return None
    close = [
        one for label, one in labels if len(label) >= SHORTEST and fuzz.ratio(said, label) >= ALIKE
    ]
    return Meant(close[0]) if len(close) == 1 else None
