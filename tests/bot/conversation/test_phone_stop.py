"""Words that end texts, what they end besides, and how texts come back."""

import pytest

from bot.conversation import outgoing
from integrations.errors import OptedOut
from integrations.store import deliveries, messages
from integrations.store.phone_models import Phone as Row
from tests.road import DANGER, Road, hands_over, says
from tests.texting import Phone


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


def say(road, key):
    return road.parts.phone_words.say(key)


@pytest.mark.parametrize(
    "word", ["STOP", "Stop.", "stop please", "STOPALL", "STOPIWCH", "unsubscribe"]
)
def test_stop_is_confirmed_once_and_then_there_is_silence(road, known, word):
    assert known.says(word) == [say(road, "stopped")]
    assert known.says("STOP") == []
    assert known.says("my bin was missed") == []
    assert known.item.reason == "opted_out"
    assert known.says("START") == [say(road, "started")]


@pytest.mark.parametrize("word", ["CANCEL", "end", "Quit."])
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_cancel_with_nothing_to_cancel_ends_texts_and_says_how_to_come_back(
    road, provider, channel, word
):
    phone = Phone(road, provider, channel=channel)
    phone.says("hello")
    assert phone.says(word) == [say(road, "stopped")]
    assert "START" in say(road, "stopped")
    assert "START" in say(road, "stopped_midway")
    assert phone.says("bins") == []


@pytest.mark.parametrize("word", ["CANCEL", "end", "Quit."])
@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_cancel_in_the_middle_ends_that_and_says_how_to_end_texts(road, provider, channel, word):
    phone = Phone(road, provider, channel=channel)
    phone.says("hello")
    road.engine.answers.append(says("Where is it?", task="report_form"))
    phone.says("there is a sofa")
    road.engine.answers.append(says("I have stopped."))
    assert phone.says(word) == [f"I have stopped.\n{say(road, 'how_to_stop')}"]
    assert road.engine.ran[-1].payload == "/cancel"
    assert phone.says("bins") == ["You said: bins"]


def test_cancel_under_a_list_that_offers_it_is_that_choice(road, known):
    road.engine.answers.append(says("Sure?", buttons=[("Send it", "/a"), ("Cancel", "/b")]))
    known.says("problem")
    assert known.says("cancel") == [f"You said: /b\n{say(road, 'how_to_stop')}"]


def test_cancel_to_a_person_is_theirs_to_read(road, known):
    road.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="report"))
    known.says("a person please")
    known.says("cancel")
    with road.store.read() as tx:
        assert tx.query(Row).one().stopped_at is None


def test_a_word_the_network_has_acted_on_is_a_stop_in_the_middle_too(road, known):
    road.engine.answers.append(says("Which?", task="report_form", buttons=[("Yes", "/a")]))
    known.says("there is a sofa")
    assert known.says("cancel", wish="stop") == [say(road, "stopped_midway")]
    assert known.says("START") == [f"{say(road, 'started_midway')} Which?"]


def test_after_a_stop_in_the_middle_the_report_goes_on_where_it_was(road, known):
    road.engine.answers.append(says("Which?", task="report_form", buttons=[("Yes", "/a")]))
    known.says("there is a sofa")
    assert known.says("STOP") == [say(road, "stopped_midway")]
    assert known.says("START") == [f"{say(road, 'started_midway')} Which?"]
    assert known.says("1") == ["You said: /a"]


def test_what_was_queued_before_a_stop_is_not_sent_and_staff_see_why(road, known, provider):
    known.texts("bins")
    road.time.move(3)
    road.work()
    known.texts("STOP")
    known.push()
    assert provider.got[-1] == say(road, "stopped")
    with road.store.read() as tx:
        shown = deliveries.shown(tx, known.conversation.id)
    assert ("refused", "opted_out") in [(one.status, one.reason) for one in shown]


def test_an_adviser_cannot_text_someone_who_said_stop(road, known):
    known.says("STOP")
    with road.store.begin() as tx:
        new = messages.NewMessage(sender=messages.ADVISER, name="Sam", text="Hello from Sam")
        outgoing.post(tx, road.parts, known.conversation, new, road.parts.moment())
    known.push()
    with road.store.read() as tx:
        newest = deliveries.shown(tx, known.conversation.id)[-1]
    assert (newest.status, newest.reason) == ("refused", "opted_out")


def test_a_stop_the_provider_holds_is_kept_as_the_residents_own(road, known, provider):
    provider.faults = [OptedOut("twilio", "21610", status=400)]
    known.says("bins")
    with road.store.read() as tx:
        assert tx.query(Row).one().stopped_at is not None


def test_safe_words_go_out_after_a_stop(road, known, provider):
    known.says("STOP")
    said = known.says(DANGER)
    assert "116 123" in said[0]
