"""Which needs a message tells of beside what it was taken for, and in whose words help is begun."""

import pytest

from actions import needs
from tests.sources import document

HELPED = [*document("data/find_help/needs.yml")["needs"]]


def ranking(**chances):
    return [{"name": name, "confidence": chance} for name, chance in chances.items()]


def test_every_need_that_is_helped_with_can_be_told_of():
    assert {*document("data/find_help/beside.yml")["words"]} == {*HELPED}


@pytest.mark.parametrize(
    ("text", "taken", "found"),
    [
        ("my universal credit was stopped", "benefits_support", ["money_worries"]),
        ("we were evicted, which school do the kids go to", "childrens_services_school",
         ["housing_homelessness"]),
        ("do you bring hot meals round to my nan", "adult_social_care", ["food_help"]),
        ("a class where I can make friends", "library_leisure", ["loneliness_isolation"]),
        ("I look after my mum, can she have a badge", "blue_badge", ["carer_support"]),
        ("I’m in tears, I can’t pay it",
         "council_tax_query", ["money_worries", "mental_wellbeing"]),
        ("the water main broke outside the library", "library_leisure", []),
        ("when are the schools closed", "childrens_services_school", []),
    ],
)  # fmt: skip
def test_words_that_tell_of_a_need(text, taken, found):
    assert needs.beside(text, (), taken) == found


def test_what_a_message_was_taken_for_is_not_offered_again():
    assert needs.beside("I have debts", (), "money_worries") == []


def test_a_likely_need_is_offered_without_its_words_and_the_likeliest_first():
    thought = ranking(adult_social_care=0.5, carer_support=0.2, food_help=0.25, money_worries=0.01)
    assert needs.beside("hello", thought, "adult_social_care") == ["food_help", "carer_support"]


def test_what_was_not_followed_is_offered_only_where_it_is_likelier():
    thought = ranking(carer_support=0.2, food_help=0.3)
    assert needs.beside("hello", thought, unclear=True) == ["food_help"]


def test_a_need_near_to_every_such_question_is_always_offered():
    assert needs.beside("hello", (), "adult_social_care", ["carer_support"]) == ["carer_support"]


def test_after_a_death_nothing_else_is_offered():
    thought = ranking(registrar_births_deaths=0.6, money_worries=0.2, mental_wellbeing=0.2)
    text = "my mum died, I have no money for the funeral"
    assert needs.beside(text, thought, "registrar_births_deaths") == ["mental_wellbeing"]


def said(text, intent):
    return {"event": "user", "text": text, "parse_data": {"intent": {"name": intent}}}


def test_a_pressed_need_is_begun_in_the_words_before_it_that_answered_nothing():
    events = [
        said("my rent is due", "benefits_support"),
        said("SK3", "inform"),
        said("/choose", "choose"),
        {"event": "bot", "text": "What would you like next?"},
        said("/money_worries", "money_worries"),
    ]
    assert needs.own_words(events, "/money_worries") == "my rent is due"
    assert needs.own_words(events, "I owe money") == "I owe money"
    assert needs.own_words(events[-1:], "/money_worries") == ""
