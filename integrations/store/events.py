"""What happened, in order. Screens resume from the last event they saw, never from a time."""

from typing import Any

from sqlalchemy import func, select

from integrations.store.models import Event
from integrations.store.session import Moment, Transaction


def add(
    tx: Transaction, conversation_id: str, kind: str, data: dict[str, Any], moment: Moment
) -> None:
    tx.add(Event(conversation_id=conversation_id, kind=kind, data=data, at=moment.now))


def after(
    tx: Transaction, conversation_id: str, event_id: int, kinds: tuple[str, ...], limit: int
) -> list[Event]:
    found = (
        select(Event)
        .where(Event.conversation_id == conversation_id, Event.id > event_id, Event.kind.in_(kinds))
        .order_by(Event.id)
        .limit(limit)
    )
    return list(tx.scalars(found))


def last_id(tx: Transaction, conversation_id: str) -> int:
    newest = select(func.max(Event.id)).where(Event.conversation_id == conversation_id)
    return tx.scalar(newest) or 0
