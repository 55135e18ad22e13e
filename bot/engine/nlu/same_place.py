"""The second of two requests may be at the place of the first: "and a hole by the gate there".

Imports nothing of Rasa.
"""

import re

from bot.engine.nlu.place_words import places

SPOT = (
    r"(?:place|spot|street|road|lane|avenue|close|drive|crescent|address|house|home|building|block"
    r"|flats?|corner|junction|estate|alley|ginnel|car park|park|bus stop|shops?|end)"
)
THERE = re.compile(
    # "the gate there"; not "there is a hole", "is there a bus", "hi there".
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bhi )(?<!\bhey )(?<!\bhello )(?<!\byou )"
    r"\bthere\b(?!['\N{RIGHT SINGLE QUOTATION MARK}]?s\b"
    r"|\s+(?:is|are|was|were|has|have|isn|aren|seems?|used|must|s)\b)"
    rf"|\b(?:the |that |this )?(?:very )?same (?:\w+ )?{SPOT}\b"
    rf"|\b(?:at|on|outside|near|by|in|to|behind|opposite) that (?:same )?{SPOT}\b"
    r"|\b(?:outside|near|by|next to|beside|behind|opposite|in front of)"
    r" (?:it|hers|his|theirs|ours|mine)\b",
    re.I,
)


def with_their_places(texts: list[str]) -> list[str]:
    """Some requests of one message, in their order: each that points to a place has it beside the
    words that point to it, from the nearest request before it that names one."""
    known, found = "", []
    for text in texts:
        names = _named(text)
        said = text if names or not known else THERE.sub(rf"\g<0> ({known})", text, count=1)
        known = names or known
        found.append(said)
    return found


def _named(text: str) -> str:
    """The place a request names, unless that is a house number alone."""
    found = places(text)
    if all(one.kind == "house_number" for one in found):
        return ""
    return " ".join(one.value for one in found)
