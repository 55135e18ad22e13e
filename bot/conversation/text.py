"""Makes a resident's text safe to store and to send on, and changes nothing a reader would miss."""

import re
import unicodedata

LONGEST = 1_000
MOST_WORDS = 200
MOST_MARKS = 4

# Hidden letters that can carry a message a person does not see (Unicode "Tags" block).
TAGS = range(0xE0000, 0xE0080)
KEPT = "\n\t"


def clean(text: str) -> str:
    """Control characters go, lone surrogates become the replacement character, and no letter keeps
    more accents than any language has."""
    kept: list[str] = []
    marks = 0
    for letter in text.replace("\r\n", "\n").replace("\r", "\n"):
        category = unicodedata.category(letter)
        marks = marks + 1 if category in ("Mn", "Me") else 0
        if category == "Cs":
            kept.append("\ufffd")
        elif (category == "Cc" and letter not in KEPT) or ord(letter) in TAGS:
            continue
        elif marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept).strip()


def is_empty(text: str) -> bool:
    """Nothing that can be seen: spaces, joiners and marks only."""
    return all(unicodedata.category(letter)[0] in "CZM" for letter in text)


def is_long(text: str) -> bool:
    return len(text) > LONGEST or len(text.split()) > MOST_WORDS


def first_part(text: str) -> str:
    """As much as the engine reads: 1,000 characters and 200 words, ending with a whole word."""
    words = list(re.finditer(r"\S+", text))
    if len(words) > MOST_WORDS:
        text = text[: words[MOST_WORDS - 1].end()]
    if len(text) > LONGEST:
        cut = text[: LONGEST + 1].rsplit(None, 1)[0]
        text = cut if cut else text
    return text[:LONGEST].strip()
