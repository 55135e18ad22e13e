"""The one caring question: yes, no, neither, nothing clear; in every state, with no engine."""

import pytest

from actions.emergencies import service, table
from actions.emergencies.service import Heard
from integrations.store import events, messages, queue
from tests.road import DANGER, Road, says

HINT = "the kids would have the house to themselves then"
QUIET = "my bin was missed"


def ear(text):
    if text == "im scared":
        return Heard("safeguarding_self", sure=False)
    return Heard("suicide_self_harm", sure=False) if "house to themselves" in text else None


@pytest.fixture
def road(store):
    return Road(store, hear=ear)


@pytest.fixture
def asked(road):
    return table.question("suicide_self_harm", road.parts.council)


def choose(resident, label):
    with resident.road.store.read() as tx:
        newest = [one for one in messages.visible(tx, resident.id) if one.choices][-1]
    (choice,) = [one for one in newest.choices if one["label"] == label]
    resident.writes(choice=choice["id"])


def test_a_hint_is_met_with_the_number_and_one_question_and_not_sent_on(road, resident, asked):
    road.engine.is_down()
    resident.writes(HINT)
    assert resident.sees() == [HINT, asked]
    assert "116 123" in asked.splitlines()[0]
    assert resident.conversation.awaiting == "safety_check"
    assert resident.conversation.owner == "assistant"
    road.work()
    assert road.engine.asked == []


@pytest.mark.parametrize("answer", ["yes", "Yes I am", "I'm not safe", "help me"])
def test_yes_brings_the_safe_words_and_a_person(road, resident, answer):
    resident.writes(HINT)
    resident.writes(answer)
    assert resident.sees()[-1] == service.words("suicide_self_harm", road.parts.council)
    assert resident.conversation.owner == "queue"
    assert (resident.item.priority, resident.item.reason) == ("urgent", "emergency")
    assert resident.conversation.awaiting is None


@pytest.mark.parametrize("answer", ["no", "No I'm fine", "neither", "only joking"])
def test_no_goes_on_with_the_very_message(road, resident, answer):
    resident.writes(HINT)
    resident.writes(answer)
    assert resident.sees()[-1] == table.table().denied
    road.work()
    (turn,) = road.engine.asked
    assert (turn.text, turn.safe) == (HINT, True)
    assert resident.conversation.owner == "assistant"


def test_a_long_no_is_not_lost_either(road, resident):
    resident.writes(HINT)
    resident.writes("no, I only want my black bin emptied this week")
    road.work()
    assert road.engine.asked[0].text == (f"{HINT}\nno, I only want my black bin emptied this week")


def test_in_the_middle_of_a_form_no_leads_back_to_it(road, resident):
    road.engine.answers.append(says("What has been dumped?", task="report_form"))
    resident.writes("there is a sofa on Heaton Lane")
    road.work()
    resident.writes(HINT)
    resident.writes("no")
    road.work()
    assert road.engine.asked[-1].text == HINT
    assert resident.conversation.owner == "assistant"
    assert resident.conversation.awaiting is None


def test_an_unclear_answer_gets_the_number_again_and_the_offer_of_a_person(road, resident):
    resident.writes(HINT)
    resident.writes("what do you mean")
    assert resident.sees()[-1] == table.offer("suicide_self_harm", road.parts.council)
    choose(resident, table.table().answers["person"])
    assert resident.conversation.owner == "queue"
    assert (resident.item.priority, resident.item.reason) == ("urgent", "safety_check")


def test_after_two_unclear_answers_everything_goes_to_the_assistant(road, resident):
    resident.writes(HINT)
    resident.writes("what do you mean")
    resident.writes("the lid is cracked")
    road.work()
    assert road.engine.asked[0].text == f"{HINT}\nwhat do you mean\nthe lid is cracked"
    assert road.engine.asked[0].safe


def test_the_buttons_say_the_same(road, resident):
    resident.writes(HINT)
    choose(resident, "No")
    road.work()
    assert road.engine.asked[0].text == HINT


def test_it_is_not_asked_twice(road, resident, asked):
    resident.writes(HINT)
    resident.writes("no")
    resident.writes(f"{HINT} you know")
    assert resident.sees().count(asked) == 1
    road.work()
    assert HINT in road.engine.asked[-1].text


def test_danger_said_outright_needs_no_answer(road, resident):
    resident.writes(HINT)
    resident.writes(DANGER)
    assert resident.conversation.owner == "queue"
    assert resident.item.reason == "emergency"


def test_a_plain_no_counts_even_where_a_model_is_sure(store):
    road = Road(store, hear=lambda text: Heard("suicide_self_harm", sure=text == "no"))
    resident = road.resident()
    resident.writes(HINT)
    resident.writes("no")
    assert resident.conversation.owner == "assistant"


def test_a_saying_or_a_denial_makes_a_sure_ear_ask(store):
    road = Road(store, hear=lambda text: Heard("suicide_self_harm", sure=True))
    resident = road.resident()
    resident.writes("I am not going to kill myself, I was joking")
    assert resident.conversation.awaiting == "safety_check"


def test_who_waits_for_a_person_gets_the_numbers_and_no_question(road, resident):
    resident.writes("hello")
    road.time.move(60)
    road.sweep()
    assert resident.conversation.owner == "queue"
    resident.writes(HINT)
    assert table.lines("suicide_self_harm", road.parts.council) in resident.sees()
    assert resident.conversation.awaiting is None


def test_few_words_after_a_danger_are_about_that_danger(road, resident):
    resident.writes("I want to kill myself")
    resident.writes("im scared")
    heard = "\n".join(resident.sees()[3:])
    assert "116 123" in heard and "0800 1111" not in heard


def test_few_words_with_nothing_before_them_are_taken_as_they_are(road, resident):
    resident.writes("im scared")
    assert "0800 1111" in resident.sees()[-1]


def test_who_has_an_adviser_is_left_to_the_adviser(road, resident):
    resident.writes("hello")
    road.time.move(60)
    road.sweep()
    with road.store.begin() as tx:
        assert queue.claim(tx, resident.item.id, "Sam", road.parts.moment())
    before = resident.sees("notice")
    resident.writes(HINT)
    assert resident.sees("notice") == before


def test_what_only_the_engine_hears_is_asked_about_and_then_left_out(road, resident):
    road.engine.answers.append(says(custom={"safety_check": "domestic_abuse"}))
    resident.writes("he times me when I go to the shop")
    road.work()
    assert resident.sees()[-1] == table.question("domestic_abuse", road.parts.council)
    assert resident.conversation.awaiting == "safety_check"
    resident.writes("no")
    road.work()
    assert road.engine.asked[-1].safe
    assert resident.sees()[-1] == "You said: he times me when I go to the shop"


def test_hunger_gets_safe_words_and_the_assistant_goes_on(store):
    road = Road(store, hear=lambda text: Heard("no_food_today", sure=True))
    resident = road.resident()
    resident.writes("there is not a thing in for tea")
    road.work()
    assert resident.sees()[1] == service.words("no_food_today", road.parts.council)
    assert road.engine.asked[0].text == "there is not a thing in for tea"
    assert resident.conversation.owner == "assistant"
    with road.store.read() as tx:
        assert events.after(tx, resident.id, 0, ("alarm",), 9)
