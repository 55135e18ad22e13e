"""Unprompted messages: once, where the resident reads, and never where they could do harm."""

import pytest

from bot.conversation import session
from bot.conversation.news import News, Outcome, tell
from bot.conversation.receive import Inbound, receive
from integrations.store import conversations, events, messages, queue
from tests.road import DANGER, Road

NEWS = News(key="SR-0000001:9", text="Stockport Council has news on SR-0000001.")


def said_safe(road, resident, safe):
    with road.store.begin() as tx:
        events.add(tx, resident.id, "safe_to_contact", {"safe": safe}, road.parts.moment())


def test_news_is_a_notice_in_the_residents_own_conversation(road, resident):
    assert tell(road.parts, resident.id, NEWS) is Outcome.POSTED
    assert resident.sees("notice") == [NEWS.text]
    assert resident.conversation.owner == "assistant"
    road.work()
    assert road.engine.asked == [], "nothing is owed for it"


def test_the_same_news_is_told_once_whoever_brings_it(road, resident):
    assert tell(road.parts, resident.id, NEWS) is Outcome.POSTED
    assert tell(road.parts, resident.id, NEWS) is Outcome.AGAIN
    assert resident.sees("notice") == [NEWS.text]


def test_choices_of_news_can_be_chosen(road, resident):
    choice = {"id": "c1", "label": "Yes", "payload": "/affirm"}
    tell(road.parts, resident.id, News(key="k", text="Is it fixed?", choices=[choice]))
    resident.writes(choice="c1")
    road.work()
    assert road.engine.ran[0].payload == "/affirm"


def test_a_chat_that_was_ended_is_left_alone(road, resident):
    session.end(road.parts, resident.id)
    assert tell(road.parts, resident.id, NEWS) is Outcome.CLOSED
    assert resident.sees() == []


def test_a_conversation_nobody_knows_is_no_fault(road):
    assert tell(road.parts, "no-such-conversation", NEWS) is Outcome.CLOSED


def test_nobody_who_was_in_danger_is_written_to_unasked(road, resident):
    resident.writes(DANGER)
    before = resident.sees()
    assert tell(road.parts, resident.id, NEWS) is Outcome.SENSITIVE
    assert resident.sees() == before


@pytest.mark.parametrize(("safe", "outcome"), [(True, Outcome.POSTED), (False, Outcome.SENSITIVE)])
def test_it_counts_what_was_noted_last_about_writing(road, resident, safe, outcome):
    resident.writes(DANGER)
    said_safe(road, resident, not safe)
    said_safe(road, resident, safe)
    assert tell(road.parts, resident.id, NEWS) is outcome


def test_danger_after_a_note_that_writing_is_safe_counts_again(road, resident):
    said_safe(road, resident, True)
    resident.writes(DANGER)
    assert tell(road.parts, resident.id, NEWS) is Outcome.SENSITIVE


def test_news_reaches_someone_who_waits_for_a_person(road, resident):
    resident.writes("hello")
    with road.store.begin() as tx:
        held = conversations.lock(tx, resident.id, road.parts.moment())
        told = queue.Handover(reason="requested", team="contact_centre", topic="conversation")
        queue.enter(tx, held, told, road.parts.moment())
        conversations.move(tx, held, conversations.QUEUE, road.parts.moment())
    assert tell(road.parts, resident.id, NEWS) is Outcome.POSTED
    assert resident.conversation.owner == "queue"


@pytest.fixture
def by_phone(store):
    road = Road(store, senders={"sms": lambda identity, message: None})
    first = receive(
        road.parts, Inbound(channel="sms", identity="p1", provider_id="1", text="a pothole")
    )
    return road, first.conversation_id


def close(road, conversation_id):
    with road.store.begin() as tx:
        held = conversations.lock(tx, conversation_id, road.parts.moment())
        conversations.move(tx, held, conversations.CLOSED, road.parts.moment())


def seen_by(road, identity):
    with road.store.read() as tx:
        found = conversations.find_open(tx, "sms", identity)
        return [one.text for one in messages.visible(tx, found.id) if one.sender == "notice"]


def test_on_a_phone_it_has_a_delivery(by_phone):
    road, conversation_id = by_phone
    assert tell(road.parts, conversation_id, NEWS) is Outcome.POSTED
    assert seen_by(road, "p1") == [NEWS.text]
    with road.store.read() as tx:
        assert len(messages.visible(tx, conversation_id)) == 2


@pytest.mark.parametrize("wrote_again", [True, False])
def test_on_a_phone_it_goes_to_the_conversation_of_today(by_phone, wrote_again):
    road, conversation_id = by_phone
    close(road, conversation_id)
    if wrote_again:
        receive(road.parts, Inbound(channel="sms", identity="p1", provider_id="2", text="hi"))
    assert tell(road.parts, conversation_id, NEWS) is Outcome.POSTED
    assert seen_by(road, "p1") == [NEWS.text]


def test_on_a_phone_danger_in_an_earlier_conversation_counts(by_phone):
    road, conversation_id = by_phone
    receive(road.parts, Inbound(channel="sms", identity="p1", provider_id="2", text=DANGER))
    close(road, conversation_id)
    receive(road.parts, Inbound(channel="sms", identity="p1", provider_id="3", text="hello"))
    with road.store.read() as tx:
        today = conversations.find_open(tx, "sms", "p1").id
    assert tell(road.parts, today, NEWS) is Outcome.SENSITIVE
