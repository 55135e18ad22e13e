"""What was said, by whom, and what the assistant still owes an answer to."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select, update

from integrations.store import conversations, events
from integrations.store.models import Conversation, Items, Message
from integrations.store.session import Moment, Transaction, changed

RESIDENT, ASSISTANT, ADVISER, NOTICE = "resident", "assistant", "adviser", "notice"


# Built once: every message and every open page asks these.
BY_KEY = select(Message).where(Message.dedup_key == bindparam("dedup_key"))
VISIBLE = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.seq > bindparam("after"),
        Message.suppressed.is_(False),
    )
    .order_by(Message.seq)
)
TO_RESIDENT = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.sender != RESIDENT,
        Message.seq < bindparam("before"),
    )
    .order_by(Message.seq.desc())
    .limit(1)
)
OLDEST_UNANSWERED = select(func.min(Message.received_at)).where(
    Message.unanswered.is_(True), Message.conversation_id == bindparam("conversation_id")
)


@dataclass(frozen=True, kw_only=True)
class NewMessage:
    sender: str
    text: str = ""
    name: str | None = None
    choices: Items | None = None
    payload: str | None = None
    image: str | None = None
    location: dict[str, Any] | None = None
    dedup_key: str | None = None
    turn_id: str | None = None
    unanswered: bool = False
    sent_at: float | None = None


@dataclass(frozen=True)
class Unanswered:
    """A conversation in which the resident waits for the assistant, and since when."""

    conversation_id: str
    since: float
    noticed_at: float | None


def add(tx: Transaction, conversation_id: str, new: NewMessage, moment: Moment) -> Message:
    """Adds a message both sides can see, with its number and its event."""
    seq = conversations.next_seq(tx, conversation_id)
    message = _row(conversation_id, new, moment, seq=seq)
    tx.add(message)
    events.add(tx, conversation_id, "message", {"seq": seq}, moment)
    tx.flush()
    return message


def suppress(tx: Transaction, conversation_id: str, new: NewMessage, moment: Moment) -> None:
    """Keeps an answer that came too late. The resident never sees it."""
    tx.add(_row(conversation_id, new, moment, suppressed=True))


def by_key(tx: Transaction, dedup_key: str) -> Message | None:
    return tx.scalars(BY_KEY, {"dedup_key": dedup_key}).one_or_none()


def visible(tx: Transaction, conversation_id: str, after: int = 0) -> list[Message]:
    return list(tx.scalars(VISIBLE, {"conversation_id": conversation_id, "after": after}))


def everything(tx: Transaction, conversation_id: str) -> list[Message]:
    """With what came too late to be shown, in the order in which it was kept."""
    found = select(Message).where(Message.conversation_id == conversation_id)
    return list(tx.scalars(found.order_by(Message.id)))


def take_choice(tx: Transaction, conversation_id: str, choice_id: str) -> dict[str, Any] | None:
    """The choice, if it belongs to the newest question and nothing was chosen there yet."""
    newest = tx.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.choices.is_not(None),
            Message.suppressed.is_(False),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    ).one_or_none()
    if newest is None or newest.choices is None:
        return None
    for choice in newest.choices:
        if choice["id"] == choice_id:
            free = update(Message).where(Message.id == newest.id, Message.chosen.is_(None))
            return choice if changed(tx, free.values(chosen=choice_id)) else None
    return None


def open_question(tx: Transaction, conversation_id: str) -> Message | None:
    """What the assistant said last, if the resident has said nothing since."""
    newest = tx.scalars(
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.seq.is_not(None),
            Message.sender != NOTICE,
        )
        .order_by(Message.seq.desc())
        .limit(1)
    ).one_or_none()
    return newest if newest is not None and newest.sender == ASSISTANT else None


def pending(tx: Transaction, conversation_id: str) -> list[Message]:
    """Messages that no turn has taken yet, in the order they were sent as far as that is told."""
    found = (
        select(Message)
        .where(
            Message.unanswered.is_(True),
            Message.conversation_id == conversation_id,
            Message.turn_id.is_(None),
        )
        .order_by(func.coalesce(Message.sent_at, Message.received_at), Message.seq)
    )
    return list(tx.scalars(found))


def of_turn(tx: Transaction, turn_id: str) -> list[Message]:
    found = select(Message).where(
        Message.turn_id == turn_id, Message.sender == RESIDENT, Message.seq.is_not(None)
    )
    sent_at = func.coalesce(Message.sent_at, Message.received_at)
    return list(tx.scalars(found.order_by(sent_at, Message.seq)))


def settle(tx: Transaction, conversation_id: str, turn_id: str | None = None) -> None:
    """The assistant owes no answer any more: to a turn's messages, or to any of them."""
    owed = update(Message).where(
        Message.unanswered.is_(True), Message.conversation_id == conversation_id
    )
    if turn_id is not None:
        owed = owed.where(Message.turn_id == turn_id)
    tx.execute(owed.values(unanswered=False))


def overdue(tx: Transaction, before: float) -> list[Unanswered]:
    """Conversations of the assistant whose oldest unanswered message came before a time."""
    since = func.min(Message.received_at)
    found = (
        select(Message.conversation_id, since, Conversation.noticed_at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.unanswered.is_(True), Conversation.owner == conversations.ASSISTANT)
        .group_by(Message.conversation_id, Conversation.noticed_at)
        .having(since <= before)
        .order_by(since)
    )
    return [Unanswered(*row) for row in tx.execute(found)]


def unanswered_since(tx: Transaction, conversation_id: str) -> float | None:
    return tx.scalar(OLDEST_UNANSWERED, {"conversation_id": conversation_id})


def last_to_resident(tx: Transaction, conversation_id: str, before: int) -> Message | None:
    """The newest thing said to the resident before a message of theirs."""
    given = {"conversation_id": conversation_id, "before": before}
    return tx.scalars(TO_RESIDENT, given).one_or_none()


def adviser_wrote_after(tx: Transaction, conversation_id: str, seq: int) -> bool:
    found = select(Message.id).where(
        Message.conversation_id == conversation_id,
        Message.sender == ADVISER,
        Message.seq > seq,
    )
    return tx.scalar(found.limit(1)) is not None


def last_of_resident(tx: Transaction, conversation_id: str) -> Message | None:
    return newest_of(tx, conversation_id, RESIDENT)


def newest_of(tx: Transaction, conversation_id: str, sender: str) -> Message | None:
    """The last thing that one side has said and both have seen."""
    found = (
        select(Message)
        .where(
            Message.conversation_id == conversation_id,
            Message.sender == sender,
            Message.suppressed.is_(False),
        )
        .order_by(Message.seq.desc())
        .limit(1)
    )
    return tx.scalars(found).one_or_none()


def _row(
    conversation_id: str,
    new: NewMessage,
    moment: Moment,
    *,
    seq: int | None = None,
    suppressed: bool = False,
) -> Message:
    return Message(
        conversation_id=conversation_id,
        seq=seq,
        suppressed=suppressed,
        received_at=moment.now,
        at=moment.at,
        **vars(new),
    )
