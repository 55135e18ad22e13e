"""The local copy of a directory of services: answers keep coming while the directory is down."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from integrations.store.help_models import Directory
from integrations.store.models import Items
from integrations.store.session import Transaction, changed


@dataclass(frozen=True)
class Copy:
    """`fetched_at` by the machine's clock; `failed`: the last try to renew it did not work."""

    services: Items
    fetched_at: float
    failed: bool


def copy(tx: Transaction, name: str) -> Copy | None:
    """What was last fetched; None when nothing ever was."""
    row = tx.get(Directory, name)
    if row is None or row.fetched_at is None:
        return None
    return Copy(row.services, row.fetched_at, row.last_error is not None)


def fetched_at(tx: Transaction, name: str) -> tuple[float | None, bool]:
    """When the copy was made and whether the last try failed, without reading it."""
    wanted = select(Directory.fetched_at, Directory.last_error).where(Directory.name == name)
    found = tx.execute(wanted).one_or_none()
    return (found[0], found[1] is not None) if found else (None, False)


def due(tx: Transaction, name: str, now: float) -> bool:
    next_at = tx.scalar(select(Directory.next_at).where(Directory.name == name))
    return next_at is None or next_at <= now


def claim(tx: Transaction, name: str, now: float, lease_until: float) -> bool:
    """One worker asks the directory. Raises Conflict when another began its row just now."""
    if tx.get(Directory, name) is None:
        tx.add(Directory(name=name, services=[], next_at=lease_until))
        tx.flush()
        return True
    free = update(Directory).where(Directory.name == name, Directory.next_at <= now)
    return bool(changed(tx, free.values(next_at=lease_until)))


def keep(
    tx: Transaction, name: str, services: Sequence[dict[str, Any]], now: float, next_at: float
) -> None:
    """A new copy; an older one that comes late does not replace it."""
    newer = or_(Directory.fetched_at.is_(None), Directory.fetched_at <= now)
    tx.execute(
        update(Directory)
        .where(Directory.name == name, newer)
        .values(services=list(services), fetched_at=now, next_at=next_at, last_error=None)
    )


def failed(tx: Transaction, name: str, error: str, next_at: float) -> None:
    """The copy stays; the next try is not far."""
    tx.execute(
        update(Directory).where(Directory.name == name).values(last_error=error, next_at=next_at)
    )
