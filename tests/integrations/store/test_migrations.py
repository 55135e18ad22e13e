import subprocess
import sys

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect

from integrations.store.models import Base
from integrations.store.session import Store, alembic_config

MIGRATE = "import sys; from integrations.store.session import Store; Store(sys.argv[1]).migrate()"


def test_the_migrations_build_exactly_the_tables_of_the_models(store):
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"render_as_batch": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_twice_changes_nothing(store):
    store.migrate()
    store.migrate()
    assert store.ready()


def test_four_processes_that_start_at_once_on_a_new_file_all_find_the_tables(tmp_path):
    url = f"sqlite:///{tmp_path}/var/doorstep.db"
    starting = [subprocess.Popen([sys.executable, "-c", MIGRATE, url]) for _ in range(4)]
    assert [process.wait(60) for process in starting] == [0, 0, 0, 0]
    assert Store(url).ready()


def test_a_database_without_our_tables_is_not_ready(tmp_path):
    assert not Store(f"sqlite:///{tmp_path}/new.db").ready()


def test_a_database_that_does_not_answer_is_not_ready():
    assert not Store("postgresql://nobody@127.0.0.1:9/nothing").ready()


def test_sqlite_keeps_a_write_ahead_log_and_checks_its_references(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/doorstep.db")
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000


def test_the_first_revision_can_be_undone(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/doorstep.db")
    store.migrate()
    with store.engine.begin() as connection:
        command.downgrade(alembic_config(connection), "base")
    engine = create_engine(f"sqlite:///{tmp_path}/doorstep.db")
    assert inspect(engine).get_table_names() == ["alembic_version"]
