"""How much somebody has on their hands, and when they last dealt with a danger."""

from sqlalchemy import func, select

from integrations.store.models import QueueItem
from integrations.store.queue import CLAIMED, CLOSED, PRIORITIES
from integrations.store.session import Transaction


def open_now(tx: Transaction, staff_id: str) -> int:
    found = select(func.count()).where(QueueItem.status == CLAIMED, QueueItem.adviser == staff_id)
    return tx.scalar(found) or 0


def last_crisis(tx: Transaction, staff_id: str) -> float | None:
    """When their last urgent conversation ended."""
    found = select(func.max(QueueItem.closed_at)).where(
        QueueItem.status == CLOSED,
        QueueItem.adviser == staff_id,
        QueueItem.priority == PRIORITIES[0],
    )
    return tx.scalar(found)
