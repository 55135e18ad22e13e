"""What was asked and said about danger in a conversation, kept on its row (conversations.safety).

Only read and written while the conversation is locked, so two workers cannot disagree about it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select, update

from integrations.store.models import Conversation, Delivery, Message
from integrations.store.session import Moment, Transaction

CHECK = "safety_check"
"""What `Conversation.awaiting` says while the one caring question is open."""
FAILED = ("failed", "uncertain", "dead")


@dataclass
class Safety:
    """`asked`: kinds that were asked about. `held`: messages put aside until the answer. `cleared`:
    numbers of messages the resident says hold no danger. `said`: rows of the table already given,
    each with the time and the message's number. `young`: they have said that they are under 18."""

    response: str | None = None
    again: bool = False
    asked: list[str] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    cleared: list[int] = field(default_factory=list)
    said: dict[str, list[float]] = field(default_factory=dict)
    young: bool = False


def of(conversation: Conversation) -> Safety:
    return Safety(**(conversation.safety or {}))


def keep(
    tx: Transaction, conversation: Conversation, known: Safety, awaiting: str | None = None
) -> None:
    tx.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id)
        .values(safety=asdict(known), awaiting=awaiting)
    )


def hold(tx: Transaction, message: Message) -> None:
    """The assistant does not read it before the resident has answered."""
    tx.execute(update(Message).where(Message.id == message.id).values(unanswered=False))


def release(tx: Transaction, ids: Sequence[int], moment: Moment) -> list[int]:
    """Gives what was put aside to the assistant, as if it had come now; tells their numbers."""
    theirs = update(Message).where(Message.id.in_(ids))
    tx.execute(theirs.values(unanswered=True, turn_id=None, received_at=moment.now))
    numbers = select(Message.seq).where(Message.id.in_(ids)).order_by(Message.seq)
    return [seq for seq in tx.scalars(numbers) if seq is not None]


def reached(tx: Transaction, conversation_id: str, seq: int) -> bool:
    """Whether a message is not known to have failed on its way to a phone."""
    lost = (
        select(func.count())
        .select_from(Delivery)
        .join(Message, Message.id == Delivery.message_id)
        .where(
            Message.conversation_id == conversation_id,
            Message.seq == seq,
            Delivery.status.in_(FAILED),
        )
    )
    return not tx.scalar(lost)
