"""Danger in a resident's words, for each owner of the conversation, with no engine at all."""

import pytest

from actions.emergencies import service as emergencies
from bot.conversation import session, sweep, turn
from bot.conversation.receive import Inbound, receive
from integrations.store import events, messages, queue
from integrations.store.messages import NewMessage
from tests.road import DANGER

FIRE = "there is a gas leak in my house and I smell gas"


@pytest.fixture(params=[DANGER, FIRE], ids=["suicide_self_harm", "immediate_danger"])
def words(request):
    return request.param


@pytest.fixture(autouse=True)
def no_engine(road):
    road.engine.is_down()


def safe(road, words):
    return emergencies.words(emergencies.check(words), road.parts.council)


def wait_for_a_person(road, resident):
    resident.writes("hello")
    road.time.move(60)
    road.sweep()
    assert resident.conversation.owner == "queue"


def give_to_adviser(road, resident):
    wait_for_a_person(road, resident)
    with road.store.begin() as tx:
        assert queue.claim(tx, resident.item.id, "Sam", road.parts.moment())


def adviser_writes(road, resident, text="Hello, I am Sam."):
    with road.store.begin() as tx:
        new = NewMessage(sender="adviser", name="Sam", text=text)
        messages.add(tx, resident.id, new, road.parts.moment())


def alarms(road, resident):
    with road.store.read() as tx:
        return events.after(tx, resident.id, 0, ("alarm",), 100)


def test_with_the_assistant_the_safe_words_come_at_once_and_a_person_is_fetched(
    road, resident, words
):
    resident.writes(words)
    danger = emergencies.check(words)
    assert resident.sees() == [words, safe(road, words)]
    assert resident.conversation.owner == "queue"
    item = resident.item
    assert (item.priority, item.reason, item.team, item.topic) == (
        "urgent",
        "emergency",
        danger.team,
        danger.kind,
    )
    assert words in item.summary
    assert item.alarm["kind"] == danger.kind
    assert len(alarms(road, resident)) == 1
    assert road.engine.asked == [] and turn.due(road.parts) == []


def test_the_safe_words_are_a_council_notice(road, resident, words):
    resident.writes(words)
    assert resident.sees("notice") == [safe(road, words)]


def test_in_the_queue_the_safe_words_come_at_once_and_the_wait_becomes_urgent(
    road, resident, words
):
    first = road.resident()
    wait_for_a_person(road, first)
    wait_for_a_person(road, resident)
    before = resident.item
    resident.writes(words)
    assert resident.sees()[-1] == safe(road, words)
    assert resident.item.id == before.id
    assert resident.item.priority == "urgent"
    assert resident.item.waiting_since == before.waiting_since
    with road.store.read() as tx:
        assert queue.position(tx, queue.open_item(tx, resident.id)) == 1


def test_with_an_adviser_an_alarm_sounds_and_the_words_wait_60_seconds(road, resident, words):
    give_to_adviser(road, resident)
    resident.writes(words)
    assert resident.sees()[-1] == words
    assert len(alarms(road, resident)) == 1
    assert resident.item.alarm["message"] and resident.item.priority == "urgent"
    assert resident.conversation.owner == "adviser"
    road.time.move(59)
    road.sweep()
    assert resident.sees()[-1] == words
    road.time.move(1)
    road.sweep()
    road.sweep()
    assert resident.sees("notice")[-1] == safe(road, words)
    assert resident.sees().count(safe(road, words)) == 1


def test_with_an_adviser_who_answers_the_words_stay_back(road, resident, words):
    give_to_adviser(road, resident)
    resident.writes(words)
    road.time.move(30)
    adviser_writes(road, resident)
    road.time.move(31)
    road.sweep()
    assert safe(road, words) not in resident.sees()
    assert sweep.due(road.parts) == []


def test_a_second_message_in_danger_gives_the_adviser_no_more_time(road, resident):
    give_to_adviser(road, resident)
    resident.writes(DANGER)
    road.time.move(50)
    resident.writes(DANGER)
    road.time.move(10)
    road.sweep()
    assert safe(road, DANGER) in resident.sees()


def test_a_second_danger_after_the_advisers_answer_has_its_own_60_seconds(road, resident):
    give_to_adviser(road, resident)
    resident.writes(DANGER)
    road.time.move(20)
    adviser_writes(road, resident)
    road.time.move(30)
    resident.writes(DANGER)
    road.time.move(59)
    road.sweep()
    assert safe(road, DANGER) not in resident.sees()
    road.time.move(1)
    road.sweep()
    assert safe(road, DANGER) in resident.sees()


@pytest.mark.parametrize("hand", [queue.close, queue.release, queue.return_to_assistant])
def test_an_adviser_who_lets_go_without_a_word_has_not_answered(road, resident, hand):
    give_to_adviser(road, resident)
    resident.writes(DANGER)
    with road.store.begin() as tx:
        assert hand(tx, resident.item.id, "Sam", road.parts.moment())
    road.time.move(60)
    road.sweep()
    assert resident.sees()[-1] == safe(road, DANGER)


def test_a_conversation_that_had_ended_is_opened_again_in_the_queue(road, resident, words):
    resident.writes("hello")
    session.end(road.parts, resident.id)
    assert resident.conversation.owner == "closed"
    resident.writes(words)
    assert resident.sees()[-2:] == [words, safe(road, words)]
    assert resident.conversation.owner == "queue"
    assert resident.conversation.closed_at is None
    assert resident.item.priority == "urgent"


def test_a_new_number_in_danger_goes_straight_to_the_queue(road):
    message = Inbound(channel="sms", identity="07700900002", provider_id="p1", text=DANGER)
    received = receive(road.parts, message)
    with road.store.read() as tx:
        texts = [one.text for one in messages.visible(tx, received.conversation_id)]
        assert queue.open_item(tx, received.conversation_id).priority == "urgent"
    assert texts == [DANGER, safe(road, DANGER)]


def test_the_same_message_delivered_twice_is_one_alarm(road, resident, words):
    resident.writes(words, client_id="same")
    resident.writes(words, client_id="same")
    assert resident.sees() == [words, safe(road, words)]
    assert len(alarms(road, resident)) == 1


def test_the_same_safe_words_are_said_once_in_ten_minutes(road, resident):
    resident.writes(DANGER)
    resident.writes(DANGER)
    assert resident.sees() == [DANGER, safe(road, DANGER), DANGER]
    assert len(alarms(road, resident)) == 2
    road.time.move(600)
    resident.writes(DANGER)
    assert resident.sees()[-2:] == [DANGER, safe(road, DANGER)]


def test_another_danger_gets_its_own_words_at_once(road, resident):
    resident.writes(DANGER)
    resident.writes(FIRE)
    assert resident.sees("notice") == [safe(road, DANGER), safe(road, FIRE)]


def test_messages_that_waited_for_the_assistant_go_to_the_person_too(road, resident):
    resident.writes("my bin was missed")
    resident.writes(DANGER)
    road.time.move(120)
    road.work()
    road.sweep()
    assert road.engine.asked == []
    assert road.words("slow") not in resident.sees()


def test_danger_deep_in_a_long_message_is_seen(road, resident):
    resident.writes("word " * 2500 + ". " + DANGER)
    assert resident.sees("notice") == [safe(road, DANGER)]


def test_ordinary_words_sound_no_alarm(road, resident):
    resident.writes("the traffic on Heaton Lane is murder")
    assert resident.conversation.owner == "assistant"
    assert alarms(road, resident) == []
