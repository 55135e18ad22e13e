"""Messages pushed through a provider: each once, again only when it surely did not go out."""

import pytest

from bot.conversation import deliver, outgoing, turn
from bot.conversation.parts import CannotLook, Pushed
from bot.conversation.phones import Arrival, arrive
from integrations.errors import Refused, Unavailable
from integrations.store import conversations
from integrations.store.models import Delivery
from tests.road import Road, says

DOWN = Unavailable("notify", "refused", sent=False)
LOST = Unavailable("notify", "too slow", sent=True)


class Phone:
    """A provider of texts. `arrived`: what was lost on the line got there all the same."""

    def __init__(self, looks_up=False):
        self.got, self.faults, self.looks_up = [], [], looks_up
        self.references, self.asked, self.arrived = {}, [], False

    def send(self, number, message, reference, heard_at):
        if self.faults:
            fault = self.faults.pop(0)
            if self.arrived:
                self.references[reference] = Pushed("late")
            raise fault
        self.got.append((number, message.text))
        return Pushed(f"p{len(self.got)}", 2)

    def find(self, reference):
        self.asked.append(reference)
        if not self.looks_up:
            raise CannotLook
        return self.references.get(reference)


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def road(store, phone):
    road = Road(store, senders={"sms": phone})
    road.engine.answers.append(says("Hello."))
    text = Arrival(channel="sms", number="447700900001", provider_id="p1", text="hi")
    received = arrive(road.parts, text)
    road.time.move(3)
    turn.run(road.parts, received.conversation_id)
    with store.begin() as tx:  # who we are was said first; these tests are about one message
        welcome = tx.query(Delivery).order_by(Delivery.id).first()
        tx.delete(welcome)
    return road


def push(road, seconds=0):
    road.time.move(seconds)
    for one in deliver.due(road.parts):
        deliver.run(road.parts, one)


def status(road):
    with road.store.read() as tx:
        return tx.query(Delivery).one().status


def test_an_answer_is_pushed_once_to_the_number_that_asked(road, phone):
    push(road)
    push(road, 9999)
    assert phone.got == [("+447700900001", "Hello.")]
    assert status(road) == "sent"


def test_a_worker_that_looked_before_another_took_it_leaves_it_alone(road, phone):
    looked = deliver.due(road.parts)
    sending = phone.send

    def send(*told):
        for one in looked:
            assert not deliver.run(road.parts, one)
        return sending(*told)

    phone.send = send
    push(road)
    assert (phone.got, phone.asked) == ([("+447700900001", "Hello.")], [])
    assert status(road) == "sent"


def test_safe_words_go_out_before_what_has_waited_longer(road):
    with road.store.begin() as tx:
        known = tx.query(Delivery).one()
        conversation = conversations.get(tx, known.conversation_id)
        outgoing.notice(
            tx, road.parts, conversation, "Call 999.", road.parts.moment(), essential=True
        )
    first, second = deliver.due(road.parts)
    with road.store.read() as tx:
        assert tx.get(Delivery, first).essential
        assert second == known.id


def test_a_provider_that_is_away_is_tried_again_later(road, phone):
    phone.faults = [DOWN, DOWN]
    push(road)
    push(road, 5)
    assert phone.got == []
    push(road, 10)
    push(road, 70)
    assert len(phone.got) == 1


def test_what_may_have_gone_out_is_not_sent_again_on_a_guess(road, phone):
    phone.faults = [LOST]
    push(road)
    push(road, 9999)
    assert phone.got == []
    assert status(road) == "uncertain"


def test_where_the_provider_can_be_asked_it_is_asked_before_anything_is_sent_again(road, phone):
    phone.looks_up, phone.arrived, phone.faults = True, True, [LOST]
    push(road)
    assert status(road) == "queued"
    push(road, 5)
    assert phone.asked == []
    push(road, 30)
    assert (len(phone.asked), phone.got, status(road)) == (1, [], "sent")


def test_what_the_provider_does_not_have_is_sent_again_once(road, phone):
    phone.looks_up, phone.faults = True, [LOST]
    push(road)
    push(road, 30)
    push(road, 9999)
    assert (len(phone.got), status(road)) == (1, "sent")


def test_a_number_the_provider_refuses_is_given_up(road, phone):
    phone.faults = [Refused("notify", "not a phone number", status=400)]
    push(road)
    push(road, 9999)
    assert phone.got == []
    assert status(road) == "failed"


def test_a_provider_that_never_comes_back_is_given_up(road, phone):
    phone.faults = [DOWN] * 99
    for _ in range(deliver.MOST_TRIES + 2):
        push(road, 4000)
    assert status(road) == "failed"
    assert len(phone.faults) == 99 - deliver.MOST_TRIES


def test_a_worker_that_died_while_sending_leaves_it_uncertain(road, phone):
    class Died(BaseException):
        pass

    phone.faults = [Died()]
    with pytest.raises(Died):
        push(road)
    push(road, deliver.LEASE + 1)
    assert phone.got == []
    assert status(road) == "uncertain"


def test_a_worker_that_died_while_sending_is_followed_by_one_who_looks(road, phone):
    class Died(BaseException):
        pass

    phone.looks_up, phone.arrived, phone.faults = True, True, [Died()]
    with pytest.raises(Died):
        push(road)
    push(road, deliver.LEASE + 1)
    assert (phone.got, status(road)) == ([], "sent")


def test_later_messages_wait_for_earlier_ones_and_safe_words_for_none(road, phone):
    phone.faults = [DOWN]
    push(road)
    with road.store.begin() as tx:
        conversation = conversations.find_open(
            tx, "sms", road.parts.numbers.identity("sms", "+447700900001")
        )
        moment = road.parts.moment()
        outgoing.notice(tx, road.parts, conversation, "Later.", moment)
        outgoing.notice(tx, road.parts, conversation, "Call 999.", moment, essential=True)
    push(road)
    assert [text for _, text in phone.got] == ["Call 999."]
    push(road, 60)
    push(road)
    assert [text for _, text in phone.got] == ["Call 999.", "Hello.", "Later."]


def test_the_web_needs_no_deliveries(store):
    road = Road(store)
    resident = road.resident()
    resident.writes("hello")
    road.work()
    with store.read() as tx:
        assert tx.query(Delivery).count() == 0
