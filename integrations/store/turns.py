"""One burst of messages on its way through the engine, with its lease and its tries."""

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, union_all, update

from integrations.store import later
from integrations.store.conversations import ASSISTANT
from integrations.store.later_models import Later
from integrations.store.models import Conversation, Message, Turn
from integrations.store.session import Transaction, changed

OPEN = ("running", "waiting")


def due(tx: Transaction, now: float, limit: int) -> list[str]:
    """Conversations with something for the engine to do now, longest wait first: a message, or the
    second request of an earlier one."""
    not_yet = exists().where(
        Turn.conversation_id == Conversation.id, Turn.status.in_(OPEN), ~_due(now)
    )
    owed = union_all(
        select(Message.conversation_id.label("id"), Message.received_at.label("since")).where(
            Message.unanswered.is_(True)
        ),
        select(Later.conversation_id, Later.created_at).where(
            or_(
                and_(Later.status == later.WAITING, Later.ready.is_(True)),
                Later.status == later.TAKEN,
            )
        ),
    ).subquery()
    found = (
        select(Conversation.id)
        .join(owed, owed.c.id == Conversation.id)
        .where(
            Conversation.owner == ASSISTANT,
            or_(Conversation.hold_until.is_(None), Conversation.hold_until <= now),
            ~not_yet,
        )
        .group_by(Conversation.id)
        .order_by(func.min(owed.c.since))
        .limit(limit)
    )
    return list(tx.scalars(found))


def open_turn(tx: Transaction, conversation_id: str) -> Turn | None:
    found = select(Turn).where(Turn.conversation_id == conversation_id, Turn.status.in_(OPEN))
    return tx.scalars(found).one_or_none()


def start(
    tx: Transaction,
    turn_id: str,
    conversation_id: str,
    messages: list[Message],
    now: float,
    lease_until: float,
) -> Turn:
    """A turn of some messages, or of none when it takes up a second request."""
    turn = Turn(
        id=turn_id,
        conversation_id=conversation_id,
        status="running",
        attempts=1,
        started_at=now,
        lease_until=lease_until,
    )
    tx.add(turn)
    tx.flush()
    ids = [message.id for message in messages]
    tx.execute(update(Message).where(Message.id.in_(ids)).values(turn_id=turn_id))
    return turn


def take_again(tx: Transaction, turn: Turn, now: float, lease_until: float) -> bool:
    """A next try: the wait is over, or the worker that had it is gone."""
    return _change(
        tx,
        turn,
        _due(now),
        status="running",
        attempts=turn.attempts + 1,
        lease_until=lease_until,
        next_at=None,
    )


def postpone(tx: Transaction, turn: Turn, next_at: float, error: str) -> bool:
    return _change(
        tx, turn, Turn.status == "running", status="waiting", next_at=next_at, error=error
    )


def finish(tx: Transaction, turn: Turn, status: str) -> bool:
    """False when the turn was given up, or taken by another worker, in the meantime."""
    return _change(tx, turn, Turn.status == "running", status=status, lease_until=None)


def status(tx: Transaction, turn_id: str) -> str | None:
    return tx.scalar(select(Turn.status).where(Turn.id == turn_id))


def is_due(turn: Turn, now: float) -> bool:
    since = turn.next_at if turn.status == "waiting" else turn.lease_until
    return since is not None and since <= now


def abandon(tx: Transaction, conversation_id: str, error: str) -> None:
    """The assistant has nothing more to do here, second requests neither."""
    still_open = update(Turn).where(Turn.conversation_id == conversation_id, Turn.status.in_(OPEN))
    tx.execute(still_open.values(status="abandoned", error=error))
    later.drop(tx, conversation_id)


def _due(now: float) -> ColumnElement[bool]:
    return or_(
        and_(Turn.status == "waiting", Turn.next_at <= now),
        and_(Turn.status == "running", Turn.lease_until <= now),
    )


def _change(tx: Transaction, turn: Turn, condition: ColumnElement[bool], **values: object) -> bool:
    mine = update(Turn).where(Turn.id == turn.id, Turn.attempts == turn.attempts, condition)
    return bool(changed(tx, mine.values(**values)))
