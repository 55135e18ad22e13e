"""While a question is open: is a message its answer, or a change of subject?

Imports nothing of Rasa. A question takes free words, so almost anything may be its answer; only
what is clearly another matter interrupts it. Asking for a person, or to stop, needs least belief.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

ANSWER = "inform"
FRAGMENT = 3
LONGEST_PICK = 8
WORD = re.compile(r"\w+")
ALWAYS_KEPT = ("affirm", "deny", "choose", ANSWER)
YES_OR_NO = ("affirm", "deny")
WHERE = ("street", "house_number", "postcode")
BESIDE_A_PLACE = frozenset({"at", "by", "near", "on", "outside", "number", "no", "stockport"})

ASKS = re.compile(
    r"\?|^\W*(?:(?:and|but|ok|okay|so|oh|well|actually|right|no|nah|um|er|erm|just|quick question"
    r"|never ?mind|hang on|wait|sorry|hi|hello)\W+)*"
    r"(?:what|when|where|who|why|how|which|can|could|do|does|did|is|are|will|would|should)\b"
    r"|\b(?:i need|i want|i'?d like|i would like|i have to|before i forget|by the way|btw"
    r"|another thing|one more thing|quick question|never ?mind that|while i'?m here|also|as well"
    r"|tell me|need to know"
    r"|(?:can|could) (?:you|i|u|we|someone|somebody|anyone|they)|do (?:you|i)|forget that)\b",
    re.I,
)
THANKS = re.compile(
    r"^\W*(?:(?:ta|thanks|thank (?:you|u|yous)|thx|tnx|ty|cheers|much appreciated|nice one|ok|okay"
    r"|okey dokey|great|lovely|brilliant|brill|perfect|fab|cool|alright|right|good)\b"
    r"(?:\s+(?:very much|ever so much|so much|a lot|a bunch|for (?:that|this|your help|telling me)"
    r"|love|mate|duck|pal|cock|chuck|then|stuff))*"
    r"(?!['\N{RIGHT SINGLE QUOTATION MARK}\w])[\s,.!;:-]*)+",
    re.I,
)
FEWEST_AFTER = 3
ADDS = re.compile(r"\b(?:also|as well)\b", re.I)
ANOTHER = re.compile(
    r"\b(?:another|also|as well|second one|too|different|separate(?:ly)?|oh and|by the way|btw)\b",
    re.I,
)
PLACE_IN_LIST = re.compile(
    r"^\W*(?:the\s+|number\s+|option\s+)?(?:first|second|third|fourth|fifth|sixth|last|other"
    r"|top|bottom|middle|\d)(?:\s+(?:one|of those))?\W*(?:please|pls|thanks|ta)?\W*$",
    re.I,
)


@dataclass(frozen=True)
class Rules:
    """What may interrupt a question (`report_*` is every report), and how sure it must be.

    `only_asked` interrupts where something is asked or announced; words that merely speak of it
    ("by the library") do not. `only_with` interrupts where a message holds words of its own.
    """

    at_once: Collection[str] = ()
    others: Collection[str] = ()
    small_talk: Collection[str] = ()
    for_slot: Mapping[str, Collection[str]] = field(default_factory=dict)
    sure_answers: Mapping[str, str] = field(default_factory=dict)
    families: Collection[Collection[str]] = ()
    optional: Collection[str] = ()
    never_an_answer: Collection[str] = ()
    only_asked: Collection[str] = ()
    only_with: Mapping[str, str] = field(default_factory=dict)
    when_at_once: float = 0.55
    when_asked: float = 0.6
    when_told: float = 0.9
    when_small: float = 0.8


@dataclass(frozen=True)
class Question:
    """The question that is open: its slot, the intent that led to it, the choices it offered."""

    slot: str
    started_by: str | None = None
    offered: Sequence[str] = ()


def after_thanks(text: str) -> str:
    """What a message says after it begins with thanks or ok: "ta. is the library open"; the whole
    of it when too little follows."""
    opening = THANKS.match(text)
    rest = text[opening.end() :] if opening else ""
    return rest if len(rest.split()) >= FEWEST_AFTER else text


def changes_subject(
    text: str,
    intent: str,
    confidence: float,
    question: Question,
    rules: Rules,
    elsewhere: float = 0.0,
) -> bool:
    """Whether a message is about something else than the open question.

    Args:
        text: what the resident wrote.
        intent: what it seems to mean.
        confidence: how sure that is.
        question: the open question; saying more about what led to it is an answer.
        rules: what may interrupt.
        elsewhere: how sure it is that some other matter is asked about, whichever.
    """
    text = after_thanks(text)
    sure = rules.sure_answers.get(question.slot)
    if sure and re.search(sure, text, re.I) and not _among(intent, rules.never_an_answer):
        return False
    if intent in rules.only_with and not re.search(rules.only_with[intent], text, re.I):
        return False
    if _among(intent, rules.at_once):
        return confidence >= rules.when_at_once
    if _among(intent, rules.small_talk):
        return is_fragment(text) and confidence >= rules.when_small
    if not _among(intent, rules.for_slot.get(question.slot, rules.others)):
        return False
    if intent == question.started_by and not ANOTHER.search(text):
        return False
    return _interrupts(text, intent, confidence, question, rules, elsewhere)


def _interrupts(
    text: str,
    intent: str,
    confidence: float,
    question: Question,
    rules: Rules,
    elsewhere: float,
) -> bool:
    """Whether what may interrupt does: it is asked about, announced, or told for sure."""
    if _related(intent, question.started_by, rules) and not ASKS.search(ADDS.sub("", text)):
        return bool(ANOTHER.search(text)) and confidence >= rules.when_told
    if question.slot in rules.optional and not is_fragment(text):
        return confidence >= rules.when_asked
    if ASKS.search(text):
        others = 0.0 if ADDS.search(text) and "?" not in text else elsewhere
        return max(confidence, others) >= rules.when_asked
    if _among(intent, rules.only_asked) or is_fragment(text) or picks(text, question.offered):
        return False
    return confidence >= rules.when_told


def speaks_of(text: str, intent: Mapping[str, Any], numbered: Mapping[str, Any]) -> str | None:
    """The intent of a message that names one of our own numbers; None where it names none, or
    surely means something else with it.

    Args:
        text: what the resident wrote, with no question open.
        intent: what it seems to mean, and how sure that is.
        numbered: config.yml's `pattern`, `intent`, and the intents it is left `to` when sure.
    """
    if not numbered or not re.search(numbered["pattern"], text, re.I):
        return None
    sure = (intent.get("confidence") or 0.0) >= numbered["sure"]
    if sure and _among(intent.get("name") or "", numbered["to"]):
        return None
    return str(numbered["intent"])


def names_only_a_place(text: str, entities: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a message is a street or a postcode and nothing else: it asks for nothing yet."""
    spans = [one for one in entities if one["entity"] in WHERE]
    if not any(one["entity"] != "house_number" for one in spans):
        return False
    rest = list(text)
    for one in spans:
        rest[one["start"] : one["end"]] = " " * (one["end"] - one["start"])
    return not set(WORD.findall("".join(rest).lower())) - BESIDE_A_PLACE


