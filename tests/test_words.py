"""Every word a resident reads: one question at most, short sentences, and a reading age of nine.

The grade is Flesch-Kincaid's, by textstat, of one whole message with its places filled in by
typical values. A line that ends without a stop counts as a sentence, as it does to the eye. The
formula needs some text to be fair: under eight words one long word sends it anywhere, so there we
look for words of more than three syllables instead. What only staff read is not looked at.
"""

import re
import string
from collections.abc import Iterator
from typing import Any, NamedTuple

import textstat

from tests.sources import document, files, no

WORDS = document("tests/words.yml")
GRADE = 5.0
SENTENCE_WORDS = 20
GRADED_FROM = 8
LONGEST_WORD = 3
# Files of words outside responses.yml, and the keys in them that are not for residents.
WORD_FILES = {
    "data/conversation/notices.yml": {"summary", "summary_no_facts", "later_fact"},
    "data/conversation/page.yml": {"file"},
    "data/conversation/languages.yml": {"languages"},
    "data/conversation/words.yml": {"everything", "privacy"},
    "data/bins/words.yml": {"tip"},
    "data/report/stops.yml": {"says", "unless"},
    "data/report/owners.yml": {"says", "unless", "contact"},
    "data/report/words.yml": {"generic", "for_staff", "name", "beside", "no_contact"},
    "data/find_help/words.yml": set[str](),
    "data/referral/words.yml": {"days"},
    "data/answers/words.yml": {
        "tenures",
        "urgent",
        "offline",
        "wishes",
        "skip",
        "no_phone",
        "touches",
        "page",
        "days",
        "to",
    },
    **{
        path: {"page", "intent", "when", "tenure", "assess", "asks", "contact", "source", "checked"}
        for path in files("data/answers/pages", suffix=".yml")
    },
    "data/cases.yml": {"service_code", "team", "promise"},
    "data/information_request/kinds.yml": {"kinds", "otherwise", "generic", "whole", "skip"},
    "data/complaint/doors.yml": {
        "door",
        "pattern",
        "unless",
        "log",
        "contact",
        "source",
        "checked",
        "more_than_a_request",
        "stage_2",
        "generic",
        "skip",
        "staff",
    },
    "data/track/words.yml": {
        "council",
        "answers",
        "says_not_fixed",
        "unhappy",
        "no_number",
        "private",
        "other_words",
        "generic",
        "elsewhere",
    },
    "data/find_help/cues.yml": {
        "cue",
        "patterns",
        "need",
        "reason",
        "because",
        "never",
        "declines",
        "told",
    },
}


class Said(NamedTuple):
    """One text and where it stands."""

    where: str
    text: str


class Filled(string.Formatter):
    """Fills the places of a text with typical values; a lone brace is left alone."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[str, str]:
        return str(WORDS["values"].get(field_name, WORDS["value"])), field_name


def sayings(value: Any, where: str, skip: set[str]) -> Iterator[Said]:
    """Every text under a value of a YAML file."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in skip:
                yield from sayings(inner, f"{where}:{key}", skip)
    elif isinstance(value, list):
        for inner in value:
            yield from sayings(inner, where, skip)
    elif isinstance(value, str):
        yield Said(where, Filled().format(value))


def safe_words() -> Iterator[Said]:
    """Each row of the table of safe words as a resident reads it: all of it, and the question."""
    path = "data/emergencies/words.yml"
    found = document(path)
    for name, row in found["table"].items():
        opening = [row["first"], row["quiet"]]
        close = found["closings"][row["close"]]
        for lines in ([*opening, *row["more"], close], [*opening, row["ask"]]):
            yield Said(f"{path}:{name}", Filled().format("\n".join(lines)))
    for name in ("denied", "unclear", "answers"):
        yield from sayings(found[name], f"{path}:{name}", set())


def everything() -> list[Said]:
    """All that residents read, labels of buttons too."""
    found = list(safe_words())
    for path, staff_only in WORD_FILES.items():
        found += sayings(document(path), path, staff_only)
    for path in files("data", suffix="responses.yml"):
        found += sayings(document(path)["responses"], path, {"payload", "custom"})
    return found


def sentences(text: str) -> list[str]:
    """The sentences of a text as a reader sees them: a new line begins a new one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return [part for line in lines for part in re.split(r"(?<=[.!?])\s+", line) if part]


def grade(text: str) -> float:
    """The years of school a text asks for."""
    parts = [one if one[-1] in ".!?" else f"{one}." for one in sentences(text)]
    return float(textstat.flesch_kincaid_grade(" ".join(parts)))


def long_words(text: str) -> list[str]:
    """Words of many syllables; numbers and references are not words."""
    words = [re.sub(r"\W", "", word).lower() for word in text.split()]
    plain = [one for one in words if one not in WORDS["known_words"] and not re.search(r"\d", one)]
    return [word for word in plain if textstat.syllable_count(word) > LONGEST_WORD]


def test_a_message_asks_one_thing_at_most() -> None:
    no(f"{where}: {text}" for where, text in everything() if text.count("?") > 1)


def test_no_sentence_is_over_twenty_words() -> None:
    every = [(where, one) for where, text in everything() for one in sentences(text)]
    no(f"{where}: {one}" for where, one in every if len(one.split()) > SENTENCE_WORDS)


def test_a_message_can_be_read_at_the_age_of_nine() -> None:
    no(
        f"{where}: grade {grade(text):.1f}: {text}"
        for where, text in everything()
        if len(text.split()) >= GRADED_FROM and grade(text) > GRADE
    )


def test_a_short_text_has_no_long_word() -> None:
    no(
        f"{where}: {word}"
        for where, text in everything()
        if len(text.split()) < GRADED_FROM
        for word in long_words(text)
    )


def test_nothing_is_said_in_sayings_or_in_officialese() -> None:
    avoided = [*WORDS["idioms"], *WORDS["officialese"]]
    no(
        f"{where}: {phrase}"
        for where, text in everything()
        for phrase in avoided
        if re.search(rf"\b{phrase}\b", text.lower())
    )


def test_every_variant_of_a_response_says_the_same_facts() -> None:
    for path in files("data", suffix="responses.yml"):
        for name, variants in document(path)["responses"].items():
            facts = {frozenset(re.findall(r"\{\w+\}", one.get("text", ""))) for one in variants}
            assert len(facts) <= 1, f"{path}: {name}"
