"""What residents get while the assistant, or their channel, is switched off."""

import pytest

from bot.conversation import switched
from integrations.store import conversations, messages, queue, switches
from tests.road import DANGER, Road, says


def turn_off(road, what="assistant"):
    with road.store.begin() as tx:
        switches.turn_off(tx, what, "The supplier is down.", "s1", "Priya", road.parts.moment())


def turn_on(road, what="assistant"):
    with road.store.begin() as tx:
        assert switches.turn_on(tx, what)


@pytest.mark.parametrize(
    ("what", "words"), [("assistant", "assistant_off"), ("web", "channel_off")]
)
def test_what_they_write_is_kept_for_a_person_and_they_are_told_so_with_a_number(
    road, resident, what, words
):
    turn_off(road, what)
    resident.writes("there's a sofa dumped on Heaton Lane")
    resident.writes("and a fridge")
    road.work()
    said = road.words(words)
    assert resident.sees("notice") == [said]
    assert road.parts.council.contact.phone in said
    assert resident.conversation.owner == conversations.QUEUE
    assert (resident.item.reason, resident.item.status) == (switched.REASON, queue.WAITING)
    assert road.engine.asked == []


def test_a_switch_of_another_channel_changes_nothing_here(road, resident):
    turn_off(road, "sms")
    resident.writes("hello")
    road.work()
    assert resident.sees("assistant") == ["You said: hello"]


def test_danger_gets_its_words_whatever_is_switched_off(road, resident):
    turn_off(road)
    turn_off(road, "web")
    resident.writes(DANGER)
    assert "116 123" in resident.sees("notice")[0]
    assert resident.item.priority == "urgent"


def test_what_was_written_before_the_switch_is_not_answered_after_it(road, resident):
    resident.writes("hello")
    turn_off(road)
    road.work()
    assert road.engine.asked == []
    assert resident.sees("notice") == [road.words("assistant_off")]


def test_an_answer_that_comes_after_the_switch_is_not_shown(road, resident):
    road.engine.while_thinking = lambda: turn_off(road)
    resident.writes("hello")
    road.work()
    assert resident.sees("assistant") == []
    assert resident.sees("notice") == [road.words("assistant_off")]
    assert resident.conversation.owner == conversations.QUEUE


def test_danger_that_the_engine_heard_is_asked_about_although_the_switch_came(road, resident):
    road.engine.while_thinking = lambda: turn_off(road)
    road.engine.answers.append(says("Sorry?", custom={"safety_check": "immediate_danger"}))
    resident.writes("it is all over the floor")
    road.work()
    assert resident.conversation.awaiting == "safety_check"
    assert resident.sees("assistant") == []
    resident.writes("no")
    road.work()
    assert resident.item.reason == switched.REASON


def test_a_new_chat_begins_with_a_true_notice(road):
    turn_off(road)
    newcomer = road.resident()
    with road.store.read() as tx:
        (welcome,) = messages.visible(tx, newcomer.id)
    assert (welcome.sender, welcome.text) == ("notice", road.words("silent_welcome"))


def test_switched_on_again_the_next_chat_is_answered(road):
    turn_off(road)
    turn_on(road)
    newcomer = road.resident()
    newcomer.writes("hello")
    road.work()
    assert newcomer.sees("assistant") == ["You said: hello"]


def test_who_looks_after_the_service_is_warned_without_the_reason(road: Road):
    assert switched.warnings(road.parts) == []
    turn_off(road, "sms")
    (warning,) = switched.warnings(road.parts)
    assert warning.startswith("sms is switched off since 2026-01-05T")
    assert "supplier" not in warning
