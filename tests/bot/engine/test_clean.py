"""What the engine reads of a resident's text."""

import pytest
from hypothesis import given
from hypothesis import strategies as texts

from bot.engine import clean


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("hello", "hello"),
        ("/restart", "restart"),
        ("／affirm", "affirm"),
        ("\u200b / /affirm", "affirm"),
        ("a\u0000b", "ab"),
        ("\ud800 ok", "� ok"),
        ("\U000e0041hi", "hi"),
        ("two\nlines", "two\nlines"),
        ("and/or", "and/or"),
        ("/", "?"),
        ("\u200b", "?"),
    ],
)
def test_text_is_made_plain_and_never_a_command(said: str, read: str) -> None:
    assert clean.text(said) == read


@pytest.mark.parametrize("said", ["a" * 1001, "x " * 201])
def test_more_than_one_turn_holds_is_refused(said: str) -> None:
    with pytest.raises(clean.TooLong):
        clean.text(said)


@given(texts.text(max_size=1000).filter(lambda said: len(said.split()) <= 200))
def test_any_text_comes_out_short_whole_and_harmless(said: str) -> None:
    read = clean.text(said)
    assert 0 < len(read) <= 1000
    assert not read.startswith("/")
    read.encode()
