import unicodedata

from hypothesis import given
from hypothesis import strategies as some

from bot.conversation import text

ANYTHING = some.text(some.characters(), max_size=3000)


@given(ANYTHING)
def test_whatever_is_typed_can_be_stored_and_sent(typed):
    cleaned = text.clean(typed)
    cleaned.encode("utf-8")
    assert not {"\x00", "\x07", "\x1b"} & set(cleaned)
    assert text.clean(cleaned) == cleaned


@given(ANYTHING)
def test_the_engine_never_reads_more_than_it_can(typed):
    part = text.first_part(text.clean(typed))
    assert len(part) <= text.LONGEST
    assert len(part.split()) <= text.MOST_WORDS
    assert text.clean(typed).startswith(part)


@given(some.text(alphabet=some.characters(codec="ascii", exclude_categories=["Cc"])))
def test_plain_text_is_only_trimmed(typed):
    assert text.clean(typed) == typed.strip()


def test_a_long_message_is_cut_after_a_whole_word():
    part = text.first_part("wheelie " * 400)
    assert part.endswith("wheelie")
    assert len(part.split()) == 125


def test_a_word_that_never_ends_is_cut():
    assert text.first_part("x" * 200_000) == "x" * 1000


def test_letters_of_all_languages_are_kept():
    for words in ("Ŵyddfa, ŷ", "zażółć gęślą jaźń", "আমি", "مرحبا", "你好", "Ça va?", "🛋️ 👩‍🚒"):
        assert text.clean(words) == words


def test_an_emoji_is_a_message_and_a_joiner_is_not():
    assert not text.is_empty("🛋️")
    assert text.is_empty("\u200d\u200b \u0301")
    assert unicodedata.category("\u200b") == "Cf"
