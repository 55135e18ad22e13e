"""One small read tells every open page of a process whether it has to look."""

import time

import pytest

from bot.conversation import pulse
from bot.conversation.pulse import Pulse
from integrations.store import conversations, events
from integrations.store.session import Moment, Store
from tests.databases import database_url, migrated_file, open_store, store

__all__ = ["database_url", "migrated_file", "open_store", "store"]
MOMENT = Moment(1000.0, "2026-01-05T09:30:00Z")


@pytest.fixture
def beating(store: Store) -> Pulse:
    for name in ("one", "two"):
        with store.begin() as tx:
            conversations.start(tx, name, "web", name, "en", MOMENT)
    happens(store, "one", "message")
    beats = Pulse(every=0.0)
    beats.read(store)
    return beats


def happens(store: Store, conversation: str, kind: str) -> None:
    with store.begin() as tx:
        events.add(tx, conversation, kind, {}, MOMENT)


def test_only_the_conversation_in_which_something_happened_has_moved(
    store: Store, beating: Pulse
) -> None:
    before = {name: beating.of(name) for name in ("one", "two", None)}
    happens(store, "two", "message")
    beating.read(store)
    assert beating.of("two") > before["two"]
    assert (beating.of("one"), beating.of(None)) == (before["one"], before[None])


@pytest.mark.parametrize("kind", ["state", "alarm", "needs", "a kind of tomorrow"])
def test_the_queue_moves_with_everything_but_talk(store: Store, beating: Pulse, kind: str) -> None:
    before = beating.of(None)
    happens(store, "one", kind)
    beating.read(store)
    assert beating.of(None) > before


def test_those_who_ask_within_the_same_moment_read_once(store: Store) -> None:
    beats = Pulse()
    beats.read(store)
    assert not beats.is_stale
    happened = beats.of("one")
    with store.begin() as tx:
        conversations.start(tx, "one", "web", "one", "en", MOMENT)
    happens(store, "one", "message")
    beats.read(store)
    assert beats.of("one") == happened
    time.sleep(pulse.EVERY)
    beats.read(store)
    assert beats.of("one") > happened
