"""Notices danger in what a resident writes, and finds the words that keep them safe.

Plain rules over data/emergencies: no model, no network, no clock. They run on every message before
anything else does, so that help is offered even when the rest of the service is down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from actions.emergencies.reading import END, words_of
from actions.emergencies.rules import responses, rules
from integrations.council import Council

# How far on either side of a sign a word may stand that takes its meaning away.
AROUND = 12
MASKED = ""
UNDERSTOOD = "understood by the model"


@dataclass(frozen=True)
class Emergency:
    """What was noticed, and who must know."""

    kind: str
    response: str
    team: str
    sign: str
    priority: str = "urgent"
    reason: str = "emergency"


def check(text: str) -> Emergency | None:
    """Looks for danger in one message.

    Args:
        text: the resident's words as they came.

    Returns:
        The most pressing emergency, or None. Signs are tried in the order of the data files, the
        ones that need help within minutes first.
    """
    known = rules()
    words = words_of(text, known.spelling)
    for _, start, end in list(known.harmless.places(words)):
        words[start:end] = [MASKED] * (end - start)
    for number, start, end in known.said.places(words):
        sign = known.signs[number]
        if not any(sign.unless.places(_around(words, start, end))):
            return _emergency(sign.kind, sign.response, sign.name, text)
    return None


def understood(kind: str, text: str) -> Emergency:
    """The emergency of a kind that the model heard in a message where the plain rules saw none."""
    return _emergency(kind, kind, UNDERSTOOD, text)


def words(case: Emergency | str, council: Council) -> str:
    """The safe words for an emergency, for its named response, or for a kind in general."""
    name = case.response if isinstance(case, Emergency) else case
    return responses()[name].text.format(council=council, **council.contacts)


def _emergency(kind: str, response: str, sign: str, text: str) -> Emergency:
    if any(rules().young.places(words_of(text, rules().spelling))):
        response = responses()[response].young or response
    return Emergency(kind, response, responses()[response].team, sign)


def _around(words: Sequence[str], start: int, end: int) -> Sequence[str]:
    """The words near a sign, in its own sentence."""
    first, last = start, end
    while first > max(0, start - AROUND) and words[first - 1] != END:
        first -= 1
    while last < min(len(words), end + AROUND) and words[last] != END:
        last += 1
    return words[first:last]
