"""On phones nothing that guards the bill or the peace mutes a cry for help."""

import pytest

from actions.emergencies import service as emergencies
from actions.emergencies.service import Heard
from integrations.store.models import Delivery
from tests.road import DANGER, Road
from tests.texting import Phone, Provider


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


@pytest.fixture(params=["sms", "whatsapp"])
def phone(request, road, provider):
    return Phone(road, provider, channel=request.param)


def test_help_me_ten_times_is_answered_ten_times_and_names_999(road, phone):
    heard = [phone.says("help me") for _ in range(10)]
    assert all(any("999" in text for text in one) for one in heard), heard


def test_danger_ten_times_gets_the_numbers_ten_times(road, phone):
    heard = [phone.says(DANGER) for _ in range(10)]
    assert all(any("116 123" in text for text in one) for one in heard), heard
    whole = emergencies.words(emergencies.check(DANGER), road.parts.council)
    assert heard[0][0] == whole
    assert all(len(one) == 1 and len(one[0]) < len(whole) for one in heard[1:])


def test_after_a_stop_danger_is_answered_each_time_and_nothing_else_is(road, phone):
    phone.says("STOP")
    assert "116 123" in phone.says(DANGER)[0]
    assert "116 123" in phone.says(DANGER)[0]
    assert phone.says("thanks") == []


def test_danger_in_a_flood_and_over_the_days_bill_is_answered(road, phone):
    for at in range(30):
        phone.texts(f"message number {at}")
    with road.store.begin() as tx:
        row = tx.query(Delivery).first()
        row.fragments, row.sent_at = road.parts.council.texting.fragments_a_day, road.time.seconds
    assert any("116 123" in text for text in phone.says(DANGER))


@pytest.mark.parametrize("kind", ["document", "voice", "unknown"])
def test_danger_in_words_that_came_with_a_file_is_answered(phone, kind):
    assert "116 123" in phone.says(DANGER, kind=kind)[0]


def test_words_that_came_with_a_file_are_read(road, phone):
    phone.says("hello")
    heard = phone.says("a sofa on Heaton Lane", kind="document")
    assert heard == [road.parts.phone_words.say("document"), "You said: a sofa on Heaton Lane"]


def test_a_deleted_message_and_an_opened_chat_need_no_answer(road, phone):
    assert phone.says(kind="opened") == [road.parts.phone_words.welcome(phone.channel)]
    assert phone.says(kind="deleted") == []


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "unknown"])
def test_our_own_words_for_a_message_without_any_are_no_danger(store, provider, kind):
    fearful = Road(
        store,
        senders={"sms": provider, "whatsapp": provider},
        hear=lambda _: Heard("suicide_now", sure=True),
    )
    sender = Phone(fearful, provider, channel="whatsapp")
    assert not any("999 now" in text for text in sender.says(kind=kind))
    assert any("999 now" in text for text in sender.says("hm", kind=kind))
