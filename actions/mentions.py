"""What a resident has said about where something is, and when two names are the same name."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any

FULL = {
    f"{verb}nt": f"{verb} not"
    for verb in ("does", "do", "is", "was", "are", "did", "has", "wo", "ca")
}
AROUND_A_PLACE = frozenset({
    "a", "ah", "am", "and", "at", "by", "em", "er", "erm", "hi", "i", "im", "in", "is", "it",
    "its", "just", "near", "no", "number", "of", "ok", "on", "outside", "sorry", "thats",
    "think", "um", "we", "well", "yeah", "yes",
})  # fmt: skip
THEIR_OWN = re.compile(
    r"^(?:(?:right|just|outside|near|by|at|in|on|opposite|behind|next to|in front of|the)\s+)*"
    r"(?:my|mine|me|us|here|home|where (?:i|we) live|our (?:own )?(?:block|close|door|drive|estate"
    r"|flats?|garden|gate|home|house|lane|place|road|street))\b",
    re.I,
)
ALIKE = 0.84
"""How alike two street names must be, letter by letter: one slip in a short name."""
SHORT = {
    "rd": "road", "st": "street", "ln": "lane", "la": "lane", "ave": "avenue", "av": "avenue",
    "dr": "drive", "cl": "close", "ct": "court", "cres": "crescent", "gr": "grove", "pl": "place",
    "sq": "square", "terr": "terrace", "gdns": "gardens", "pk": "park", "saint": "st",
}  # fmt: skip


@dataclass(frozen=True)
class Mention:
    """What a resident has said so far about where something is."""

    street: tuple[str, ...] = ()
    number: str | None = None
    postcode: str | None = None
    words: str = ""
    pin: tuple[float, float] | None = None

    def __bool__(self) -> bool:
        return bool(self.street or self.number or self.postcode or self.pin)

    def over(self, earlier: "Mention") -> "Mention":
        """These words on top of what was said before: what is new wins, the rest stays."""
        return Mention(
            street=self.street or earlier.street,
            number=self.number or earlier.number,
            postcode=self.postcode or earlier.postcode,
            words=self.words or earlier.words,
            pin=self.pin or (None if self else earlier.pin),
        )

    def as_slot(self) -> dict[str, Any]:
        """What is kept between two messages."""
        return asdict(self)

    @classmethod
    def from_slot(cls, value: dict[str, Any] | None) -> "Mention":
        """What was kept between two messages."""
        if not value:
            return cls()
        pin = value.get("pin")
        return cls(
            **{**value, "street": tuple(value["street"]), "pin": tuple(pin) if pin else None}
        )

    @classmethod
    def from_entities(cls, entities: Iterable[dict[str, Any]], words: str) -> "Mention":
        """What the model's place extractor found in a message."""
        found: dict[str, list[str]] = {"street": [], "house_number": [], "postcode": [], "pin": []}
        for entity in entities:
            found.get(entity["entity"], []).append(str(entity["value"]))
        number, postcode = found["house_number"][:1], found["postcode"][:1]
        lat, _, long = "".join(found["pin"][:1]).partition(",")
        return cls(
            street=tuple(found["street"]),
            number=number[0] if number else None,
            postcode=postcode[0] if postcode else None,
            words=words,
            pin=(float(lat), float(long)) if long else None,
        )


def words_of(name: str) -> list[str]:
    """A name's words, lower case, with the usual short forms written out."""
    cleaned = "".join(
        letter if letter.isalnum() else " " for letter in name.lower().replace("'", "")
    )
    words = [SHORT.get(word, word) for word in cleaned.split()]
    return [part for word in words for part in FULL.get(word, word).split()]


def same_name(said: str, known: str) -> bool:
    """Whether two street names are the same but for a slip of the pen or a short form."""
    one, two = words_of(said), words_of(known)
    if not one or not two:
        return False
    if one == two:
        return True
    if len(one) > len(two):
        one = one[-len(two) :]
    if len(one) != len(two) or (one[-1] != two[-1] and _unlike(one[-1], two[-1])):
        return False
    return SequenceMatcher(None, " ".join(one), " ".join(two)).ratio() >= ALIKE


def _unlike(one: str, two: str) -> bool:
    return SequenceMatcher(None, one, two).ratio() < ALIKE


def is_their_own(said: str) -> bool:
    """Whether a place is told as only whoever lives there knows it: "outside my house"."""
    return THEIR_OWN.match(said.strip()) is not None


def leftover(text: str, mention: Mention) -> str:
    """What an answer to "where is it?" names once numbers, postcodes and small words are taken off.

    "no 7 the paddock" leaves "the paddock": the gazetteer says whether that is a place.
    """
    taken = {*words_of(mention.number or ""), *words_of(mention.postcode or "")}
    compact = (mention.postcode or "").replace(" ", "").lower()
    words = [word for word in text.replace(",", " ").split() if word.lower() != compact]
    left = [word for word in words if not set(words_of(word)) <= taken | AROUND_A_PLACE]
    return " ".join(left) if any(set(words_of(word)) - {"the"} for word in left) else ""


@dataclass(frozen=True)
class Heard:
    """One message as the actions see it: words, what the model took them for, what was pressed.

    `kinds` are the likeliest kinds of its intent, where several share it; `things` is what else it
    names, by kind: parts of the borough and landmarks.
    """

    text: str
    intent: str
    mention: Mention
    option: str | None = None
    kinds: tuple[tuple[str, float], ...] = ()
    things: tuple[tuple[str, str], ...] = ()
