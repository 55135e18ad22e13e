"""What is with somebody: taken for a time (longer while they are there), handed on, ended.

Every function is one conditional UPDATE on the queue, made while the conversation is held; False
means that somebody else was quicker.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from integrations.store import conversations, queue
from integrations.store.models import Conversation, QueueItem
from integrations.store.queue import CLAIMED, CLOSED, WAITING
from integrations.store.session import Moment, Transaction, changed

NOT_SAID = "no-code-timeout"


def take(tx: Transaction, item_id: int, staff_id: str, until: float, moment: Moment) -> bool:
    if not queue.claim(tx, item_id, staff_id, moment):
        return False
    _set(tx, item_id, lease_until=until, claimed_at=moment.now)
    return True


def next_free(tx: Transaction, ids: Sequence[int]) -> int | None:
    """The first of these that nobody is taking at this moment, held until the transaction ends.
    SQLite has one writer at a time and needs no such hold."""
    found = (
        select(QueueItem.id)
        .join(Conversation, Conversation.id == QueueItem.conversation_id)
        .where(QueueItem.id.in_(ids), QueueItem.status == WAITING)
        .order_by(*queue.in_order())
        .limit(1)
        .with_for_update(of=Conversation, skip_locked=True)
    )
    return tx.scalar(found)


def renew(tx: Transaction, item_id: int, staff_id: str, until: float) -> bool:
    """Their page is still open."""
    mine = update(QueueItem).where(
        QueueItem.id == item_id, QueueItem.status == CLAIMED, QueueItem.adviser == staff_id
    )
    return bool(changed(tx, mine.values(lease_until=until)))


def lapsed(tx: Transaction, now: float) -> list[int]:
    """Items whose adviser has not been seen for too long."""
    found = select(QueueItem.id).where(QueueItem.status == CLAIMED, QueueItem.lease_until <= now)
    return list(tx.scalars(found.order_by(QueueItem.id)))


def let_go(tx: Transaction, item: QueueItem, moment: Moment) -> bool:
    """Back to the queue, at the place it had."""
    if item.adviser is None or not queue.release(tx, item.id, item.adviser, moment):
        return False
    _set(tx, item.id, lease_until=None, claimed_at=None)
    return True


def pass_to(tx: Transaction, item: QueueItem, staff_id: str, until: float, moment: Moment) -> bool:
    """From one of the staff to another, without a moment in the queue."""
    held = update(QueueItem).where(
        QueueItem.id == item.id, QueueItem.status == CLAIMED, QueueItem.adviser == item.adviser
    )
    if not changed(tx, held.values(adviser=staff_id, lease_until=until, claimed_at=moment.now)):
        return False
    conversation = conversations.lock(tx, item.conversation_id, moment)
    if conversation is None:
        return False
    return conversations.move(tx, conversation, conversations.ADVISER, moment, staff_id)


def to_team(
    tx: Transaction, item: QueueItem, team: str, moved: dict[str, Any], moment: Moment
) -> bool:
    """To another team's queue, with the wait so far."""
    if not let_go(tx, item, moment):
        return False
    _set(tx, item.id, team=team, moved=moved, told_at=None)
    return True


def end(tx: Transaction, item: QueueItem, owner: str, wrap_up: str, moment: Moment) -> bool:
    """`owner`: who has the conversation from now on, the assistant or nobody."""
    hand = queue.close if owner == conversations.CLOSED else queue.return_to_assistant
    if item.adviser is None or not hand(tx, item.id, item.adviser, moment):
        return False
    _set(tx, item.id, lease_until=None, closed_at=moment.now, wrap_up=wrap_up)
    return True


def wrap_up(tx: Transaction, item_id: int, code: str) -> bool:
    """Said once, and never changed."""
    over = update(QueueItem).where(
        QueueItem.id == item_id, QueueItem.status == CLOSED, QueueItem.wrap_up.is_(None)
    )
    return bool(changed(tx, over.values(wrap_up=code)))


def to_wrap_up(tx: Transaction, before: float | None = None) -> list[QueueItem]:
    """Conversations that ended under somebody who has not said how. Only what is over has a
    `closed_at`: so the few are found without reading all that was ever closed."""
    found = select(QueueItem).where(
        QueueItem.wrap_up.is_(None),
        QueueItem.closed_at.is_not(None),
        QueueItem.adviser.is_not(None),
    )
    if before is not None:
        found = found.where(QueueItem.closed_at <= before)
    return list(tx.scalars(found.order_by(QueueItem.closed_at)))


def answered(tx: Transaction, item_id: int, moment: Moment) -> None:
    """The first words of a person, counted from the request for one."""
    first = update(QueueItem).where(QueueItem.id == item_id, QueueItem.answered_at.is_(None))
    tx.execute(first.values(answered_at=moment.now))


def wants_call(tx: Transaction, item_id: int, wish: dict[str, Any] | None) -> bool:
    """How somebody who waits would rather be reached; the place in the queue is kept."""
    waits = update(QueueItem).where(QueueItem.id == item_id, QueueItem.status == WAITING)
    return bool(changed(tx, waits.values(call_back=wish)))


def untold(tx: Transaction, after: float, again_after: float, now: float) -> list[QueueItem]:
    """Those who wait and have not been told for how long it is quiet."""
    told = QueueItem.told_at
    found = select(QueueItem).where(
        QueueItem.status == WAITING,
        (told.is_(None) & (QueueItem.waiting_since <= now - after))
        | (func.coalesce(told, QueueItem.waiting_since) <= now - again_after),
    )
    return list(tx.scalars(found.order_by(QueueItem.waiting_since)))


def tell_once(tx: Transaction, item: QueueItem, moment: Moment) -> bool:
    """True for the one worker that may tell them now."""
    told, before = QueueItem.told_at, item.told_at
    same = told.is_(None) if before is None else told == before
    mine = update(QueueItem).where(QueueItem.id == item.id, QueueItem.status == WAITING, same)
    return bool(changed(tx, mine.values(told_at=moment.now)))


def _set(tx: Transaction, item_id: int, **values: Any) -> None:
    tx.execute(update(QueueItem).where(QueueItem.id == item_id).values(**values))
