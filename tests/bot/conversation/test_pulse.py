"""One small read tells every open page of a process whether it has to look."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.conversation.bells import Bells
from bot.conversation.pulse import Pulse, Watch
from integrations.store import conversations, events, signs
from integrations.store.session import Moment, Store
from tests.databases import database_url, migrated_file, open_store, store

__all__ = ["database_url", "migrated_file", "open_store", "store"]
MOMENT = Moment(1000.0, "2026-01-05T09:30:00Z")
A_MOMENT = 0.05


@pytest.fixture
def beating(store: Store) -> Pulse:
    for name in ("one", "two"):
        with store.begin() as tx:
            conversations.start(tx, name, "web", name, "en", MOMENT)
    happens(store, "one", "message")
    beats = Pulse()
    beats.beat(store, MOMENT.now)
    return beats


def happens(store: Store, conversation: str, kind: str) -> None:
    with store.begin() as tx:
        events.add(tx, conversation, kind, {}, MOMENT)


@contextmanager
def watched(pulse: Pulse, *names: str | None) -> Iterator[list[Watch]]:
    bells = Bells()
    with ExitStack() as opened:
        listeners = [opened.enter_context(bells.listen("a bell nobody rings")) for _ in names]
        yield [
            opened.enter_context(pulse.watch(name, bell))
            for name, bell in zip(names, listeners, strict=True)
        ]


async def told(watches: list[Watch]) -> list[bool]:
    await asyncio.sleep(0)  # what was rung from a thread is set by the loop
    return [await one.wait(A_MOMENT) for one in watches]


def test_only_the_pages_of_a_conversation_in_which_something_happened_have_to_look(
    store: Store, beating: Pulse
) -> None:
    async def look() -> None:
        with watched(beating, "one", "two", None) as watches:
            happens(store, "two", "message")
            beating.beat(store, MOMENT.now)
            assert await told(watches) == [False, True, False]
            beating.beat(store, MOMENT.now)
            assert await told(watches) == [False, False, False]

    asyncio.run(look())


def test_a_page_that_has_looked_since_is_left_alone(store: Store, beating: Pulse) -> None:
    async def look() -> None:
        with watched(beating, "two", "two") as watches:
            happens(store, "two", "message")
            with store.read() as tx:
                watches[0].seen = events.last_id(tx, "two")
            beating.beat(store, MOMENT.now)
            assert await told(watches) == [False, True]

    asyncio.run(look())


@pytest.mark.parametrize("kind", ["state", "alarm", "needs", "a kind of tomorrow"])
def test_the_queue_moves_with_everything_but_talk(store: Store, beating: Pulse, kind: str) -> None:
    async def look() -> None:
        with watched(beating, None) as watches:
            before = beating.of(None)
            happens(store, "one", kind)
            beating.beat(store, MOMENT.now)
            assert beating.of(None) > before
            assert await told(watches) == [True]

    asyncio.run(look())


def test_who_begins_or_stops_typing_is_news_in_every_process(store: Store, beating: Pulse) -> None:
    async def look() -> None:
        with watched(beating, "one", "two") as watches:
            with store.begin() as tx:
                signs.put(tx, "one", "sam", signs.TYPING, MOMENT.now + 6)
                signs.put(tx, "two", "sam", signs.SEEN, signs.ALWAYS, 1)
            for now, wanted in ((0.0, True), (3.0, False), (7.0, True), (8.0, False)):
                beating.beat(store, MOMENT.now + now)
                assert await told(watches) == [wanted, False], now

    asyncio.run(look())


def test_pages_that_are_closed_are_forgotten(store: Store, beating: Pulse) -> None:
    async def look() -> None:
        with watched(beating, "one") as watches:
            pass
        happens(store, "one", "message")
        beating.beat(store, MOMENT.now)
        assert await told(watches) == [False]

    asyncio.run(look())
