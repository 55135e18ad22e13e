"""Rasa's memory of conversations, in SQLite or PostgreSQL, that would rather refuse than invent.

Rasa's own store ends the process on some input, answers a failed read with "no such conversation",
keeps what it cannot write in memory, and lets two writers overwrite each other. This one does none
of that: every failure is an error, and a tracker is saved only if nobody else saved it since it was
read.
"""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.orm import Query, Session, sessionmaker

SECONDS_TO_CONNECT = 3
SECONDS_TO_WAIT = 5

Event = SQLTrackerStore.SQLEvent


class TrackerRefused(Exception):
    """The store cannot be used, or a conversation was changed under our hands."""


class TurnStore(SQLTrackerStore):
    """The tracker store of the engine."""

    def __init__(
        self, domain: Domain | None = None, host: str | None = None, **kwargs: Any
    ) -> None:
        TrackerStore.__init__(self, domain, kwargs.get("event_broker"))
        self.engine = connect(host or "")
        self.sessionmaker = sessionmaker(bind=self.engine)
        with refused("be reached"):
            self.Base.metadata.create_all(self.engine)

    def ping(self) -> None:
        """Raises when the database does not answer."""
        with self.session_scope() as session:
            session.execute(sa.text("select 1"))

    @contextlib.contextmanager
    def session_scope(self) -> Iterator[Session]:
        """One transaction, undone if anything fails."""
        with self.sessionmaker() as session, session.begin():
            yield session

    def _event_query(
        self, session: Session, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> Query:
        # Rasa finds "the latest session" by the clock; ours has one, in the order of writing.
        return session.query(Event).filter(Event.sender_id == sender_id).order_by(Event.id)

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, True).with_entities(Event.data).all()
        if not rows:
            return None
        events = [json.loads(row.data) for row in rows]
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.events_when_read = len(rows)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Adds the tracker's new events, all or none."""
        read = getattr(tracker, "events_when_read", 0)
        events = list(tracker.events)
        with self.session_scope() as session:
            self._one_writer(session, tracker.sender_id)
            kept = self._event_query(session, tracker.sender_id, True).count()
            if kept != read:
                raise TrackerRefused("Another turn of this conversation was saved meanwhile.")
            session.add_all(_row(tracker.sender_id, event) for event in events[read:])
        tracker.events_when_read = len(events)

    def _one_writer(self, session: Session, sender_id: str) -> None:
        if self.engine.dialect.name == "postgresql":
            session.execute(
                sa.text("select pg_advisory_xact_lock(hashtextextended(:name, 0))"),
                {"name": sender_id},
            )


def _row(sender_id: str, event: Any) -> Event:
    data = event.as_dict()
    return Event(
        sender_id=sender_id,
        type_name=event.type_name,
        timestamp=data.get("timestamp"),
        intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
        action_name=data.get("name"),
        data=json.dumps(data),
    )


@contextlib.contextmanager
def refused(what: str) -> Iterator[None]:
    """Turns the database's own errors into one sentence without its address or what was in it."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise TrackerRefused(f"The tracker database cannot {what}.") from error


def connect(address: str) -> sa.engine.Engine:
    """An engine for a SQLite file or a PostgreSQL database; any other kind is refused."""
    try:
        url = make_url(address)
    except sa.exc.ArgumentError as error:
        raise TrackerRefused("TRACKER_DATABASE_URL is not a database address.") from error
    kind = url.get_backend_name()
    if kind == "postgresql":
        return _postgresql(url)
    if kind == "sqlite":
        return _sqlite(url)
    raise TrackerRefused(f"The tracker database is sqlite or postgresql, not {kind}.")


def _postgresql(url: URL) -> sa.engine.Engine:
    wait = SECONDS_TO_WAIT * 1000
    return sa.create_engine(
        url.set(drivername="postgresql+psycopg2"),
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=2,
        max_overflow=3,
        pool_recycle=300,
        connect_args={
            "connect_timeout": SECONDS_TO_CONNECT,
            "options": f"-c statement_timeout={wait} -c lock_timeout={wait}",
        },
    )


def _sqlite(url: URL) -> sa.engine.Engine:
    if url.database and url.database != ":memory:":
        with refused("be made"):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": SECONDS_TO_WAIT})

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA busy_timeout={SECONDS_TO_WAIT * 1000}")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