def elsewhere(ranking: Sequence[Mapping[str, Any]], question: Question, rules: Rules) -> float:
    """The chance that a message is about any matter that may interrupt this question."""
    may = rules.for_slot.get(question.slot, rules.others)
    return sum(
        float(one["confidence"])
        for one in ranking
        if _among(str(one["name"]), may) and one["name"] != question.started_by
    )


def names_a_choice(text: str, intent: str, question: Question) -> bool:
    """Whether what looks like yes or no is the name or the place of a choice: "something else",
    "the second". Where yes and no are themselves on offer, they mean that."""
    if intent not in YES_OR_NO or not question.offered:
        return False
    if any(WORD.findall(one.lower())[:1] in (["yes"], ["no"]) for one in question.offered):
        return False
    return bool(PLACE_IN_LIST.match(text)) or picks(text, question.offered)


def is_fragment(text: str) -> bool:
    """Whether a message is too short to open another matter: "furniture" answers "what is it?"."""
    return len(text.split()) <= FRAGMENT


def picks(text: str, offered: Sequence[str]) -> bool:
    """Whether a short message names one of the choices that were offered, or part of one."""
    said = set(WORD.findall(text.lower()))
    if len(said) > LONGEST_PICK:
        return False
    return any(said & {word for word in WORD.findall(one.lower()) if len(word) > 2}
               for one in offered)  # fmt: skip


def _related(intent: str, other: str | None, rules: Rules) -> bool:
    """Whether two matters are so near that words about the one may tell more of the other."""
    return other is not None and any(
        _among(intent, family) and _among(other, family) for family in rules.families
    )


def _among(intent: str, names: Collection[str]) -> bool:
    return any(fnmatchcase(intent, name) for name in names)
