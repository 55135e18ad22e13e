"""The second of two requests may be at the place of the first: "and a hole by the gate there".

Imports nothing of Rasa.
"""

import re

from bot.engine.nlu.place_words import places

THERE = re.compile(
    r"\bthere\b(?!['\N{RIGHT SINGLE QUOTATION MARK}]?s\b|\s+(?:is|are|was|were|has|have|s)\b)"
    r"|\bsame (?:place|spot|street|road|address|house)\b"
    r"|\b(?:outside|near|by) (?:it|hers|his|theirs|ours|mine)\b",
    re.I,
)


def with_its_place(second: str, first: str) -> str:
    """The second request with the place of the first behind it, where it points to it."""
    if not THERE.search(second) or any(one.kind != "house_number" for one in places(second)):
        return second
    found = places(first)
    if all(one.kind == "house_number" for one in found):
        return second
    return f"{second} ({' '.join(one.value for one in found)})"
