"""Requests on their way: who sends one now, and what is known of earlier tries."""

from dataclasses import dataclass

from sqlalchemy import or_, select, update

from integrations.store.models import Outbox, Request
from integrations.store.session import Transaction, changed

STEPS = ("send", "token", "update", "withdraw")
OPEN311, EMAIL = "open311", "email"


@dataclass(frozen=True)
class Claim:
    """A request this worker alone may work on until its lease ends."""

    outbox: Outbox
    request: Request
    attempt: int


def due(tx: Transaction, now: float, limit: int, destination: str = OPEN311) -> list[int]:
    found = (
        select(Outbox.id)
        .where(
            Outbox.destination == destination,
            Outbox.step.in_(STEPS),
            Outbox.next_at <= now,
            or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now),
        )
        .order_by(Outbox.next_at)
        .limit(limit)
    )
    return list(tx.scalars(found))


def claim(tx: Transaction, outbox_id: int, now: float, lease_until: float) -> Claim | None:
    row = tx.get(Outbox, outbox_id)
    if row is None or row.step not in STEPS or row.next_at > now:
        return None
    attempt = row.attempts + 1
    free = update(Outbox).where(
        Outbox.id == outbox_id,
        Outbox.step == row.step,
        Outbox.attempts == row.attempts,
        or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now),
    )
    if not changed(tx, free.values(lease_until=lease_until, attempts=attempt)):
        return None
    return Claim(row, tx.get_one(Request, row.request_id), attempt)


def sending(tx: Transaction, claim: Claim, now: float, lease_until: float) -> bool:
    """Written down before the request leaves: from here on it may have arrived."""
    return _mine(tx, claim, lookup_first=True, tried_at=now, lease_until=lease_until)


def release(
    tx: Transaction,
    claim: Claim,
    next_at: float,
    error: str,
    *,
    may_have_arrived: bool,
    looked_up: bool = False,
) -> bool:
    return _mine(
        tx,
        claim,
        next_at=next_at,
        lease_until=None,
        last_error=error,
        lookup_first=may_have_arrived,
        lookups=Outbox.lookups + int(looked_up),
    )


def finish(tx: Transaction, claim: Claim, step: str, next_at: float, error: str | None) -> bool:
    """The request is sent (or waits for its number, or will not be sent at all)."""
    return _mine(
        tx, claim, step=step, next_at=next_at, lease_until=None, last_error=error, attempts=0
    )


def not_sent(tx: Transaction, claim: Claim) -> None:
    """What goes now has not left before, whatever was tried in its place."""
    row = update(Outbox).where(Outbox.id == claim.outbox.id)
    tx.execute(row.values(lookup_first=False, lookups=0, tried_at=None))


def tried(tx: Transaction, request_id: int) -> bool:
    """Whether anything of it may have left."""
    found = select(Outbox.tried_at).where(Outbox.request_id == request_id)
    return tx.scalar(found) is not None


def turn_back(tx: Transaction, request_id: int, now: float) -> bool:
    """What was asked for is taken back. False: nothing of it has left, so nothing needs to follow;
    True: word of it is sent after what may have left. Whoever is sending now is too late."""
    row = tx.scalars(select(Outbox).where(Outbox.request_id == request_id)).one()
    left = row.tried_at is not None
    step = "withdraw" if left and row.destination == EMAIL else "done"
    mine = update(Outbox).where(Outbox.id == row.id)
    values = {"step": step, "next_at": now, "lease_until": None, "lookup_first": False}
    tx.execute(mine.values(**values, attempts=0, lookups=0, last_error=None))
    return left


def _mine(tx: Transaction, claim: Claim, **values: object) -> bool:
    """Only while this claim is the newest: a worker that was too slow changes nothing."""
    held = update(Outbox).where(
        Outbox.id == claim.outbox.id,
        Outbox.attempts == claim.attempt,
        Outbox.lease_until.is_not(None),
    )
    return bool(changed(tx, held.values(**values)))
