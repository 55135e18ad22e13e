import threading
import time

import pytest
from sqlalchemy import text

from integrations.errors import Unavailable
from integrations.store import conversations, events, messages
from integrations.store.messages import NewMessage
from integrations.store.session import Conflict, Moment, Store

MOMENT = Moment(1000.0, "2026-01-05T09:30:00Z")


def test_a_transaction_that_fails_leaves_nothing_behind(store):
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        conversations.start(tx, "c1", "web", "c1", "en", MOMENT)
        raise ZeroDivisionError
    with store.read() as tx:
        assert conversations.get(tx, "c1") is None


def test_one_identity_has_one_open_conversation(store):
    with store.begin() as tx:
        conversations.start(tx, "c1", "sms", "07700900001", "en", MOMENT)
    with pytest.raises(Conflict), store.begin() as tx:
        conversations.start(tx, "c2", "sms", "07700900001", "en", MOMENT)


def test_a_reader_sees_what_was_there_before_an_open_write(store):
    with store.begin() as tx:
        conversations.start(tx, "c1", "web", "c1", "en", MOMENT)
        started = time.monotonic()
        with store.read() as other:
            assert conversations.get(other, "c1") is None
        assert time.monotonic() - started < 1


def test_events_of_a_conversation_are_numbered_in_the_order_they_are_committed(open_store):
    stores = [open_store() for _ in range(3)]
    with stores[0].begin() as tx:
        conversations.start(tx, "c1", "web", "c1", "en", MOMENT)
    seen, stop = [], threading.Event()

    def write(store):
        for _ in range(15):
            with store.begin() as tx:
                conversations.lock(tx, "c1", MOMENT)
                messages.add(tx, "c1", NewMessage(sender="resident", text="x"), MOMENT)

    def follow():
        while True:
            last = stop.is_set()
            with stores[0].read() as tx:
                newest = seen[-1] if seen else 0
                seen.extend(one.id for one in events.after(tx, "c1", newest, ("message",), 100))
            if last:
                return

    follower = threading.Thread(target=follow)
    writers = [threading.Thread(target=write, args=(store,)) for store in stores]
    [thread.start() for thread in (follower, *writers)]
    [thread.join() for thread in writers]
    stop.set()
    follower.join()
    assert len(seen) == 45


def test_a_database_that_is_away_is_unavailable_and_says_nothing_of_what_was_written():
    store = Store("postgresql://nobody@127.0.0.1:9/nothing")
    with pytest.raises(Unavailable) as fault, store.begin() as tx:
        conversations.start(tx, "c1", "web", "secret words", "en", MOMENT)
    assert "secret" not in str(fault.value)


def test_a_writer_that_cannot_get_the_lock_gives_up_after_its_time(tmp_path):
    one = Store(f"sqlite:///{tmp_path}/doorstep.db")
    other = Store(f"sqlite:///{tmp_path}/doorstep.db")
    one.migrate()
    with other.engine.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA busy_timeout = 50")
    with one.begin() as holder:
        holder.execute(text("SELECT 1"))
        with pytest.raises(Unavailable), other.begin() as tx:
            tx.execute(text("SELECT 1"))


def test_postgres_urls_are_understood_as_others_write_them():
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert Store(f"{scheme}://user@host/name").url.drivername == "postgresql+psycopg"
