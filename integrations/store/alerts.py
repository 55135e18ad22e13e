"""Calls to staff that an urgent conversation has been left waiting: each step once, then again."""

from dataclasses import dataclass

from sqlalchemy import select, update

from integrations.store.models import Alert, QueueItem
from integrations.store.queue import CLOSED, WAITING
from integrations.store.session import Moment, Transaction, changed

URGENT = "urgent"


@dataclass(frozen=True)
class Left:
    """An urgent conversation that nobody has taken, and the steps that were already called."""

    queue_id: int
    waiting_since: float
    called: frozenset[int]


def left_waiting(tx: Transaction, before: float) -> list[Left]:
    """Urgent items that have waited since some time, oldest first."""
    found = select(QueueItem).where(
        QueueItem.status == WAITING,
        QueueItem.priority == URGENT,
        QueueItem.waiting_since <= before,
    )
    items = list(tx.scalars(found.order_by(QueueItem.waiting_since)))
    calls = select(Alert.queue_id, Alert.step).where(Alert.queue_id.in_([one.id for one in items]))
    called: dict[int, set[int]] = {}
    for queue_id, step in tx.execute(calls):
        called.setdefault(queue_id, set()).add(step)
    return [Left(one.id, one.waiting_since, frozenset(called.get(one.id, ()))) for one in items]


def raise_one(tx: Transaction, queue_id: int, step: int, audience: str, moment: Moment) -> None:
    """Raises Conflict when another worker was first."""
    tx.add(
        Alert(
            queue_id=queue_id,
            step=step,
            audience=audience,
            created_at=moment.now,
            next_at=moment.now,
        )
    )
    tx.flush()


def due(tx: Transaction, now: float) -> list[int]:
    """Alerts to be sent now."""
    found = select(Alert.id).where(Alert.next_at <= now).order_by(Alert.id)
    return list(tx.scalars(found))


def take(tx: Transaction, alert_id: int, now: float, next_at: float) -> tuple[Alert, str] | None:
    """The alert and its conversation, for the one worker that may send it; it comes again at
    `next_at`. None, and never again, when somebody has taken the conversation meanwhile."""
    alert = tx.get_one(Alert, alert_id)
    item = tx.get_one(QueueItem, alert.queue_id)
    mine = update(Alert).where(Alert.id == alert_id, Alert.next_at <= now)
    waits = item.status == WAITING
    values = {"next_at": next_at if waits else None, "calls": Alert.calls + (1 if waits else 0)}
    if not changed(tx, mine.values(**values)) or not waits:
        return None
    return alert, item.conversation_id


def sent(tx: Transaction, alert_id: int, now: float, error: str | None) -> None:
    mine = update(Alert).where(Alert.id == alert_id)
    if error is None:
        tx.execute(mine.values(sent_at=now, last_error=None))
    else:
        tx.execute(mine.values(last_error=error))


def of_item(tx: Transaction, queue_id: int) -> list[Alert]:
    """Who was called about it, in order."""
    return list(tx.scalars(select(Alert).where(Alert.queue_id == queue_id).order_by(Alert.step)))


def morning_list(tx: Transaction) -> list[QueueItem]:
    """Urgent conversations that are not closed, whoever has them: the day begins with these."""
    found = select(QueueItem).where(QueueItem.status != CLOSED, QueueItem.priority == URGENT)
    return list(tx.scalars(found.order_by(QueueItem.waiting_since, QueueItem.id)))
