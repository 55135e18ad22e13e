"""A message that its provider brings hours later is kept, and answers nothing asked since."""

import pytest

from bot.conversation import lateness
from integrations.store import phones as store_phones
from integrations.whatsapp.contract import WINDOW_HOURS
from tests.road import DANGER, Road, says
from tests.texting import Phone, Provider

HOUR = 3600.0


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


@pytest.fixture(params=["sms", "whatsapp"])
def known(request, road, provider):
    phone = Phone(road, provider, channel=request.param)
    phone.says("hello")
    return phone


def say(road, key):
    return road.parts.phone_words.say(key)


def asks(road, known, *labels):
    buttons = [(one, f"/{one.lower()}") for one in labels]
    road.engine.answers.append(says("Which?", task="report_form", buttons=buttons))
    known.says("problem")


@pytest.mark.parametrize("late", ["2", "No"])
def test_a_number_written_before_the_list_does_not_answer_it(road, known, late):
    written = road.time.seconds
    road.time.move(HOUR)
    asks(road, known, "Yes", "No")
    assert known.says(late, sent_at=written) == [f"{say(road, 'stale')} Which?"]
    assert known.says("2") == ["You said: /no"]


def test_a_number_written_after_the_list_answers_it_however_late_it_comes(road, known):
    asks(road, known, "Yes", "No")
    road.time.move(30)
    written = road.time.seconds
    road.time.move(HOUR)
    assert known.says("2", sent_at=written) == ["You said: /no"]


def test_a_press_names_its_own_list_whatever_its_time(road, known):
    written = road.time.seconds
    road.time.move(HOUR)
    asks(road, known, "Yes", "No")
    with road.store.read() as tx:
        choice = store_phones.open_question(tx, known.conversation.id).choices[1]["id"]
    assert known.says("No", choice=choice, sent_at=written) == ["You said: /no"]


def test_words_written_before_the_question_of_a_form_do_not_answer_it(road, known):
    written = road.time.seconds
    road.time.move(HOUR)
    asks(road, known)
    assert known.says("a green sofa", sent_at=written) == [f"{say(road, 'late')} Which?"]
    assert known.says("a red one") == ["You said: a red one"]


def test_late_words_with_no_form_open_are_read_as_they_are(road, known):
    written = road.time.seconds
    road.time.move(HOUR)
    known.says("bins")
    assert known.says("there is a sofa", sent_at=written) == ["You said: there is a sofa"]


@pytest.mark.parametrize("ago", [lateness.TOLD_FOR + 1, 40 * 365 * 24 * HOUR, -HOUR])
def test_a_stamp_that_no_provider_would_bring_says_nothing(road, known, ago):
    asks(road, known, "Yes", "No")
    assert known.says("2", sent_at=road.time.seconds - ago) == ["You said: /no"]


def test_late_words_of_danger_are_answered(road, known):
    written = road.time.seconds
    road.time.move(HOUR)
    asks(road, known, "Yes", "No")
    assert "116 123" in known.says(DANGER, sent_at=written)[0]


def test_a_stop_holds_however_late_and_an_older_start_does_not_undo_it(road, known):
    written = road.time.seconds
    road.time.move(HOUR)
    known.says("bins")
    assert known.says("STOP", sent_at=written) == [say(road, "stopped")]
    assert known.says("START", sent_at=written) == []
    assert known.says("START") == [say(road, "started")]


def test_whatsapps_day_begins_when_they_wrote(road, provider):
    phone = Phone(road, provider, channel="whatsapp")
    written = road.time.seconds
    road.time.move(WINDOW_HOURS * HOUR / 2)
    phone.says("hello", sent_at=written)
    with road.store.read() as tx:
        assert store_phones.get(tx, phone.identity).heard_at == written


def test_a_clock_of_theirs_that_is_slow_spoils_no_answer(road, known):
    asks(road, known, "Yes", "No")
    assert known.says("2", sent_at=road.time.seconds - 45) == ["You said: /no"]
