"""Conversations that wait for a person. Taking one is a single conditional UPDATE: one winner."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, update

from integrations.store import conversations
from integrations.store.models import Conversation, Items, QueueItem
from integrations.store.session import Moment, Transaction, changed

PRIORITIES = ("urgent", "high", "normal")
WAITING, CLAIMED, CLOSED = "waiting", "claimed", "closed"


@dataclass(frozen=True, kw_only=True)
class Handover:
    """Why a person is needed, and what that person should know first."""

    reason: str
    team: str
    topic: str
    priority: str = "normal"
    summary: str = ""
    facts: Items = field(default_factory=list)


def enter(
    tx: Transaction, conversation: Conversation, handover: Handover, moment: Moment
) -> QueueItem:
    """Puts a conversation in the queue; one that is already there keeps its place and its words,
    and may only become more urgent."""
    item = open_item(tx, conversation.id)
    if item is None:
        item = QueueItem(
            conversation_id=conversation.id,
            channel=conversation.channel,
            language=conversation.locale,
            waiting_since=moment.now,
            since=moment.at,
            **vars(handover),
        )
        tx.add(item)
        tx.flush()
    else:
        _raise_priority(tx, item, handover)
    return item


def get(tx: Transaction, queue_id: int) -> QueueItem | None:
    return tx.get(QueueItem, queue_id)


def open_item(tx: Transaction, conversation_id: str) -> QueueItem | None:
    found = select(QueueItem).where(
        QueueItem.conversation_id == conversation_id, QueueItem.status != CLOSED
    )
    return tx.scalars(found).one_or_none()


def waiting(tx: Transaction) -> list[QueueItem]:
    """Most urgent first, then longest wait."""
    found = select(QueueItem).where(QueueItem.status == WAITING)
    return list(tx.scalars(found.order_by(*in_order())))


def in_order() -> tuple[Any, ...]:
    return _rank(), QueueItem.waiting_since, QueueItem.id


def claimed(tx: Transaction) -> list[QueueItem]:
    """Those that are with somebody, longest wait first."""
    found = select(QueueItem).where(QueueItem.status == CLAIMED)
    return list(tx.scalars(found.order_by(QueueItem.waiting_since, QueueItem.id)))


def position(tx: Transaction, item: QueueItem) -> int:
    """1 for the next to be helped."""
    mine = PRIORITIES.index(item.priority)
    ahead = (_rank() < mine) | (
        (_rank() == mine)
        & (
            (QueueItem.waiting_since < item.waiting_since)
            | ((QueueItem.waiting_since == item.waiting_since) & (QueueItem.id < item.id))
        )
    )
    counted = select(func.count()).where(QueueItem.status == WAITING, ahead)
    return (tx.scalar(counted) or 0) + 1


def claim(tx: Transaction, queue_id: int, adviser: str, moment: Moment) -> bool:
    """True for exactly one adviser."""
    return _hand(tx, queue_id, (WAITING, None), (CLAIMED, adviser), conversations.ADVISER, moment)


def release(tx: Transaction, queue_id: int, adviser: str, moment: Moment) -> bool:
    """Back to the queue, at the place it had."""
    return _hand(tx, queue_id, (CLAIMED, adviser), (WAITING, None), conversations.QUEUE, moment)


def return_to_assistant(tx: Transaction, queue_id: int, adviser: str, moment: Moment) -> bool:
    done = (CLOSED, adviser)
    return _hand(tx, queue_id, (CLAIMED, adviser), done, conversations.ASSISTANT, moment)


def close(tx: Transaction, queue_id: int, adviser: str, moment: Moment) -> bool:
    done = (CLOSED, adviser)
    return _hand(tx, queue_id, (CLAIMED, adviser), done, conversations.CLOSED, moment)


def leave(tx: Transaction, conversation_id: str, moment: Moment) -> None:
    """The resident ended the conversation: nobody needs to pick it up. Who had it has still to say
    how it went."""
    item = update(QueueItem).where(
        QueueItem.conversation_id == conversation_id, QueueItem.status != CLOSED
    )
    tx.execute(item.values(status=CLOSED, closed_at=moment.now, lease_until=None))


def acknowledge(tx: Transaction, item: QueueItem) -> bool:
    """True once for each stay in the queue: the resident is told that the message arrived."""
    first = update(QueueItem).where(QueueItem.id == item.id, QueueItem.acknowledged.is_(False))
    return bool(changed(tx, first.values(acknowledged=True)))


def wants_call(tx: Transaction, item: QueueItem) -> None:
    tx.execute(update(QueueItem).where(QueueItem.id == item.id).values(call_back={"how": "call"}))


def call_back(tx: Transaction, item: QueueItem, wish: dict[str, Any]) -> None:
    tx.execute(update(QueueItem).where(QueueItem.id == item.id).values(call_back=wish))


def alarm(tx: Transaction, item: QueueItem, alarm: dict[str, Any], due: float | None) -> None:
    values = {"alarm": alarm, "alarm_due": due, "priority": "urgent"}
    tx.execute(update(QueueItem).where(QueueItem.id == item.id).values(**values))


def alarms_due(tx: Transaction, now: float) -> list[QueueItem]:
    """Of closed items too: an adviser who closes without a word has not answered."""
    return list(tx.scalars(select(QueueItem).where(QueueItem.alarm_due <= now)))


def settle_alarm(tx: Transaction, item: QueueItem, now: float) -> bool:
    """True for the one sweep that may act on it."""
    due = update(QueueItem).where(QueueItem.id == item.id, QueueItem.alarm_due <= now)
    return bool(changed(tx, due.values(alarm_due=None)))


def _hand(
    tx: Transaction,
    queue_id: int,
    before: tuple[str, str | None],
    after: tuple[str, str | None],
    owner: str,
    moment: Moment,
) -> bool:
    item = tx.get(QueueItem, queue_id)
    conversation = item and conversations.lock(tx, item.conversation_id, moment)
    if not conversation:
        return False
    status, adviser = before
    mine = update(QueueItem).where(
        QueueItem.id == queue_id,
        QueueItem.status == status,
        QueueItem.adviser.is_(None) if adviser is None else QueueItem.adviser == adviser,
    )
    if not changed(tx, mine.values(status=after[0], adviser=after[1])):
        return False
    holder = after[1] if owner == conversations.ADVISER else None
    return conversations.move(tx, conversation, owner, moment, holder)


def _raise_priority(tx: Transaction, item: QueueItem, handover: Handover) -> None:
    if PRIORITIES.index(handover.priority) < PRIORITIES.index(item.priority):
        raised = {"priority": handover.priority, "team": handover.team, "reason": handover.reason}
        tx.execute(update(QueueItem).where(QueueItem.id == item.id).values(**raised))


def _rank() -> ColumnElement[int]:
    order = {priority: at for at, priority in enumerate(PRIORITIES)}
    return case(order, value=QueueItem.priority, else_=len(order))
