"""Ready-made replies: in the resident's language first, with what is not known left to fill in."""

import pytest

from bot.channels.web.words import Known
from bot.desk.replies import in_order

REPLIES = {
    "hello": {"name": "Hello", "text": {"en": "I am {name}.", "cy": "{name} ydw i."}},
    "where": {"name": "Where", "text": {"en": "Is it {place}?"}},
    "bye": {"name": "Bye", "text": {"en": "Goodbye.", "cy": "Hwyl fawr.", "pl": "Do widzenia."}},
}


@pytest.mark.parametrize(
    ("language", "ids"),
    [
        ("cy", ["hello.cy", "bye.cy", "hello.en", "where.en", "bye.en"]),
        ("pl", ["bye.pl", "hello.en", "where.en", "bye.en"]),
        ("en", ["hello.en", "where.en", "bye.en"]),
        ("ur", ["hello.en", "where.en", "bye.en"]),
    ],
)
def test_the_residents_own_language_comes_first_and_english_stays(
    language: str, ids: list[str]
) -> None:
    found = in_order(REPLIES, Known(name="Sam"), language)
    assert [one["id"] for one in found] == ids


def test_what_is_not_known_stays_between_its_braces() -> None:
    found = {one["id"]: one["text"] for one in in_order(REPLIES, Known(name="Sam"), "en")}
    assert found["hello.en"] == "I am Sam."
    assert found["where.en"] == "Is it {place}?"
