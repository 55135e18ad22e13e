"""The composer for residents on phones (check 26), and a page that was away for too long (17)."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from bot.conversation.parts import Pushed
from integrations.store import conversations, events, phones, queue
from integrations.store.queue import Handover
from integrations.store.session import Moment, Store
from tests.bot.desk.conftest import asks_for_a_person
from tests.bot.served import Web, web_on
from tests.browser.desk import Colleague
from tests.databases import migrated_file

__all__ = ["migrated_file"]
HOUR = 3600


class Provider:
    """Takes what it is given."""

    looks_up = False

    def send(self, *_: object) -> Pushed:
        return Pushed("taken")


@pytest.fixture(scope="module")
def phoned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('phoned') / 'doorstep.db'}")
    store.migrate()
    senders = {"sms": Provider(), "whatsapp": Provider()}
    with web_on(store, senders=senders, whatsapp_template="hello") as running:
        yield running
    store.close()


@pytest.fixture
def sam(chromium: Browser, phoned: Web) -> Iterator[Colleague]:
    person = Colleague(chromium, phoned, "sam")
    yield person
    person.leaves()


def waits(web: Web, channel: str, heard_ago: float) -> int:
    """Somebody on a phone who last wrote so long ago."""
    now, name = time.time(), f"{channel} {heard_ago}"
    moment = Moment(now, "2026-01-05T09:30:00Z")
    with web.store.begin() as tx:
        sealed = web.road.parts.numbers.seal("+447700900123")
        phones.heard(tx, name, channel, sealed, now - heard_ago)
        conversation = conversations.start(tx, name, channel, name, "en", moment)
        wanted = Handover(reason="requested", team="contact_centre", topic="report")
        item = queue.enter(tx, conversation, wanted, moment)
        conversations.move(tx, conversation, conversations.QUEUE, moment)
        return item.id


def test_a_text_tells_what_it_costs_by_notifys_rule(phoned: Web, sam: Colleague) -> None:
    sam.takes(waits(phoned, "sms", 60))
    box, measure = sam.page.get_by_label("Reply to the resident"), sam.page.locator("#measure")
    box.fill("a" * 160)
    expect(measure).to_contain_text("160 characters. 1 text message")
    box.press_sequentially("b")
    expect(measure).to_contain_text("2 text messages")
    box.fill("a" * 70)
    expect(measure).to_contain_text("1 text message")
    box.press_sequentially("ŵ")  # Welsh, and not in the alphabet of texts
    expect(measure).to_contain_text("71 characters. 2 text messages")


def test_whatsapp_shows_how_long_it_stays_open_and_then_offers_the_template(
    phoned: Web, sam: Colleague
) -> None:
    sam.takes(waits(phoned, "whatsapp", 22 * HOUR))
    expect(sam.page.locator("#measure")).to_contain_text("WhatsApp stays open for 1 h 59 min")
    ask = sam.page.get_by_role("button", name="Ask them to write again")
    expect(ask).to_be_hidden()
    sam.takes(waits(phoned, "whatsapp", 25 * HOUR))
    expect(sam.page.locator("#why-not")).to_contain_text("More than 24 hours")
    expect(sam.page.locator("#send")).to_have_attribute("aria-disabled", "true")
    ask.click()
    expect(sam.page.locator("#entries")).to_contain_text("You have a message from Stockport")


def test_who_was_away_for_too_long_is_told_to_load_again_and_keeps_the_draft(
    phoned: Web, sam: Colleague
) -> None:
    resident = asks_for_a_person(phoned)
    sam.takes(resident.item)
    sam.page.get_by_label("Reply to the resident").fill("half a sentence")
    sam.context.set_offline(True)
    sam.page.wait_for_timeout(1500)
    moment = Moment(time.time(), "2026-01-05T09:30:00Z")
    with phoned.store.begin() as tx:
        for _ in range(201):
            events.add(tx, resident.conversation, "step", {"id": 0}, moment)
    sam.context.set_offline(False)
    again = sam.page.get_by_role("link", name="Load the page again")
    expect(again).to_be_visible(timeout=20_000)
    again.click()
    expect(sam.page.get_by_label("Reply to the resident")).to_have_value("half a sentence")
