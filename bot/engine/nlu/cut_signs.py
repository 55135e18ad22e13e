"""What the words of a message say for a cut in two: how the second part begins, whether two things
are announced, whether both parts ask for something. Imports nothing of Rasa.
"""

import math
import re
from dataclasses import dataclass

LEAD = re.compile(
    r"^[\s,.;:!?&+–—-]*(?:(?:oh|and|also|plus|but|n|btw|by the way|secondly|separately|then"
    r"|another thing|as well as|while i'?m (?:here|on)|one more thing|on top of that)\b"
    r"[\s,.:;–—-]*)*",
    re.I,
)
# Words that begin a second thing in so many words.
ANNOUNCES = re.compile(
    r"\b(?:also|plus|secondly|separately|by the way|btw|another thing|while i'?m|one more|oh and)"
    r"\b",
    re.I,
)
# "two things", "2 q's", "first ... second", a list that begins with its number.
COUNTED = re.compile(
    r"\b(?:2|two|3|three|few|couple of)\s+(?:\w+\s+)?"
    r"(?:things?|q'?s|questions?|queries|matters?|reports?|issues?|problems?)\b"
    r"|\bfirst(?:ly)?\b.*\bsecond(?:ly)?\b|^\W*1[.):]",
    re.I | re.S,
)
# What begins so is most likely a clause of its own, and not the rest of a list.
CLAUSE = re.compile(
    r"(?:please|pls|plz|hi|hello)?\W*(?:i|i'?m|i'?ve|i'?d|we|we'?re|we'?ve|my|our|me|the|there"
    r"|there'?s|can|could|how'?s|how|what'?s|what|when'?s|when|where|who|why|is|are|do|does|did"
    r"|will|would|someone|somebody|some|need|want|please|send|tell|take|mum|dad|nan|next|no|got"
    r"|any|if|whether)\b",
    re.I,
)
AND = re.compile(r"\b(?:and|n)\b|&|\+", re.I)
# Speaks of what was named before.
POINTS_BACK = re.compile(
    r"(?:it|it's|its|they|they're|he|he's|she|she's|that|that's|this|which|who)\b", re.I
)
DEPENDS = re.compile(
    r"(?:because|cos|so|if|when|while|since|as|until|after|before|now|then)\b", re.I
)
NAMES_ANEW = re.compile(r"(?:the|a|an|my|our|some|someone|somebody|someone's|another)\b", re.I)
REQUEST = re.compile(
    r"\b(?:can|could|would|will) (?:you|u|i|we|someone|somebody)|\bhow (?:do|can|much|long)"
    r"|\b(?:i|we) (?:need|want|wish|would like|have to)|\bi'?d like|\bwhere (?:do|can|is|are)"
    r"|\bwhen (?:do|is|are|will)|\bwho (?:do|can)|\bis there\b|\bdo (?:i|you|we)\b"
    r"|\bthere'?s\b|\bthere (?:is|are)\b|\bplease\b|\bpls\b|\btell me\b|\breport\b",
    re.I,
)


@dataclass(frozen=True)
class Cut:
    """One place where a message may be two."""

    left: str
    right: str
    lead: str
    sentence: bool
    counted: bool = False

    @property
    def signs(self) -> dict[str, float]:
        """What the words at the cut say."""
        return {
            "announced": bool(ANNOUNCES.search(self.lead)),
            "counted": self.counted,
            "sentence": self.sentence,
            "bare": not self.lead and not self.sentence,
            "and": bool(AND.search(self.lead)),
            "clause": bool(CLAUSE.match(self.right)),
            "points back": bool(POINTS_BACK.match(self.right)),
            "depends": bool(DEPENDS.match(self.right)),
            "names anew": bool(NAMES_ANEW.match(self.right)),
            "left asks": bool(REQUEST.search(self.left)),
            "right asks": bool(REQUEST.search(self.right)),
            "questions": ("?" in self.left) + ("?" in self.right),
            "words": math.log(len(self.left.split()) + len(self.right.split())),
        }
