"""Messages pushed through a provider: each once, again only when it surely did not go out."""

import pytest

from bot.conversation import deliver, turn
from bot.conversation.receive import Inbound, receive
from integrations.errors import Refused, Unavailable
from integrations.store.models import Delivery
from tests.road import Road, says

DOWN = Unavailable("notify", "refused", sent=False)
LOST = Unavailable("notify", "too slow", sent=True)


class Phone:
    def __init__(self):
        self.got, self.faults = [], []

    def __call__(self, identity, message):
        if self.faults:
            raise self.faults.pop(0)
        self.got.append((identity, message.text))


@pytest.fixture
def phone():
    return Phone()


@pytest.fixture
def road(store, phone):
    road = Road(store, senders={"sms": phone})
    road.engine.answers.append(says("Hello."))
    text = Inbound(channel="sms", identity="07700900001", provider_id="p1", text="hi")
    turn.run(road.parts, receive(road.parts, text).conversation_id)
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
    assert phone.got == [("07700900001", "Hello.")]
    assert status(road) == "sent"


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


def test_the_web_needs_no_deliveries(store):
    road = Road(store)
    resident = road.resident()
    resident.writes("hello")
    road.work()
    with store.read() as tx:
        assert tx.query(Delivery).count() == 0
