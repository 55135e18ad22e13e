"""Messages to be pushed through a provider, each once. Web residents fetch theirs themselves."""

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from integrations.store.models import Delivery, Message
from integrations.store.phone_models import Receipt
from integrations.store.session import Moment, Transaction, changed

QUEUED, SENT, FAILED, REFUSED, UNCERTAIN = "queued", "sent", "failed", "refused", "uncertain"


@dataclass(frozen=True)
class Shown:
    """What staff are told of one message on its way: its number, where it is, and why not there."""

    seq: int | None
    status: str
    reason: str | None


def add(
    tx: Transaction, message: Message, channel: str, moment: Moment, *, essential: bool = False
) -> None:
    tx.add(
        Delivery(
            message_id=message.id,
            conversation_id=message.conversation_id,
            channel=channel,
            reference=uuid.uuid4().hex,
            essential=essential,
            next_at=moment.now,
        )
    )


def _due() -> Select[Any]:
    earlier, now = aliased(Delivery), bindparam("now", type_=Delivery.next_at.type)
    waits = and_(
        Delivery.essential.is_(False),
        exists().where(
            earlier.conversation_id == Delivery.conversation_id,
            earlier.status == QUEUED,
            earlier.id < Delivery.id,
        ),
    )
    found = select(Delivery.id).where(
        Delivery.status == QUEUED, Delivery.next_at <= now, _free(now), ~waits
    )
    ordered = found.order_by(Delivery.essential.desc(), Delivery.id)
    return ordered.limit(bindparam("most"))


def due(tx: Transaction, now: float, limit: int) -> list[int]:
    """A conversation's messages go out in their order, so a later one waits for an earlier one.
    Essential words wait for none, and go out before all others."""
    return list(tx.scalars(DUE, {"now": now, "most": limit}))


def claim(
    tx: Transaction, delivery_id: int, now: float, lease_until: float
) -> tuple[Delivery, Message, bool] | None:
    """Takes a message to be sent, unless somebody is sending it now. The last is true when an
    earlier sender died in the middle: it may have gone out, so it is looked for at the provider and
    never sent again on a guess."""
    row = tx.get(Delivery, delivery_id)
    if row is None or row.status != QUEUED:
        return None
    left = row.lease_until is not None
    free = update(Delivery).where(
        Delivery.id == delivery_id,
        Delivery.status == QUEUED,
        Delivery.attempts == row.attempts,
        _free(now),
    )
    if not changed(tx, free.values(attempts=row.attempts + 1, lease_until=lease_until)):
        return None
    return row, tx.get_one(Message, row.message_id), left


def _free(now: Any) -> ColumnElement[bool]:
    """Whoever looked before it was taken, comes too late."""
    return or_(Delivery.lease_until.is_(None), Delivery.lease_until <= now)


DUE = _due()  # built once: it is asked many times a second


def finish(
    tx: Transaction, delivery: Delivery, status: str, error: str | None = None, **values: object
) -> None:
    """`values`: what the provider calls it, its fragments, and when it was sent."""
    done = {"status": status, "lease_until": None, "last_error": error}
    tx.execute(_held(delivery).values(**done, **values))


def postpone(tx: Transaction, delivery: Delivery, next_at: float, error: str) -> None:
    tx.execute(_held(delivery).values(next_at=next_at, lease_until=None, last_error=error))


def look_first(tx: Transaction, delivery: Delivery, next_at: float, error: str) -> None:
    """It may have gone out. A lease that has run out makes the next sender look before sending."""
    tx.execute(_held(delivery).values(next_at=next_at, lease_until=next_at, last_error=error))


def _held(delivery: Delivery) -> Update:
    return update(Delivery).where(
        Delivery.id == delivery.id, Delivery.attempts == delivery.attempts
    )


def refuse_queued(tx: Transaction, conversation_id: str, reason: str) -> None:
    """Nothing more goes out to a resident who has just said stop."""
    theirs = update(Delivery).where(
        Delivery.conversation_id == conversation_id,
        Delivery.status == QUEUED,
        Delivery.essential.is_(False),
        Delivery.lease_until.is_(None),
    )
    tx.execute(theirs.values(status=REFUSED, last_error=reason))


def last_sent(tx: Transaction, conversation_id: str, channel: str) -> float | None:
    """When something of this conversation last went out on a channel."""
    found = select(func.max(Delivery.sent_at)).where(
        Delivery.conversation_id == conversation_id, Delivery.channel == channel
    )
    return tx.scalar(found)


def rehouse(tx: Transaction, conversation_id: str, channel: str) -> None:
    """What has not gone out yet goes where the conversation goes."""
    theirs = update(Delivery).where(
        Delivery.conversation_id == conversation_id,
        Delivery.status == QUEUED,
        Delivery.lease_until.is_(None),
    )
    tx.execute(theirs.values(channel=channel))


def fragments_since(tx: Transaction, since: float) -> int:
    """What texting has cost from a moment on, in fragments."""
    found = select(func.sum(Delivery.fragments)).where(Delivery.sent_at >= since)
    return int(tx.scalar(found) or 0)


def counts(tx: Transaction) -> dict[str, int]:
    """How many wait to go out, and how many did not or may not have."""
    asked = (QUEUED, FAILED, UNCERTAIN)
    found = select(Delivery.status, func.count()).where(Delivery.status.in_(asked))
    return {**dict.fromkeys(asked, 0), **dict(tx.execute(found.group_by(Delivery.status)).all())}


def shown(tx: Transaction, conversation_id: str) -> list[Shown]:
    """How each message of a conversation fared, for staff."""
    found = (
        select(Message.seq, Delivery.status, Delivery.last_error, Receipt.status, Receipt.reason)
        .join(Message, Message.id == Delivery.message_id)
        .outerjoin(Receipt, Receipt.provider_id == Delivery.provider_id)
        .where(Delivery.conversation_id == conversation_id)
        .order_by(Message.seq)
    )
    return [
        Shown(seq, receipt or status, why if receipt else error)
        for seq, status, error, receipt, why in tx.execute(found)
    ]
