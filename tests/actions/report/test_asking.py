"""What is asked for here, and what of it a person has to do; told by what residents write."""

import pytest

from actions.mentions import Heard, Mention
from actions.report import asking, repeating
from actions.report import draft as drafts
from actions.report.kinds import load_kinds

PERSON = {
    "order_bin": (
        "how do I renew my garden waste permit",
        "I ordered a new bin three weeks ago and it hasn't arrived",
        "can someone take away a bin we don't use any more",
        "there's a bin outside that isn't ours, not ours at all",
        "do you do liners for the caddy",
        "our communal bin doors are broken",
    ),
    "bulky_waste": (
        "cancel my bulky waste booking",
        "I booked a collection and nobody came",
        "can I change the date of my collection",
        "need a house clearance",
        "when are they coming for my sofa, I booked it for Friday",
    ),
}
HERE = {
    "order_bin": (
        "I need a new bin",
        "my bin's been stolen",
        "the crew broke the lid of our brown bin, can I get another",
        "how much is a second black bin",
        "just moved in and there is no green bin",
    ),
    "bulky_waste": (
        "can you collect my old sofa",
        "need rid of a mattress and a bed base",
        "how much to take a fridge away",
        "book a bulky collection",
    ),
}
TOLD_BEFORE = (
    "third time I've reported this",
    "I've told you about this twice already",
    "I rang last week and nobody came",
    "I keep reporting this and nothing happens",
    "second week running our bin's been missed",
    "i have already reported this before",
)
FIRST_TIME = (
    "deep pothole on Heaton Lane",
    "the music goes on till two, three nights a week",
    "dog muck again on the pavement",
    "first time I've seen it out",
    "I have not reported it before",
    "someone told me to ring you",
    "the light goes on and off all the time",
)


def cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(kind, text) for kind, texts in table.items() for text in texts]


@pytest.mark.parametrize(("kind", "text"), cases(PERSON))
def test_what_a_person_has_to_do_is_not_asked_for(kind, text):
    assert asking.needs_person(load_kinds()[kind], text)


@pytest.mark.parametrize(("kind", "text"), cases(HERE))
def test_what_can_be_asked_for_is(kind, text):
    assert not asking.needs_person(load_kinds()[kind], text)


def test_a_report_is_never_only_for_a_person():
    assert not asking.needs_person(load_kinds()["pothole"], "cancel my booking")


def report(text):
    return drafts.begin(load_kinds()["pothole"], "task", Heard(text, "inform", Mention()), None, ())


@pytest.mark.parametrize("text", TOLD_BEFORE)
def test_who_had_to_tell_before_is_heard(text):
    assert repeating.says_so(report(text))


@pytest.mark.parametrize("text", FIRST_TIME)
def test_a_first_report_is_a_request(text):
    assert not repeating.says_so(report(text))
