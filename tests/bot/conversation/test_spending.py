"""The day's bill for texts: who is warned, when, and what goes on all the same."""

import pytest

from bot import metrics
from bot.conversation import outgoing, spending
from integrations.store import events
from integrations.store.messages import NewMessage
from integrations.store.models import Delivery
from tests.road import Road
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


def spend(road, share):
    """As if so much of today's fragments had gone out."""
    with road.store.begin() as tx:
        row = tx.query(Delivery).order_by(Delivery.id).first()
        row.fragments = round(road.parts.council.texting.fragments_a_day * share)


def test_whoever_runs_the_service_is_warned_before_the_assistant_falls_silent(road, phone):
    assert spending.warnings(road.parts) == []
    spend(road, 0.8)
    assert "texts today" in spending.warnings(road.parts)[0]
    assert phone.says("bins") == ["You said: bins"]


def test_at_the_cap_the_alarm_is_an_event_a_log_line_and_a_persons_task(road, phone, caplog):
    spend(road, 1.0)
    phone.says("bins")
    with road.store.read() as tx:
        found = events.after(tx, phone.conversation.id, 0, ("spend_cap",), 10)
    assert (len(found), phone.item.reason) == (1, "spend_cap")
    assert "used up" in caplog.text


def test_over_the_cap_an_adviser_still_texts(road, phone, provider):
    spend(road, 1.0)
    with road.store.begin() as tx:
        new = NewMessage(sender="adviser", name="Sam", text="Hello from Sam")
        outgoing.post(tx, road.parts, phone.conversation, new, road.parts.moment())
    phone.push()
    assert provider.got[-1] == "Hello from Sam"


def test_the_next_day_has_a_bill_of_its_own(road, phone):
    spend(road, 1.0)
    road.time.move(24 * 3600)
    assert spending.warnings(road.parts) == []
    assert phone.says("bins") == ["You said: bins"]


def test_the_figures_show_what_waits_and_what_was_lost(road, phone):
    with road.store.begin() as tx:
        tx.query(Delivery).order_by(Delivery.id).first().status = "uncertain"
    figures = "\n".join(metrics.from_database(road.store))
    assert 'doorstep_deliveries{status="uncertain"} 1' in figures
    assert "doorstep_text_fragments_today" in figures
