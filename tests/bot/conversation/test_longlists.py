"""A number, words or a press choose from the list they belong to; long lists have pages."""

import pytest

from integrations.store import phones
from tests.road import Road, says
from tests.texting import Phone


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


def say(road, key):
    return road.parts.phone_words.say(key)


@pytest.mark.parametrize(
    "typed", ["2", "2.", "(2)", "two", "Option 2", "Pothole", "pothle", "2 Pothole"]
)
def test_a_number_or_the_words_answer_the_list(road, known, typed):
    road.engine.answers.append(says("Which?", buttons=[("Missed bin", "/a"), ("Pothole", "/b")]))
    known.says("problem")
    assert known.says(typed) == ["You said: /b"]


@pytest.mark.parametrize("typed", ["3", "22", "2 sofas", "pot", "no"])
def test_what_is_no_answer_goes_to_the_assistant_as_it_was_written(road, known, typed):
    road.engine.answers.append(says("Which?", buttons=[("Missed bin", "/a"), ("Pothole", "/b")]))
    known.says("problem")
    assert known.says(typed) == [f"You said: {typed}"]


def test_a_number_expires_with_its_list(road, known):
    road.engine.answers.append(says("Which?", buttons=[("Yes", "/a"), ("No", "/b")]))
    road.engine.answers.append(says("Which house number?"))
    known.says("problem")
    known.says("1")
    assert known.says("2") == ["You said: 2"]


def test_a_number_expires_with_its_list_when_that_was_answered_in_other_words(road, known):
    road.engine.answers.append(says("Which?", buttons=[("Yes", "/a"), ("No", "/b")]))
    road.engine.answers.append(says("Which house number?"))
    known.says("problem")
    known.says("it is on the corner")
    assert known.says("2") == ["You said: 2"]


def test_a_number_that_quotes_an_older_list_is_not_taken_for_the_newest(road, known, provider):
    road.engine.answers.append(says("Which?", buttons=[("Yes", "/a"), ("No", "/b")]))
    road.engine.answers.append(says("How big?", buttons=[("Small", "/c"), ("Large", "/d")]))
    known.says("problem")
    older = f"p{len(provider.got)}"
    known.says("1")
    newer = f"p{len(provider.got)}"
    assert known.says("2", about=older) == [f"{say(road, 'stale')} How big?"]
    assert known.says("2", about=newer) == ["You said: /d"]


def long_list(road, known, count=25):
    choices = [(f"Street {chr(64 + at)}", f"/pick{at}") for at in range(1, count + 1)]
    road.engine.answers.append(says("Many.\nWhich?", buttons=choices))
    known.says("problem")


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("asked", ["more", "More please", "MORE", {"choice": "more"}])
def test_a_long_list_is_read_in_pages_and_every_number_of_it_holds(road, provider, channel, asked):
    phone = Phone(road, provider, channel=channel)
    phone.says("hello")
    long_list(road, phone)
    more = {"text": asked} if isinstance(asked, str) else {"text": "More", **asked}
    assert phone.says(**more) == ["Which?"]
    assert len(road.engine.ran) == 2, "the assistant need not know"
    assert phone.says("3") == ["You said: /pick3"]
    long_list(road, phone)
    phone.says(**more)
    assert phone.says("12") == ["You said: /pick12"]
    long_list(road, phone)
    phone.says(**more)
    phone.says(**more)
    assert phone.says("Street Y") == ["You said: /pick25"]


def test_a_row_of_an_earlier_page_can_still_be_pressed(road, known):
    long_list(road, known)
    with road.store.read() as tx:
        first = phones.open_question(tx, known.conversation.id).choices[0]["id"]
    known.says("more")
    assert known.says("Street A", choice=first) == ["You said: /pick1"]


def test_after_the_last_page_comes_the_first_and_round_and_round_is_a_loop(road, known):
    long_list(road, known, 20)
    assert [len(known.says("more")) for _ in range(7)] == [1, 1, 1, 1, 1, 0, 0]


@pytest.mark.parametrize("count", [2, 10])
def test_more_is_the_assistants_where_no_list_has_pages(road, known, count):
    long_list(road, known, count)
    assert known.says("more") == ["You said: more"]


def test_a_row_for_more_of_a_list_that_is_gone_is_told_so(road, known):
    assert known.says("More", choice="more") == [say(road, "stale")]


def test_an_old_button_is_told_so_and_the_open_question_is_asked_again(road, known):
    road.engine.answers.append(says("Which?", buttons=[("Yes", "/a")]))
    known.says("problem")
    assert known.says("Yes", choice="long-gone") == [f"{say(road, 'stale')} Which?"]
    assert known.says("1") == ["You said: /a"]
