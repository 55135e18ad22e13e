"""The background work as the web process runs it, with real threads and the real clock."""

import asyncio
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from bot import workers
from bot.conversation import turn
from bot.conversation.rush import MANY
from integrations.errors import Unavailable
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]


@pytest.fixture
def road(store):
    return Road(store, now=time.time, started_at=time.time())


class Running:
    """The workers on a loop of their own, as Sanic runs them."""

    def __init__(self, parts):
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.workers = self.call(self.begin(parts))

    async def begin(self, parts):
        return workers.start(asyncio.get_running_loop(), parts)

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(30)

    def stop(self):
        self.call(workers.stop(self.workers))
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def running(road):
    running = Running(road.parts)
    yield running
    running.stop()


def until(condition, seconds=5.0):
    """How long it took."""
    start = time.monotonic()
    while not condition():
        assert time.monotonic() - start < seconds, "it never happened"
        time.sleep(0.005)
    return time.monotonic() - start


def test_one_message_after_another_is_answered(road, running):
    resident = road.resident()
    for number in range(5):
        resident.writes(f"message {number}")
        until(lambda n=number: len(resident.sees("assistant")) > n)


def test_a_message_taken_by_another_process_is_answered_at_the_next_look(open_store, road, running):
    other = Road(open_store(), now=time.time)
    resident = other.resident()
    resident.writes("hello")
    assert until(lambda: resident.sees("assistant")) < 1


def test_every_message_of_many_residents_is_answered_once_and_in_order(road, running):
    residents = [road.resident() for _ in range(8)]
    for number in range(5):
        for resident in residents:
            resident.writes(f"message {number}")
    until(lambda: not owed(road), 20)
    for resident in residents:
        answered = "\n".join(text.removeprefix("You said: ") for text in resident.sees("assistant"))
        assert answered == "\n".join(f"message {number}" for number in range(5))


def owed(road):
    with road.store.read() as tx:
        return tx.query(turn.Message).filter_by(unanswered=True).count()


def test_a_hanging_engine_holds_up_neither_the_sweep_nor_a_new_message(road, running):
    gate = threading.Event()
    road.engine.while_thinking = lambda: gate.wait(20)
    residents = [road.resident() for _ in range(12)]
    try:
        for resident in residents:
            resident.writes("hello")
        until(lambda: len(road.engine.ran) == 8)
        age(road, 9)
        until(lambda: all(road.words("slow") in one.sees() for one in residents))
        started = time.monotonic()
        residents[0].writes("still there?")
        assert time.monotonic() - started < 0.5
    finally:
        gate.set()
    until(lambda: not owed(road), 20)


def age(road, seconds):
    """As if everything that waits had come so much earlier."""
    with road.store.begin() as tx:
        for message in tx.query(turn.Message).filter_by(unanswered=True):
            message.received_at -= seconds


def test_a_poisonous_conversation_holds_up_no_other_and_its_words_are_not_logged(
    road, running, caplog
):
    caplog.set_level(logging.DEBUG)
    usual = road.engine.turn

    def choke(to_engine):
        if "poison" in to_engine.text:
            raise ValueError(f"cannot read {to_engine.text}")
        return usual(to_engine)

    road.engine.turn = choke
    bad, good = road.resident(), road.resident()
    bad.writes("poison secret words")
    for number in range(3):
        good.writes(f"message {number}")
        until(lambda n=number: len(good.sees("assistant")) > n)
    until(lambda: "turns" in caplog.text)
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text
    age(road, 61)
    with road.store.read() as tx:
        assert tx.query(turn.Turn).filter_by(conversation_id=bad.id).one().status == "running"


def test_a_poisonous_conversation_is_given_to_a_person_in_the_end(road, running):
    road.engine.turn = lambda _: 1 / 0
    resident = road.resident()
    resident.writes("poison")
    age(road, 61)
    object.__setattr__(road.parts, "started_at", time.time() - 61)
    until(lambda: resident.conversation.owner == "queue")
    assert resident.sees()[-1] == road.words("error_handover")


def test_work_that_fails_rests_longer_each_time(road):
    tried = []

    def fail(parts, key):
        tried.append(time.monotonic())
        raise Unavailable("store", "away")

    job = workers.Job("turns", lambda _: ["one"], fail, 1)
    loop = asyncio.new_event_loop()

    async def for_a_while():
        running = workers.Workers(road.parts, (job,))
        running.start(loop)
        await asyncio.sleep(2.5)
        await running.stop()

    loop.run_until_complete(for_a_while())
    loop.close()
    assert 2 <= len(tried) <= 4


def test_a_database_that_is_away_for_a_moment_stops_nothing(road):
    looks = []

    def look(parts):
        looks.append(1)
        if len(looks) == 1:
            raise Unavailable("store", "away")
        return []

    job = workers.Job("turns", look, lambda *_: True, 1)
    loop = asyncio.new_event_loop()

    async def for_a_while():
        running = workers.Workers(road.parts, (job,))
        running.start(loop)
        await asyncio.sleep(1.8)
        assert running.stuck() == []
        await running.stop()

    loop.run_until_complete(for_a_while())
    loop.close()
    assert len(looks) >= 3


def test_stopping_lets_a_turn_under_way_finish(road):
    running = Running(road.parts)
    resident = road.resident()
    road.engine.while_thinking = lambda: time.sleep(0.5)
    resident.writes("hello")
    until(lambda: road.engine.ran)
    running.stop()
    assert resident.sees("assistant") == ["You said: hello"]


def test_looking_for_work_is_no_busy_loop(road, running):
    time.sleep(0.5)
    before = time.process_time()
    time.sleep(2)
    assert (time.process_time() - before) / 2 < 0.5


def test_messages_are_taken_and_answered_while_the_workers_look_and_write(road, running):
    residents = [road.resident() for _ in range(4)]
    with ThreadPoolExecutor(2) as web:
        taken = [web.submit(residents[at % 4].writes, f"message {at}") for at in range(24)]
    assert [one.exception() for one in taken] == [None] * 24
    until(lambda: not owed(road), 30)


def test_in_a_rush_one_is_answered_at_a_time_and_then_all_are(road, running):
    at_once, most = [], []

    def think():
        at_once.append(1)
        most.append(len(at_once))
        time.sleep(0.2)
        at_once.pop()

    road.engine.while_thinking = think
    residents = [road.resident() for _ in range(8)]
    with ExitStack() as rush:
        for _ in range(MANY):
            rush.enter_context(road.parts.rush.arriving())
        for resident in residents:
            resident.writes("hello")
        until(lambda: len(most) >= 3, 20)
        assert set(most) == {1}
    until(lambda: not owed(road), 30)
    assert max(most) > 1
