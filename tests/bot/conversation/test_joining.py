"""A text in place of WhatsApp, and its answer, are one conversation; nothing else is joined."""

import pytest

from bot.conversation import outgoing
from integrations.store import messages
from integrations.store.models import Conversation
from tests.road import DANGER, Road, hands_over, says
from tests.texting import Phone, Provider

HOUR = 3600.0


@pytest.fixture
def texts():
    return Provider()


@pytest.fixture
def chats():
    return Provider("w")


@pytest.fixture
def road(store, texts, chats):
    return Road(store, senders={"sms": texts, "whatsapp": chats})


@pytest.fixture
def by_whatsapp(road, chats):
    phone = Phone(road, chats, channel="whatsapp")
    phone.says("hello")
    return phone


@pytest.fixture
def by_text(road, texts):
    return Phone(road, texts, channel="sms")


def writes(road, phone, text):
    """An adviser's answer, after WhatsApp's day."""
    with road.store.begin() as tx:
        new = messages.NewMessage(sender=messages.ADVISER, name="Sam", text=text)
        outgoing.post(tx, road.parts, phone.conversation, new, road.parts.moment())
    phone.push()


def open_ones(road):
    with road.store.read() as tx:
        return tx.query(Conversation).filter(Conversation.closed_at.is_(None)).count()


@pytest.fixture
def fallen_back(road, by_whatsapp, texts):
    by_whatsapp.says("text me")
    road.time.move(25 * HOUR)
    writes(road, by_whatsapp, "Your bin is on its way.")
    assert texts.got == ["Your bin is on its way."]
    return by_whatsapp.conversation.id


def test_the_answer_to_a_text_sent_for_whatsapp_is_the_same_conversation(
    road, by_whatsapp, by_text, fallen_back
):
    assert by_text.says("thank you") == [
        road.parts.phone_words.welcome("sms"),
        "You said: thank you",
    ]
    assert by_text.conversation.id == fallen_back
    assert by_whatsapp.conversation is None
    assert open_ones(road) == 1


def test_whatsapp_later_is_the_same_conversation_again(road, by_whatsapp, by_text, fallen_back):
    by_text.says("thank you")
    assert by_whatsapp.says("and my bins?") == ["You said: and my bins?"]
    assert by_whatsapp.conversation.id == fallen_back
    assert open_ones(road) == 1


def test_a_person_who_has_it_keeps_it(road, by_whatsapp, by_text, texts):
    by_whatsapp.says("text me")
    road.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="report"))
    by_whatsapp.says("a person")
    item = by_whatsapp.item.id
    road.time.move(25 * HOUR)
    writes(road, by_whatsapp, "Hello, this is Sam.")
    by_text.says("hello Sam")
    assert by_text.item.id == item


def test_danger_in_the_answer_is_met_where_it_was_written(by_text, fallen_back):
    assert "116 123" in by_text.says(DANGER)[0]


def test_a_form_goes_on_by_text(road, by_whatsapp, by_text, texts):
    by_whatsapp.says("text me")
    ask = says("Which?", task="report_form", buttons=[("Yes", "/a"), ("No", "/b")])
    road.engine.answers.append(ask)
    by_whatsapp.says("problem")
    road.time.move(25 * HOUR)
    writes(road, by_whatsapp, "Are you there?")
    assert by_text.says("2")[-1] == "You said: /b"


def test_without_a_text_from_us_the_channels_stay_apart(road, by_whatsapp, by_text):
    by_whatsapp.says("text me")
    by_text.says("hello")
    assert by_text.conversation.id != by_whatsapp.conversation.id


def test_an_answer_weeks_later_may_be_someone_elses(road, by_text, fallen_back):
    road.time.move(31 * 24 * HOUR)
    by_text.says("hello")
    assert by_text.conversation.id != fallen_back


def test_an_older_chat_by_text_ends_and_a_newer_one_goes_on(road, by_whatsapp, by_text, texts):
    by_text.says("hello")
    by_whatsapp.says("text me")
    road.time.move(25 * HOUR)
    writes(road, by_whatsapp, "One.")
    by_text.says("thank you")
    assert open_ones(road) == 1
    newer = Phone(road, texts, number="+447700900077")
    newer.says("hello")
    assert newer.conversation.id != by_text.conversation.id
