"""Who is at the desk, and takes work. Somebody whose page is closed fades within half a minute."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from integrations.store.desk_models import Presence, Staff
from integrations.store.session import Moment, Transaction, changed

AVAILABLE, AWAY, BREAK = "available", "away", "break"
STATUSES = (AVAILABLE, AWAY, BREAK)
FADES = 25.0
"""Seconds after which somebody who was not seen is not there: residents are told within 30."""


@dataclass(frozen=True)
class Present:
    """One of the staff who is at the desk now."""

    staff_id: str
    name: str
    role: str
    teams: tuple[str, ...]
    status: str
    reason: str | None
    since: float


def seen(tx: Transaction, staff_id: str, moment: Moment) -> None:
    """A page of theirs is open. Whoever was gone comes back as available."""
    mine = update(Presence).where(Presence.staff_id == staff_id)
    if not changed(tx, mine.values(seen_at=moment.now)):
        now = moment.now
        tx.add(Presence(staff_id=staff_id, status=AVAILABLE, since=now, seen_at=now))
        tx.flush()


def become(
    tx: Transaction, staff_id: str, status: str, moment: Moment, reason: str | None = None
) -> None:
    seen(tx, staff_id, moment)
    mine = update(Presence).where(Presence.staff_id == staff_id)
    tx.execute(mine.values(status=status, reason=reason, since=moment.now))


def leave(tx: Transaction, staff_id: str) -> None:
    """Signed out: gone at once, and available again at the next sign-in."""
    mine = update(Presence).where(Presence.staff_id == staff_id)
    tx.execute(mine.values(seen_at=0.0, status=AVAILABLE, reason=None))


def status_of(tx: Transaction, staff_id: str) -> str:
    found = tx.get(Presence, staff_id)
    return found.status if found else AVAILABLE


def everyone(tx: Transaction, now: float) -> list[Present]:
    """Who is at the desk, whatever they do there."""
    found = (
        select(Presence, Staff)
        .join(Staff, Staff.id == Presence.staff_id)
        .where(Presence.seen_at >= now - FADES, Staff.active.is_(True))
        .order_by(Staff.name)
    )
    return [
        Present(who.id, who.name, who.role, tuple(who.teams), at.status, at.reason, at.since)
        for at, who in tx.execute(found)
    ]


def on_duty(tx: Transaction, now: float) -> int:
    """How many take work now."""
    found = (
        select(func.count())
        .select_from(Presence)
        .join(Staff, Staff.id == Presence.staff_id)
        .where(
            Presence.seen_at >= now - FADES,
            Presence.status == AVAILABLE,
            Staff.active.is_(True),
        )
    )
    return tx.scalar(found) or 0
