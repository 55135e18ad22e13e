"""Messages to be pushed through a provider, each once. Web residents fetch theirs themselves."""

from sqlalchemy import Update, or_, select, update

from integrations.store.models import Delivery, Message
from integrations.store.session import Moment, Transaction, changed


def add(tx: Transaction, message: Message, channel: str, moment: Moment) -> None:
    tx.add(Delivery(message_id=message.id, channel=channel, next_at=moment.now))


def due(tx: Transaction, now: float, limit: int) -> list[int]:
    found = (
        select(Delivery.id)
        .where(
            Delivery.status == "queued",
            Delivery.next_at <= now,
            or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now),
        )
        .order_by(Delivery.id)
        .limit(limit)
    )
    return list(tx.scalars(found))


def claim(
    tx: Transaction, delivery_id: int, now: float, lease_until: float
) -> tuple[Delivery, Message] | None:
    """Takes a message to be sent. One whose sender died in the middle may have gone out, and a
    text message is not sent twice on a guess: it is left for staff as uncertain."""
    row = tx.get(Delivery, delivery_id)
    if row is None or row.status != "queued":
        return None
    free = update(Delivery).where(
        Delivery.id == delivery_id, Delivery.status == "queued", Delivery.attempts == row.attempts
    )
    if row.lease_until is not None:
        tx.execute(free.values(status="uncertain", lease_until=None))
        return None
    if not changed(tx, free.values(attempts=row.attempts + 1, lease_until=lease_until)):
        return None
    return row, tx.get_one(Message, row.message_id)


def finish(tx: Transaction, delivery: Delivery, status: str, error: str | None) -> None:
    tx.execute(_held(delivery).values(status=status, lease_until=None, last_error=error))


def postpone(tx: Transaction, delivery: Delivery, next_at: float, error: str) -> None:
    tx.execute(_held(delivery).values(next_at=next_at, lease_until=None, last_error=error))


def _held(delivery: Delivery) -> Update:
    return update(Delivery).where(
        Delivery.id == delivery.id, Delivery.attempts == delivery.attempts
    )
