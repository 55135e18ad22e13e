"""The code that brings a chat from the website to a phone: in time, once, and not by guessing."""

import pytest

from bot.conversation import moving, session
from tests.road import Road, says
from tests.texting import Phone, Provider


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider})


@pytest.fixture
def phone(road, provider):
    phone = Phone(road, provider)
    phone.says("hello")
    return phone


@pytest.fixture
def resident(road):
    resident = road.resident()
    road.engine.answers.append(says("Where is it?", task="report_form"))
    resident.writes("there is a sofa")
    road.work()
    return resident


def old(road):
    return [road.parts.phone_words.say("old_code")]


def test_a_code_is_good_for_ten_minutes(road, phone, resident):
    code = moving.offer(road.parts, resident.id)
    road.time.move(moving.GOOD_FOR)
    assert phone.says(code) == old(road)
    assert phone.conversation.id != resident.id


def test_a_code_is_good_once(road, phone, resident, provider):
    code = moving.offer(road.parts, resident.id)
    phone.says(code)
    assert phone.conversation.id == resident.id
    other = Phone(road, provider, number="+447700900009")
    other.says("hello")
    assert other.says(code) == old(road)
    assert other.conversation.id != resident.id


def test_a_new_code_takes_the_old_ones_place(road, phone, resident):
    first, second = (moving.offer(road.parts, resident.id) for _ in range(2))
    assert phone.says(first) == old(road)
    phone.says(f"code {second}")
    assert phone.conversation.id == resident.id


def test_the_same_text_with_a_code_delivered_again_is_one_message(road, phone, resident):
    code = moving.offer(road.parts, resident.id)
    first, again = phone.texts(code, key="k"), phone.texts(code, key="k")
    assert (again.duplicate, again.seq, again.conversation_id) == (True, first.seq, resident.id)


def test_who_guesses_is_not_heard_any_more_for_ten_minutes(road, phone, resident):
    code = moving.offer(road.parts, resident.id)
    for at in range(moving.MOST_GUESSES):
        phone.says("AAAAAA" + moving.LETTERS[at])
    assert phone.says(code) == [f"You said: {code}"]
    assert phone.conversation.id != resident.id
    road.time.move(moving.GOOD_FOR)
    phone.says(moving.offer(road.parts, resident.id))
    assert phone.conversation.id == resident.id


def test_codes_cannot_be_guessed_by_trying_them_all():
    assert len(moving.LETTERS) ** moving.LENGTH > 10**9


def test_a_chat_that_has_ended_gives_no_code(road, resident):
    session.end(road.parts, resident.id)
    assert moving.offer(road.parts, resident.id) is None
