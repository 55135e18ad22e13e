"""WhatsApp's 24 hours: who answers later sends the template, or a text to who said we may."""

import pytest

from bot.conversation import outgoing
from integrations.store.messages import NewMessage
from integrations.store.phone_models import Phone as Row
from tests.road import Road
from tests.texting import Phone, Provider

DAY = 24 * 3600.0


@pytest.fixture
def texts():
    return Provider()


@pytest.fixture
def meta():
    return Provider()


@pytest.fixture
def road(store, texts, meta):
    return Road(store, senders={"sms": texts, "whatsapp": meta})


@pytest.fixture
def phone(road, meta):
    phone = Phone(road, meta, channel="whatsapp")
    phone.says("hello")
    return phone


def adviser_writes(road, phone, words="Your new bin comes on Monday."):
    with road.store.begin() as tx:
        new = NewMessage(sender="adviser", name="Sam", text=words)
        outgoing.post(tx, road.parts, phone.conversation, new, road.parts.moment())
    phone.push()


def test_the_first_message_says_how_to_allow_texts(phone, meta):
    assert "TEXT ME" in meta.got[0]


def test_with_consent_the_answer_comes_by_text_after_a_day(road, phone, texts, meta):
    assert phone.says("Text me please") == [road.parts.phone_words.say("text_me")]
    road.time.move(DAY - 10)
    adviser_writes(road, phone, "Within the day.")
    road.time.move(20)
    adviser_writes(road, phone)
    assert (meta.got[-1], texts.got) == ("Within the day.", ["Your new bin comes on Monday."])


def test_without_consent_nothing_is_texted(road, phone, texts, meta):
    road.time.move(DAY + 10)
    adviser_writes(road, phone)
    assert (meta.got[-1], texts.got) == ("Your new bin comes on Monday.", [])


def test_a_stop_on_whatsapp_takes_the_consent_back(road, phone, texts):
    phone.says("text me")
    phone.says("STOP")
    phone.says("START")
    road.time.move(DAY + 10)
    adviser_writes(road, phone)
    assert texts.got == []


def test_a_stop_by_text_holds_for_texts_instead_of_whatsapp(road, phone, texts):
    phone.says("text me")
    Phone(road, texts).says("STOP")
    before = list(texts.got)
    road.time.move(DAY + 10)
    adviser_writes(road, phone)
    assert texts.got == before


def test_a_text_delivered_again_does_not_open_the_24_hours(road, phone):
    phone.texts("my bin", key="k1")
    heard = [one.heard_at for one in known(road)]
    road.time.move(3600)
    phone.texts("my bin", key="k1")
    assert [one.heard_at for one in known(road)] == heard


def known(road):
    with road.store.read() as tx:
        return list(tx.query(Row))
