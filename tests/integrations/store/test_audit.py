"""What was done at the desk stays written as it was."""

import pytest
from sqlalchemy import text

from integrations.errors import Unavailable
from integrations.store import audit
from integrations.store.audit import Deed
from integrations.store.session import Conflict, Moment

NOW = Moment(1000.5, "2026-01-05T09:30:00Z")


def write(store, *actions):
    for action in actions:
        with store.begin() as tx:
            deed = Deed(action=action, name="Sam", after={"b": 1, "a": [1.5, "é"]})
            audit.write(tx, deed, NOW)


def change(store, statement):
    with store.begin() as tx:
        tx.execute(text(statement))


def test_the_chain_holds_from_the_first_row_to_the_last(store):
    write(store, "one", "two", "three")
    with store.read() as tx:
        assert audit.broken_at(tx) is None
        assert [one.action for one in audit.newest(tx, 2)] == ["three", "two"]


@pytest.mark.parametrize("statement", ["UPDATE audit SET name = 'Alex'", "DELETE FROM audit"])
def test_the_database_changes_and_removes_no_row(store, statement):
    write(store, "one")
    with pytest.raises((Unavailable, Conflict)):
        change(store, statement)
    with store.read() as tx:
        assert [one.name for one in audit.newest(tx, 9)] == ["Sam"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET name = 'Alex' WHERE action = 'two'",
        "DELETE FROM audit WHERE id = 2",
    ],
)
def test_a_row_that_is_altered_behind_its_back_breaks_the_chain(store, statement):
    write(store, "one", "two", "three")
    for name in ("audit_no_update", "audit_no_delete"):
        if store.sqlite:
            change(store, f"DROP TRIGGER {name}")
    if not store.sqlite:
        change(store, "ALTER TABLE audit DISABLE TRIGGER audit_sealed")
    change(store, statement)
    with store.read() as tx:
        broken = audit.broken_at(tx)
    if not store.sqlite:
        change(store, "ALTER TABLE audit ENABLE TRIGGER audit_sealed")
    assert broken is not None
