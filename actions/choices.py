"""Which of the things we offered a resident means."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from actions.mentions import words_of

ALONE = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6"}
SMALL = {"a", "an", "the", "or", "and", "of", "on", "in", "is", "it", "to", "its", "than", "like",
         "about"}  # fmt: skip
LIKE = 0.8
MOST_OF_IT = 0.9
UNSURE = ("dunno", "unsure", "not sure", "no idea", "dont know", "do not know", "no clue", "idk")
# Where the answer ends and the reason for it begins: "inside, I can't lift it".
REASON = re.compile(r"[,.;!?\n]|\b(?:because|cos|cause|coz|as|but|i|i'?m|we)\b", re.IGNORECASE)
DENIES = {"not", "no", "never", "isnt", "arent", "wont", "dont", "cant", "neither", "nor"}


def option_meant(words: str, options: Sequence[tuple[str, str]]) -> str | None:
    """The key of the option a resident's words mean: its number, its name, or part of its name.

    Args:
        words: what the resident wrote.
        options: keys and names, in the order they were shown.

    Returns:
        The key, or None when none, or more than one, fits.
    """
    said = words_of(words)
    number = "".join(word for word in said if word not in ("number", "option"))
    number = next((ORDINALS[word] for word in said if word in ORDINALS), ALONE.get(number, number))
    if number.isdigit() and 1 <= int(number) <= len(options):
        return options[int(number) - 1][0]
    return _named(said, options) or _named_first(words, options)


def _named_first(words: str, options: Sequence[tuple[str, str]]) -> str | None:
    """The option that an answer begins with, where a reason for it follows."""
    first = words_of(REASON.split(words.strip(), maxsplit=1)[0])
    return None if not first or DENIES & set(first) else _named(first, options)


def _named(said: list[str], options: Sequence[tuple[str, str]]) -> str | None:
    scores = sorted(((_likeness(said, words_of(name)), key) for key, name in options), reverse=True)
    if not scores or scores[0][0] < LIKE:
        return None
    if len(scores) > 1 and scores[1][0] == scores[0][0]:
        return None
    return scores[0][1]


def unsure(words: str) -> bool:
    """Whether a resident says that they do not know."""
    said = " ".join(words_of(words))
    return any(one in said for one in UNSURE)


def strong(words: list[str]) -> list[str]:
    """The words that carry a name."""
    return [word for word in words if word not in SMALL]


def _likeness(said: list[str], name: list[str]) -> float:
    telling = strong(name)
    if said == name or (telling and set(telling) <= set(said)):
        return 1 + len(telling) / 100
    shared = set(said) & set(telling)
    if shared and len(said) <= len(name) + 2:
        return MOST_OF_IT + len(shared) / 1000
    return SequenceMatcher(None, " ".join(said), " ".join(name)).ratio()
