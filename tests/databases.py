"""Fresh databases for tests: SQLite in a file, and a real PostgreSQL server of our own."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pgserver
import psycopg
import pytest

from integrations.store.session import Store

DATABASES = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "empty.db"
    store = Store(f"sqlite:///{path}")
    store.migrate()
    store.close()
    return path


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of a server with one database that has our tables, `empty`.

    Its folder is not among pytest's own: those are for the user who runs the tests alone, and the
    server runs as another when that user is root.
    """
    server = pgserver.get_server(tempfile.mkdtemp(prefix="doorstep-"), cleanup_mode="delete")
    make_hasty(server.get_uri())
    create_database(server.get_uri(), "empty")
    store = Store(server.get_uri("empty"))
    store.migrate()
    store.close()
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with our tables and nothing in them; each test runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "doorstep.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    server = request.getfixturevalue("postgresql")
    url = server.replace("/postgres?", "/empty?")
    with psycopg.connect(url, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables"
            " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchone()
        assert tables
        connection.execute("SET lock_timeout = '60s'")  # a transaction left open is a fault
        connection.execute(f"TRUNCATE {tables[0]} RESTART IDENTITY CASCADE")
    return url


@pytest.fixture
def open_store(database_url: str) -> Iterator[Callable[[], Store]]:
    """More than one store on the same database is more than one process, as far as it can tell."""
    opened: list[Store] = []

    def another() -> Store:
        opened.append(Store(database_url))
        return opened[-1]

    yield another
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    return open_store()


def make_hasty(server: str) -> None:
    """A test's data need not survive a power cut."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


def create_database(server: str, name: str) -> None:
    """An empty database, whatever an earlier product left under that name."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
