"""The database: one transaction at a time, on SQLite in one file or on PostgreSQL by URL.

SQLite writes take the write lock at once (BEGIN IMMEDIATE), so a transaction never fails half way
because another process got in between; reads never wait for a writer (WAL).
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    URL,
    Connection,
    CursorResult,
    Engine,
    UpdateBase,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker

from integrations.errors import Unavailable
from integrations.store.writers import Writers

Transaction = Session
MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_SECONDS = 5
MIGRATION_LOCK = 4_235_001  # any number of our own, for pg_advisory_xact_lock


@dataclass(frozen=True)
class Moment:
    """Now, by both clocks: the machine's in seconds, and the council's as residents read it."""

    now: float
    at: str


class Conflict(Exception):
    """A unique key said no: someone else did the same thing first. Look again."""


class Store:
    def __init__(self, url: str) -> None:
        try:
            self.url = _with_driver(make_url(url))
            self.sqlite = self.url.get_backend_name() == "sqlite"
            self.engine = _sqlite(self.url) if self.sqlite else _postgresql(self.url)
        except (ArgumentError, ImportError) as fault:
            raise Unavailable("store", "not the address of a database we know") from fault
        # SQLite waits for its write lock by sleeping; a queue of our own wakes the next at once.
        self._writers = Writers() if self.sqlite else None
        once: dict[str, Any] = {"expire_on_commit": False, "close_resets_only": False}
        self._write = sessionmaker(self.engine, **once)
        reader = self.engine.execution_options(reading=True)
        self._read = sessionmaker(reader, **once)

    @contextmanager
    def begin(self, *, first: bool = False) -> Iterator[Transaction]:
        """One writing transaction: commits at the end, or leaves nothing behind. `first` is for
        what comes in: where one writes at a time, it goes before our own work."""
        with _translated(), self._turn(first), self._write.begin() as tx:
            yield tx

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """One reading transaction. It takes no lock and cannot write."""
        with _translated(), self._read() as tx:
            yield tx

    def migrate(self) -> None:
        """Brings the tables up to date. If two processes start at once, one waits."""
        with _translated(), self._turn(first=False), self.engine.begin() as connection:
            if not self.sqlite:
                lock = text("SELECT pg_advisory_xact_lock(:key)")
                connection.execute(lock, {"key": MIGRATION_LOCK})
            command.upgrade(alembic_config(connection), "head")

    def ready(self) -> bool:
        """Whether the database answers and its tables are those of this program."""
        try:
            with _translated(), self.engine.execution_options(reading=True).connect() as tx:
                found = MigrationContext.configure(tx).get_current_revision()
        except Unavailable:
            return False
        return found == ScriptDirectory.from_config(alembic_config()).get_current_head()

    def close(self) -> None:
        self.engine.dispose()

    def _turn(self, first: bool) -> AbstractContextManager[None]:
        return self._writers.one(first=first) if self._writers else nullcontext()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError as fault:
        raise Conflict(type(fault.orig).__name__) from fault
    except PoolTimeout as fault:
        raise Unavailable("store", "every connection is in use") from fault
    except DBAPIError as fault:
        # The statement's values may be a resident's words, so only the kind of fault is told.
        raise Unavailable("store", type(fault.orig).__name__) from fault


def changed(tx: Transaction, statement: UpdateBase) -> int:
    """How many rows a conditional UPDATE changed: 0 means that somebody else was first."""
    return cast(CursorResult[Any], tx.execute(statement)).rowcount


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _with_driver(url: URL) -> URL:
    if url.get_backend_name() in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg")
    return url


def _postgresql(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        connect_args={"connect_timeout": BUSY_SECONDS},
        hide_parameters=True,
    )


def _sqlite(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url,
        pool_size=10,
        max_overflow=20,
        pool_timeout=BUSY_SECONDS,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    # FULL: a message that was acknowledged is on the disk, also after a power cut.
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
