"""What happened, in order. Screens resume from the last event they saw, never from a time."""

from typing import Any

from sqlalchemy import bindparam, func, select

from integrations.store.models import Event
from integrations.store.session import Moment, Transaction

OF_THE_TALK = ("message", "delivery", "note", "heard", "missed", "task")
"""What changes a conversation and nothing of who waits or has it."""


# Built once: every open page asks these each time it looks.
AFTER = (
    select(Event)
    .where(
        Event.conversation_id == bindparam("conversation_id"),
        Event.id > bindparam("event_id"),
        Event.kind.in_(bindparam("kinds", expanding=True)),
    )
    .order_by(Event.id)
    .limit(bindparam("most"))
)
LAST_ID = select(func.max(Event.id)).where(Event.conversation_id == bindparam("conversation_id"))
SINCE = (
    select(Event.id, Event.conversation_id, Event.kind)
    .where(Event.id > bindparam("event_id"))
    .order_by(Event.id)
)


def add(
    tx: Transaction, conversation_id: str, kind: str, data: dict[str, Any], moment: Moment
) -> None:
    tx.add(Event(conversation_id=conversation_id, kind=kind, data=data, at=moment.now))


def after(
    tx: Transaction, conversation_id: str, event_id: int, kinds: tuple[str, ...], limit: int
) -> list[Event]:
    given = {"conversation_id": conversation_id, "event_id": event_id, "kinds": kinds}
    return list(tx.scalars(AFTER, {**given, "most": limit}))


def newest(tx: Transaction, conversation_id: str, kind: str) -> Event | None:
    found = select(Event).where(Event.conversation_id == conversation_id, Event.kind == kind)
    return tx.scalars(found.order_by(Event.id.desc()).limit(1)).one_or_none()


def last_id(tx: Transaction, conversation_id: str) -> int:
    return tx.scalar(LAST_ID, {"conversation_id": conversation_id}) or 0


def newest_id(tx: Transaction) -> int:
    """The newest event of all conversations."""
    return tx.scalar(select(func.max(Event.id))) or 0


def since(tx: Transaction, event_id: int) -> list[tuple[int, str, str]]:
    """Number, conversation and kind of everything that happened after an event."""
    return [(row[0], row[1], row[2]) for row in tx.execute(SINCE, {"event_id": event_id})]
