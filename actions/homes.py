"""What an answer to "what is your postcode and house number?" names."""

from dataclasses import replace

from actions.choices import unsure
from actions.mentions import Heard, Mention, leftover

LONGEST_NAME = 4
"""More words than this are no house's or street's name."""


def as_said(said: Heard, earlier: Mention, about_it: bool = False) -> Mention:
    """A number or a house's name where the street is known, else a street.

    Args:
        said: the message.
        earlier: what was said of the address before.
        about_it: the message speaks of the matter, so that its words need not be a street.
    """
    mention = said.mention
    if mention.street or said.intent in ("affirm", "deny"):
        return mention
    left = leftover(said.text, mention)
    tells_more = len(left.split()) > LONGEST_NAME or unsure(said.text)
    if not left or tells_more or (about_it and not mention):
        return mention
    if (earlier.street or earlier.postcode) and not mention.number and not mention.postcode:
        return replace(mention, number=left, words=said.text)
    return replace(mention, street=(left,), words=said.text)
