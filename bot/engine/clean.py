"""Makes a resident's text safe for the engine: plain, short enough, and never a command."""

import re
import unicodedata

LONGEST_TEXT = 1_000
MOST_WORDS = 200
KEPT_CONTROLS = "\n\t"
NOTHING_LEFT = "?"
NAME = re.compile(r"[\w.:-]{1,200}", re.ASCII)  # of a conversation or a turn, in any database


class TooLong(Exception):
    """More than the engine reads in one turn; the road shortens messages before it sends them."""


def text(said: str) -> str:
    """The text as the engine reads it.

    Raises:
        TooLong: over 1,000 characters or 200 words.
    """
    if len(said) > LONGEST_TEXT or len(said.split()) > MOST_WORDS:
        raise TooLong
    whole = said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    plain = "".join(filter(_visible, unicodedata.normalize("NFKC", whole)))
    return plain.strip().lstrip("/ \n\t")[:LONGEST_TEXT] or NOTHING_LEFT


def _visible(character: str) -> bool:
    return character in KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
