"""Notices danger in what a resident writes, and finds the words that keep them safe.

Plain rules over data/emergencies come first: no model, no network, no clock. What the road's own
ear heard (bot/conversation/hearing.py) joins them: sure of danger it counts as much, unsure it
leads to one caring question. Neither needs the engine.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from actions.emergencies import languages, table
from actions.emergencies.rules import Sign, rules
from actions.reading import END, words_of
from integrations.council import Council

# How far on either side of a sign a word may stand that takes its meaning away.
AROUND = 12
MASKED = ""
UNDERSTOOD = "understood by the model"
CONFIRMED = "said so when asked"


@dataclass(frozen=True)
class Emergency:
    """What was noticed, and who must know. With `goes_on` the assistant goes on helping; with a
    `language` it was said in that language."""

    kind: str
    response: str
    team: str
    sign: str
    priority: str = "urgent"
    reason: str = "emergency"
    goes_on: bool = False
    language: str | None = None

    def for_a_child(self) -> "Emergency":
        """The same in words for somebody under 18, and for the team that helps them."""
        name = table.young(self.response)
        row = table.row(name)
        return replace(self, response=name, kind=row.kind, team=row.team, goes_on=row.goes_on)


@dataclass(frozen=True)
class Doubt:
    """What may be an emergency: the resident is asked once."""

    kind: str
    response: str

    def for_a_child(self) -> "Doubt":
        """The question in words for somebody under 18."""
        name = table.young(self.response)
        return Doubt(table.row(name).kind, name)


Case = TypeVar("Case", Emergency, Doubt)


@dataclass(frozen=True)
class Heard:
    """What a model makes of a message: the row of the table, whether it is sure, and other rows
    that may be meant."""

    response: str
    sure: bool
    others: tuple[str, ...] = ()


def check(text: str) -> Emergency | None:
    """Looks for danger in one message by the plain rules alone.

    Args:
        text: the resident's words as they came.

    Returns:
        The most pressing emergency, or None. Signs are tried in the order of the data files, the
        ones that need help within minutes first.
    """
    sign, _ = _look(text)
    if sign:
        return _emergency(sign.response, sign.name, text)
    return _in_another_language(text)


def judge(text: str, heard: Heard | None) -> Emergency | Doubt | None:
    """The plain rules and the road's own ear together.

    A saying, a denial or a past tense that the rules know makes the ear less sure: it may still
    lead to the question, and never to more.
    """
    sign, softened = _look(text)
    if sign:
        return _emergency(sign.response, sign.name, text)
    if foreign := _in_another_language(text):
        return foreign
    if heard is None:
        return None
    response = table.either(heard.response, heard.others)
    if heard.sure and not softened:
        return _emergency(response, UNDERSTOOD, text)
    return doubt(response, text)


def understood(response: str, text: str) -> Emergency:
    """The emergency that the model heard in a message where the plain rules saw none."""
    return _emergency(response, UNDERSTOOD, text)


def confirmed(response: str) -> Emergency:
    """The emergency a resident told us of when asked."""
    return _emergency(response, CONFIRMED, "")


def doubt(response: str, text: str) -> Doubt:
    """The question for a row, in words for a child where a child writes."""
    name = _for_age(response, text)
    return Doubt(table.row(name).kind, name)


def words(case: Emergency | str, council: Council) -> str:
    """The safe words for an emergency, for its row of the table, or for a kind in general."""
    if isinstance(case, str):
        return table.safe_words(case, council)
    before = languages.first_lines(case.language, case.kind) if case.language else []
    return table.safe_words(case.response, council, before)


def first_words(case: Emergency, council: Council) -> str:
    """Only where to find help, for who has had all the words a moment ago."""
    return table.lines(case.response, council)


def _in_another_language(text: str) -> Emergency | None:
    """A person is fetched even where the English would let the assistant go on: it cannot."""
    found = languages.find(text)
    if found is None:
        return None
    code, kind = found
    row = table.table().rows[kind]
    return Emergency(row.kind, kind, row.team, f"said in {code}", language=code)


def _look(text: str) -> tuple[Sign | None, bool]:
    """The sign that is said, and whether a saying or a denial stood in for one."""
    known = rules()
    words = words_of(text, known.spelling)
    softened = False
    for _, start, end in list(known.harmless.places(words)):
        words[start:end] = [MASKED] * (end - start)
        softened = True
    for number, start, end in known.said.places(words):
        sign = known.signs[number]
        if not any(sign.unless.places(_around(words, start, end))):
            return sign, softened
        softened = True
    return None, softened


def _emergency(response: str, sign: str, text: str) -> Emergency:
    name = _for_age(response, text)
    row = table.row(name)
    return Emergency(row.kind, name, row.team, sign, goes_on=row.goes_on)


def _for_age(response: str, text: str) -> str:
    if any(rules().young.places(words_of(text, rules().spelling))):
        return table.young(response)
    return response


def _around(words: Sequence[str], start: int, end: int) -> Sequence[str]:
    """The words near a sign, in its own sentence."""
    first, last = start, end
    while first > max(0, start - AROUND) and words[first - 1] != END:
        first -= 1
    while last < min(len(words), end + AROUND) and words[last] != END:
        last += 1
    return words[first:last]
