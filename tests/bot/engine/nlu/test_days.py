"""The days in residents' words, on a Thursday."""

from datetime import date

import pytest

from bot.engine.nlu.days import days

NOW = date(2026, 11, 26)
SAID = {
    "it was yesterday": "2026-11-25",
    "tmrw morning": "2026-11-27",
    "last Tuesday about nine": "2026-11-24",
    "last thursday": "2026-11-19",
    "on Tuesday gone": "2026-11-24",
    "come on monday": "2026-11-30",
    "next Thursday please": "2026-12-03",
    "Monday week": "2026-12-07",
    "3 weeks ago": "2026-11-05",
    "a couple of days ago": "2026-11-24",
    "in two days' time": "2026-11-28",
    "on the 14th": "2026-11-14",
    "14th of March 2027": "2027-03-14",
    "the 2nd of January": "2027-01-02",
    "March 3rd": "2027-03-03",
    "3/2/26": "2026-02-03",
    "last week": "2026-11-16",
    "next month": "2026-12-01",
}


@pytest.mark.parametrize("said", SAID)
def test_a_day_is_found_with_its_date(said: str) -> None:
    assert [one.value for one in days(said, NOW)] == [SAID[said]]


def test_the_words_of_a_day_are_where_they_stand() -> None:
    text = "missed on 24/11/2026 and again yesterday"
    assert [text[one.start : one.end] for one in days(text, NOW)] == ["24/11/2026", "yesterday"]


@pytest.mark.parametrize(
    "text", ["I sat down in the sun", "31/02/2026", "may I ask", "we wed in church", "number 14"]
)
def test_no_day_is_made_up(text: str) -> None:
    assert days(text, NOW) == []
