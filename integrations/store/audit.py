"""Who did what, or looked at what, and why: a chain of rows that is only ever added to.

Each row's hash covers the row and the hash before it, so a row that was changed or taken away
behind the program's back breaks the chain there. No resident's words stand in it.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text

from integrations.store.desk_models import Audit
from integrations.store.session import Moment, Transaction

BEGINNING = "0" * 64
CHAIN_LOCK = 4_235_002  # any number of our own, for pg_advisory_xact_lock
SEALED = ("at", "staff_id", "name", "action", "conversation_id", "subject", "before", "after",
          "reason", "previous")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Deed:
    """`subject` is what it was done to when that is no conversation; `staff_id` and `name` are None
    for what the program did by itself."""

    action: str
    staff_id: str | None = None
    name: str | None = None
    conversation_id: str | None = None
    subject: str | None = None
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    reason: str | None = None


def write(tx: Transaction, deed: Deed, moment: Moment) -> None:
    """The last thing a transaction does: from here to its end nobody else can add a row."""
    if tx.get_bind().dialect.name != "sqlite":
        tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
    newest = select(Audit.hash).order_by(Audit.id.desc()).limit(1)
    values = {**vars(deed), "at": moment.now, "previous": tx.scalar(newest) or BEGINNING}
    tx.add(Audit(**values, hash=digest(values)))
    tx.flush()


def of_conversation(tx: Transaction, conversation_id: str) -> list[Audit]:
    found = select(Audit).where(Audit.conversation_id == conversation_id)
    return list(tx.scalars(found.order_by(Audit.id)))


def newest(tx: Transaction, limit: int) -> list[Audit]:
    return list(tx.scalars(select(Audit).order_by(Audit.id.desc()).limit(limit)))


def broken_at(tx: Transaction) -> int | None:
    """The first row that is not as it was written; None when the whole chain holds."""
    previous = BEGINNING
    for row in tx.scalars(select(Audit).order_by(Audit.id)):
        values = {name: getattr(row, name) for name in SEALED}
        if row.previous != previous or row.hash != digest(values):
            return row.id
        previous = row.hash
    return None


def digest(values: dict[str, Any]) -> str:
    sealed = [values[name] for name in SEALED]
    return hashlib.sha256(json.dumps(sealed, sort_keys=True).encode()).hexdigest()
