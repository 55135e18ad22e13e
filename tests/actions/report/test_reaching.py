"""Whom the council may call about a report: told, refused, or neither."""

import pytest

from actions.mentions import Heard, Mention
from actions.report.draft import Draft
from actions.report.reaching import KEPT, REFUSED, contact_line, read


def said(text: str, intent: str = "inform", **mention: object) -> Heard:
    return Heard(text, intent, Mention(words=text, **mention))


PRIYA = {"first_name": "Priya", "last_name": "Nair", "phone": "07700900812"}


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Priya Nair 07700 900812", PRIYA),
        ("07700900812", {"phone": "07700900812"}),
        ("you can call me on 0161 496 0117", {"phone": "01614960117"}),
        ("my name is Tom Fell", {"first_name": "Tom", "last_name": "Fell"}),
        ("p.nair@example.org", {"email": "p.nair@example.org"}),
    ],
)
def test_who_only_says_how_to_reach_them_is_asked_the_open_question_again(text, contact):
    found = read(Draft(), said(text))
    assert (found.draft.contact, found.response) == (contact, KEPT)


def test_a_number_beside_an_answer_is_taken_out_of_its_words():
    found = read(Draft(), said("it is as deep as a football, ring me on 07700 900812"))
    assert found.response is None
    assert found.draft.contact == {"phone": "07700900812"}
    assert "07700" not in found.said.text
    assert "deep as a football" in found.said.text


def test_yes_with_a_number_is_still_yes():
    found = read(Draft(), said("yes please, 07700 900812", intent="affirm"))
    assert (found.response, found.said.intent) == (None, "affirm")


def test_the_digits_of_a_phone_are_no_house_number():
    found = read(Draft(), said("07700 900812", number="07700"))
    assert not found.said.mention
    assert found.response == KEPT


@pytest.mark.parametrize(
    "text",
    [
        "I won't give you my name",
        "not giving my number",
        "no email",
        "I would like to stay anonymous",
        "no phone number",
        "i dont want to leave any details",
    ],
)
def test_nobody_has_to_say_who_they_are(text):
    found = read(Draft(), said(text))
    assert (found.draft.contact, found.response) == (None, REFUSED)


@pytest.mark.parametrize(
    "text",
    [
        "no number on the lamp post",
        "no name on the van",
        "the number plate is not on it",
        "about 3 weeks",
        "I don't know the name of the street",
        "two mattresses and 14 bags",
    ],
)
def test_an_answer_is_neither(text):
    found = read(Draft(), said(text))
    assert (found.draft.contact, found.response, found.said.text) == (None, None, text)


def test_it_is_read_back():
    assert contact_line({"first_name": "Priya", "phone": "07700900812"}).endswith(
        "Priya, 07700900812"
    )
