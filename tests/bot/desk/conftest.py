"""Advisers at a running desk, and residents who have asked for a person."""

from collections.abc import Iterator

import pytest

from integrations.store import queue
from integrations.store.session import Store
from tests.advisers import Adviser
from tests.bot.served import Browser, Web, web_on
from tests.databases import database_url, migrated_file
from tests.road import hands_over, says

__all__ = ["database_url", "migrated_file"]


class Waiting:
    """A resident who waits for a person."""

    def __init__(self, web: Web, browser: Browser, conversation: str) -> None:
        self.web, self.browser, self.conversation = web, browser, conversation

    @property
    def item(self) -> int:
        """The number of what waits."""
        with self.web.store.read() as tx:
            found = queue.open_item(tx, self.conversation)
            assert found is not None
            return found.id

    def hears(self, text: str) -> dict[str, object]:
        return self.browser.waits_for(text)


def asks_for_a_person(web: Web, said: str = "a person please", **told: str) -> Waiting:
    """Somebody new, handed over after a few words with the assistant."""
    browser = web.browser()
    conversation = str(browser.opens()["conversation"])
    place = {"report_place": {"label": "Heaton Lane", "confirmed": True}}
    web.engine.answers.append(says("Where is it?", slots=place))
    browser.sends(text="a sofa on Heaton Lane")
    browser.waits_for("Where is it?")
    given = {"reason": "requested", "team": "contact_centre", "topic": "report", **told}
    web.engine.answers.append(hands_over(**given))
    browser.sends(text=said)
    browser.waits_for("I will get a person")
    return Waiting(web, browser, conversation)


@pytest.fixture
def resident(web: Web) -> Waiting:
    return asks_for_a_person(web)


@pytest.fixture
def sam(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "sam")


@pytest.fixture
def alex(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "alex")


@pytest.fixture
def priya(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "priya", "supervisor")


@pytest.fixture
def web_on_both(database_url: str) -> Iterator[Web]:
    """A web process of its own, on SQLite and on PostgreSQL."""
    store = Store(database_url)
    with web_on(store) as running:
        yield running
    store.close()
