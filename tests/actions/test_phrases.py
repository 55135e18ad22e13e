"""The phrase language of data/emergencies/signs."""

import pytest

from actions.phrases import Finder, phrase

LISTS = {"me": frozenset({"i", "we"}), "bare": frozenset({"live", "hanging_out"})}


def says(text, words):
    return any(Finder([phrase(text, LISTS)]).places(words.split()))


@pytest.mark.parametrize(
    ("text", "words", "said"),
    [
        ("<me> want to? die", "now we want die", True),
        ("<me> want to? die", "you want to die", False),
        ("smell ..2 gas", "smell of the gas", True),
        ("smell ..2 gas", "smell of all the gas", False),
        ("smell ..2 gas", "smell . gas", False),
        ("wire <bare>", "wire hanging out", True),
        ("wire <bare>", "wire hanging", False),
        ("live !here|there", "live", True),
        ("live !here|there", "live there", False),
        ("^ fire $", "no . fire . thanks", True),
        ("^ fire $", "the fire", False),
        ("go on any|$", "go on", True),
        ("go on any|$", "go on any more", True),
        ("go on any|$", "go on holiday", False),
        ("took # pills", "took 30 pills", True),
        ("took # pills", "took the pills", False),
        ("had_enough|sick of", "had enough of", True),
    ],
)
def test_a_phrase_is_found_where_it_is_said(text, words, said):
    assert says(text, words) is said


def test_a_phrase_in_which_every_word_may_be_missing_is_refused():
    with pytest.raises(ValueError, match="want"):
        phrase("want? to?", LISTS)
