"""While a question is open: is a message its answer, or a change of subject?

Imports nothing of Rasa. A question takes free words, so almost anything may be its answer; only
what is clearly another matter interrupts it. Asking for a person, or to stop, needs least belief.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

ANSWER = "inform"
FRAGMENT = 3
LONGEST_PICK = 8
WORD = re.compile(r"\w+")
ALWAYS_KEPT = ("affirm", "deny", "choose", ANSWER)

ASKS = re.compile(
    r"\?|^\W*(?:(?:and|but|ok|okay|so|oh|well|hang on|wait|sorry|hi|hello)\W+)*"
    r"(?:what|when|where|who|why|how|which|can|could|do|does|did|is|are|will|would|should)\b"
    r"|\b(?:i need|i want|i'?d like|i would like|i have to|before i forget|by the way|btw"
    r"|another thing|one more thing|while i'?m here|also|as well|can (?:you|i|u)|could (?:you|i|u)"
    r"|tell me|need to know|do (?:you|i)|forget that)\b",
    re.I,
)
ANOTHER = re.compile(r"\b(?:another|also|as well|second one|too|different)\b", re.I)


@dataclass(frozen=True)
class Rules:
    """What may interrupt a question (`report_*` is every report), and how sure it must be."""

    at_once: Collection[str] = ()
    others: Collection[str] = ()
    small_talk: Collection[str] = ()
    for_slot: Mapping[str, Collection[str]] = field(default_factory=dict)
    when_at_once: float = 0.5
    when_asked: float = 0.6
    when_told: float = 0.9
    when_small: float = 0.8


@dataclass(frozen=True)
class Question:
    """The question that is open: its slot, the intent that led to it, the choices it offered."""

    slot: str
    started_by: str | None = None
    offered: Sequence[str] = ()


def changes_subject(
    text: str, intent: str, confidence: float, question: Question, rules: Rules
) -> bool:
    """Whether a message is about something else than the open question.

    Args:
        text: what the resident wrote.
        intent: what it seems to mean.
        confidence: how sure that is.
        question: the open question; saying more about what led to it is an answer.
        rules: what may interrupt.
    """
    if _among(intent, rules.at_once):
        return confidence >= rules.when_at_once
    if _among(intent, rules.small_talk):
        return is_fragment(text) and confidence >= rules.when_small
    if not _among(intent, rules.for_slot.get(question.slot, rules.others)):
        return False
    if intent == question.started_by and not ANOTHER.search(text):
        return False
    if ASKS.search(text):
        return confidence >= rules.when_asked
    if is_fragment(text) or picks(text, question.offered):
        return False
    return confidence >= rules.when_told


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


def _among(intent: str, names: Collection[str]) -> bool:
    return any(fnmatchcase(intent, name) for name in names)
