"""What is shared is shown, changed and agreed to in the resident's words before anything leaves."""

from dataclasses import asdict, replace

import pytest

from actions.mentions import Heard, Mention
from actions.referral import answering, service
from actions.referral.answering import take
from integrations.open_referral.contract import PAUSED, Service

LARDER = Service(
    id="a",
    name="Hill Larder",
    organization="Hill",
    status="active",
    email="hello@hill.example",
    referral="email",
    phones=("0161 496 0301",),
)
FRIENDS = replace(LARDER, id="b", name="Valley Friends", email="v@valley.example")
LINE = replace(LARDER, id="c", name="Night Line", email="", referral="")


def heard(text, intent="inform", option=None):
    return Heard(text, intent, Mention(words=text), option)


def shown(**lines):
    told = {"name": "Ada", "contact": "07700900123", "help": "food", **lines}
    return {"referral_service": asdict(LARDER), "referral_need": "food_help",
            "referral_lines": told}  # fmt: skip


def agreed(text, slots=None, **more):
    return take("referral_agreed", slots or shown(), heard(text, **more))


@pytest.mark.parametrize(
    ("one", "by_email", "takes"),
    [
        (LARDER, True, True),
        (LARDER, False, False),
        (replace(LARDER, capacity=PAUSED), True, False),
        (replace(LARDER, referral=""), True, False),
        (replace(LARDER, email=""), True, False),
        (replace(LARDER, referral="open311:EARLYHELP", email=""), False, True),
    ],
)
def test_a_name_goes_only_to_who_takes_it(one, by_email, takes):
    assert service.takes(one, by_email=by_email) is takes


def test_with_one_service_that_takes_names_nobody_is_asked_which():
    known = answering.begin([LARDER, LINE], heard("can you refer me"), by_email=True)
    assert known["referral_which"] == "a"


def test_a_service_is_known_by_its_name():
    known = answering.begin([LARDER, FRIENDS], heard("ask Valley Friends to ring"), by_email=True)
    assert known["referral_which"] == "b"
    refused = answering.begin([LARDER, LINE], heard("refer me to night line"), by_email=True)
    assert refused["referral_end"] == answering.NO_ROUTE


@pytest.mark.parametrize("words", ["the second one", "2", "valley friends", "Valley"])
def test_of_several_one_is_chosen_however_it_is_said(words):
    slots = answering.begin([LARDER, FRIENDS], heard("refer me please"), by_email=True)
    assert "referral_which" not in slots
    assert take("referral_which", slots, heard(words))["referral_which"] == "b"


def test_nothing_told_is_nobody_to_pass_it_on_to():
    assert answering.begin([], heard("refer me"), by_email=True)["referral_end"] == answering.NONE


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("my name's Ada Obi", "Ada Obi"),
        ("I'm Ada", "Ada"),
        ("Ada", "Ada"),
        ("call me Ada.", "Ada"),
        ("leave it out", None),
        ("I'd rather not", None),
    ],
)
def test_a_name_is_read_or_left_out(said, name):
    assert take("referral_name", shown(), heard(said))["referral_lines"]["name"] == name


@pytest.mark.parametrize(
    ("said", "contact"),
    [
        ("07700 900123", "07700900123"),
        ("ring me on +44 (0)7700 900 123 after six", "07700900123"),
        ("0161 496 0999", "01614960999"),
        ("ada.obi@post.example thanks", "ada.obi@post.example"),
        ("12", None),
        ("just ring me", None),
        ("0770", None),
    ],
)
def test_a_contact_is_a_number_or_an_address(said, contact):
    assert service.read_contact(said) == contact


def test_a_contact_that_is_none_is_asked_again_and_then_left():
    slots = shown()
    for _ in range(2):
        answer = take("referral_contact", slots, heard("just ring me"))
        assert answer["referral_contact"] is None
        slots |= answer
    assert take("referral_contact", slots, heard("just ring"))["referral_end"] == answering.STUCK


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("leave out my name", {"name": None}),
        ("take my name out please", {"name": None}),
        ("don't tell them my name", {"name": None}),
        ("change the name to Sam", {"name": "Sam"}),
        ("my number is wrong, it should be 0161 496 0998", {"contact": "01614960998"}),
        ("use ada@post.example instead", {"contact": "ada@post.example"}),
        ("don't say what it's about", {"help": None}),
    ],
)
def test_a_line_is_changed_in_one_go(said, lines):
    answer = agreed(said)
    assert answer["referral_agreed"] is None, "it is shown again"
    assert answer["referral_lines"] == {**shown()["referral_lines"], **lines}


def test_a_line_is_changed_step_by_step():
    slots = shown() | agreed("change", option="change")
    assert slots["referral_changing"] == answering.WHICH_LINE
    slots |= agreed("the name", slots)
    assert slots["referral_changing"] == "name"
    slots |= agreed("Sam", slots)
    assert (slots["referral_lines"]["name"], slots["referral_changing"]) == ("Sam", None)


def test_the_way_to_reach_them_cannot_be_left_out():
    answer = agreed("leave out my number")
    assert answer[answering.SAY] == "utter_referral_contact_needed"
    assert "referral_lines" not in answer


@pytest.mark.parametrize(("said", "intent"), [("yes", "affirm"), ("go ahead", "inform")])
def test_only_a_yes_sends(said, intent):
    assert agreed(said, intent=intent)["referral_agreed"] == answering.YES


@pytest.mark.parametrize(("said", "intent"), [("no", "deny"), ("don't", "inform")])
def test_a_no_sends_nothing(said, intent):
    assert agreed(said, intent=intent)["referral_end"] == answering.NO


def test_what_is_not_followed_sends_nothing():
    slots = shown()
    for _ in range(2):
        slots |= agreed("hmm", slots)
    assert agreed("hmm", slots)["referral_end"] == answering.STUCK


def test_nobody_is_asked_later_without_a_yes():
    assert take("referral_follow", shown(), heard("maybe"))["referral_follow"] == answering.DONT_ASK


@pytest.mark.parametrize("slot", answering.QUESTIONS)
def test_somebody_who_is_young_is_asked_nothing_more(slot):
    assert take(slot, shown(), heard("im 14"))["referral_end"] == answering.YOUNG


def test_what_is_left_out_is_not_stored():
    lines = shown(name=None)["referral_lines"]
    assert [one["name"] for one in service.shared(lines)] == ["contact", "help"]
    assert "Name: (left out)" in service.shown(lines)
