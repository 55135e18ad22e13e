"""The plain rules, against sentences of our own: emergencies.tsv and look_alikes.tsv.

They were written for this test. The residents' messages that the project is measured on are not
among them, nor reworded into them.
"""

import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.emergencies.service import check, understood
from tests.sources import no

HERE = Path(__file__).parent
ORDINARY = (
    "I wanted to ask about my brown bin. It was not emptied on Tuesday and the lid is cracked."
)


def rows(name):
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


EMERGENCIES = rows("emergencies.tsv")
LOOK_ALIKES = [text for (text,) in rows("look_alikes.tsv")]


def missed(change):
    """Emergencies that are no longer seen as their kind once the words are changed."""
    for kind, _, text in EMERGENCIES:
        found = check(change(text))
        if found is None or found.kind != kind:
            yield f"{found.kind if found else None} instead of {kind}: {change(text)}"


def test_there_are_enough_of_both():
    assert len(EMERGENCIES) >= 150
    assert len(LOOK_ALIKES) >= 250


def test_an_emergency_is_seen_with_its_kind_and_its_words():
    no(
        f"{found and (found.kind, found.response)} instead of {kind, words}: {text}"
        for kind, words, text in EMERGENCIES
        if (found := check(text)) is None or (found.kind, found.response) != (kind, words)
    )


def test_a_look_alike_is_left_alone():
    no(f"{found.sign}: {text}" for text in LOOK_ALIKES if (found := check(text)))


def test_an_emergency_is_seen_inside_an_ordinary_message():
    no(missed(lambda text: f"{ORDINARY} {text}. Thank you."))


def test_an_emergency_is_seen_after_an_answer_to_a_form():
    no(missed(lambda text: f"outside number 14, SK4 1AA - {text}"))


def curly(text):
    return text.replace("'", "\u2019")


def without_apostrophes(text):
    return text.replace("'", "").replace("\u2019", "")


def with_invisible_characters(text):
    return "\u200b".join(text.split(" ")).replace("\u200b", " \u200b") + "\u2060\U000e0041"


def accented(text):
    return unicodedata.normalize("NFD", text.replace("e", "\u00e9").replace("a", "\u00e1"))


def wide(text):
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.lower,
        str.title,
        curly,
        without_apostrophes,
        with_invisible_characters,
        accented,
        wide,
        lambda text: f"{text}!!!!!! \U0001f62d\U0001f62d\U0001f64f",
        lambda text: text.replace(" ", "  \t"),
        lambda text: text.replace(",", " ").rstrip(".?!"),
    ],
)
def test_it_does_not_matter_how_it_is_typed(change):
    no(missed(change))


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("i cant go onnnn", "suicide_self_harm"),
        ("im gonna killll myself", "suicide_self_harm"),
        ("k1ll mys3lf", "suicide_self_harm"),
        ("feeling su*cidal", "suicide_self_harm"),
        ("ive taken an overdoes", "suicide_self_harm"),
        ("my husbnad hits me", "domestic_abuse"),
        ("she is uncoscious", "immediate_danger"),
        ("the wall has colapsed onto the path", "immediate_danger"),
        ("carbon monixide alarm going off", "immediate_danger"),
    ],
)
def test_slips_of_the_thumb_are_understood(typed, kind):
    assert getattr(check(typed), "kind", None) == kind


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("my back is killing me and there is a smell of gas in here", "immediate_danger"),
        ("I need the bonfire smoke looked at, and my shed is on fire", "immediate_danger"),
        ("this pothole will kill someone. I want to die.", "suicide_self_harm"),
        ("I read a book about it. I am going to kill myself.", "suicide_self_harm"),
        ("the gas leak last year was fixed. Now I can smell gas again", "immediate_danger"),
    ],
)
def test_a_harmless_saying_does_not_hide_the_danger_beside_it(said, kind):
    assert getattr(check(said), "kind", None) == kind


@pytest.mark.parametrize(
    "over",
    [
        "there was a gas leak on our road last month and the road is still up",
        "the wall that collapsed two years ago has been rebuilt",
        "my ex used to hit me but that was years ago, I only want to change my name",
        "the wires on the lamp post have been made safe",
        "it was a false alarm about the smell of gas",
        "I am not suicidal",
        "nobody was hurt in the crash last week",
        "we have no exposed wires here",
    ],
)
def test_what_is_over_or_denied_is_no_emergency(over):
    assert check(over) is None


def test_help_within_minutes_comes_before_anything_else():
    both = "my husband hits me and now the kitchen is on fire"
    assert check(both).response == "fire"


def test_a_child_gets_words_for_a_child():
    assert check("i am 12 and i want to die").response == "suicide_young"
    assert check("my son is 12 and i want to die").response == "suicide_self_harm"
    assert understood("suicide_self_harm", "im in year 8 and it is all too much").response == (
        "suicide_young"
    )


def test_what_only_the_model_heard_is_just_as_urgent():
    found = understood("domestic_abuse", "he counts every penny I spend")
    assert (found.response, found.priority, found.reason) == (
        "domestic_abuse",
        "urgent",
        "emergency",
    )


@pytest.mark.parametrize(
    "hostile",
    ["want to " * 2000, "gas " * 4000, "i want not to not be " * 800, "a" * 16000, "' " * 8000,
     "kill " * 3000 + "myself", "\u0301" * 16000, "he hit " * 2300, "4@$0" * 4000],
)  # fmt: skip
def test_nothing_that_can_be_typed_makes_it_slow(hostile):
    ordinary = " ".join(LOOK_ALIKES * 9)[:16000]
    check(ordinary)
    usual = min(seconds(ordinary) for _ in range(3))
    assert min(seconds(hostile[:16000]) for _ in range(3)) < 25 * usual


def seconds(text):
    before = time.process_time()
    check(text)
    return time.process_time() - before


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text):
    check(text)


def test_lone_surrogates_and_nothing_at_all_are_no_emergency():
    assert check("\ud800 \udfff") is None
    assert check("") is None
    assert check("\U0001f44d") is None
