"""What was done about a danger, step by step, and how it ended."""

from sqlalchemy import select

from integrations.store import events
from integrations.store.desk_models import SafetyStep
from integrations.store.models import QueueItem
from integrations.store.session import Moment, Transaction


def add(
    tx: Transaction,
    item: QueueItem,
    step: str,
    text: str,
    staff_id: str,
    name: str,
    moment: Moment,
    *,
    outcome: bool = False,
) -> SafetyStep:
    row = SafetyStep(
        queue_id=item.id,
        step=step,
        outcome=outcome,
        text=text,
        staff_id=staff_id,
        name=name,
        at=moment.at,
    )
    tx.add(row)
    tx.flush()
    events.add(tx, item.conversation_id, "step", {"id": row.id, "step": step}, moment)
    return row


def of_item(tx: Transaction, queue_id: int) -> list[SafetyStep]:
    found = select(SafetyStep).where(SafetyStep.queue_id == queue_id)
    return list(tx.scalars(found.order_by(SafetyStep.id)))


def has_outcome(tx: Transaction, queue_id: int) -> bool:
    found = select(SafetyStep.id).where(
        SafetyStep.queue_id == queue_id, SafetyStep.outcome.is_(True)
    )
    return tx.scalar(found.limit(1)) is not None
