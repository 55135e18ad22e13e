"""The word pieces, against what the reference tokenizer gives for bert-base-uncased."""

from pathlib import Path

import pytest

from bot.engine.nlu.wordpiece import WordPiece, words

VOCABULARY = Path(__file__).parents[4] / "bot/engine/nlu/vocab.txt"


@pytest.fixture(scope="module")
def pieces() -> WordPiece:
    return WordPiece(VOCABULARY)


def test_words_are_lower_case_without_accents_and_marks_stand_alone() -> None:
    assert list(words("Café, it's £5!\tSK4 1AA")) == [
        *("cafe", ",", "it", "'", "s", "£5", "!", "sk4", "1aa"),
    ]
    assert list(words("a\u0000b\u200bc 什么")) == ["abc", "什", "么"]
    assert list(words("")) == []


def test_a_sentence_is_cut_as_the_reference_cuts_it(pieces: WordPiece) -> None:
    assert pieces.ids("hello world", 256) == [101, 7592, 2088, 102]
    assert pieces.ids("unaffable", 256) == [101, 14477, 20961, 3468, 102]


def test_what_the_vocabulary_does_not_know_is_one_unknown(pieces: WordPiece) -> None:
    assert pieces.ids("🚮", 256) == [101, 100, 102]
    assert pieces.ids("x" * 101, 256) == [101, 100, 102]


def test_long_text_is_cut_and_still_ends_properly(pieces: WordPiece) -> None:
    found = pieces.ids("bin " * 1000, 256)
    assert len(found) == 256
    assert found[-1] == 102
