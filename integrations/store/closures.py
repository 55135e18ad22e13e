"""Times for which a team is shut out of turn, as a supervisor has said."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from integrations.store.session import Transaction, changed
from integrations.store.supervisor_models import Closure

WRITTEN = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, kw_only=True)
class NewClosure:
    """Whose closure it is, and why; `team` is None for all of them."""

    team: str | None
    begins: datetime
    until: datetime
    reason: str
    staff_id: str
    name: str


def add(tx: Transaction, new: NewClosure) -> Closure:
    values = {**vars(new), "begins": written(new.begins), "until": written(new.until)}
    row = Closure(**values)
    tx.add(row)
    tx.flush()
    return row


def listed(tx: Transaction, now: datetime) -> list[Closure]:
    """Those that are in force or still to come."""
    found = select(Closure).where(Closure.until > written(now))
    return list(tx.scalars(found.order_by(Closure.begins, Closure.id)))


def still_to_come(tx: Transaction, now: datetime) -> list[tuple[datetime, datetime, str | None]]:
    """The same, as instants: when it begins, until when, and whose it is."""
    return [(instant(one.begins), instant(one.until), one.team) for one in listed(tx, now)]


def end(tx: Transaction, closure_id: int, now: datetime) -> bool:
    """Open again, from now on. False: it is over already."""
    row = update(Closure).where(Closure.id == closure_id, Closure.until > written(now))
    return bool(changed(tx, row.values(until=written(now))))


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime(WRITTEN)


def instant(at: str) -> datetime:
    return datetime.strptime(at, WRITTEN).replace(tzinfo=UTC)
