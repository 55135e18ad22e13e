"""How somebody can be reached, in a resident's own words."""

import re
from collections.abc import Sequence

from actions.mentions import Heard

FEW_WORDS = 3
EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?:\+44|\b0)[\d\s-]{8,14}\d\b")


def reached_in(text: str) -> tuple[dict[str, str], str]:
    """The e-mail address and phone number in a text (`email`, `phone`), and the text without."""
    found: dict[str, str] = {}
    if email := EMAIL.search(text):
        found["email"] = email[0].strip(".")
    if phone := PHONE.search(text):
        found["phone"] = re.sub(r"[^\d+]", "", phone[0])
    return found, PHONE.sub(" ", EMAIL.sub(" ", text))


def is_bare_yes(said: Heard) -> bool:
    """Whether "whom shall we answer?" got a yes and nobody to answer."""
    return said.intent == "affirm" and len(said.text.split()) <= FEW_WORDS


def named(words: Sequence[str]) -> dict[str, str]:
    """A name of one word or more, as Open311 wants it: `first_name`, `last_name`."""
    first, *others = words
    return {"first_name": first, **({"last_name": " ".join(others)} if others else {})}
