"""Help that was offered unasked: once in a conversation, and never again to who said no."""

from typing import Any

from sqlalchemy import select, update

from integrations.store.help_models import OfferDeclined
from integrations.store.messages import RESIDENT
from integrations.store.models import Conversation, Message
from integrations.store.session import Moment, Transaction


def said(tx: Transaction, conversation_id: str) -> list[tuple[int, str]]:
    """What the resident wrote in this conversation, in order; choices are not their words."""
    wanted = (
        select(Message.seq, Message.text)
        .where(
            Message.conversation_id == conversation_id,
            Message.sender == RESIDENT,
            Message.payload.is_(None),
            Message.seq.is_not(None),
        )
        .order_by(Message.seq)
    )
    return [(int(seq or 0), text) for seq, text in tx.execute(wanted)]


def keep(tx: Transaction, conversation: Conversation, offer: dict[str, Any]) -> None:
    """Written on the conversation's row, which the caller holds."""
    tx.execute(update(Conversation).where(Conversation.id == conversation.id).values(offer=offer))


def decline(tx: Transaction, conversation: Conversation, moment: Moment) -> None:
    """The one thing that outlives the conversation: no, and whose."""
    if not declined(tx, conversation):
        new = OfferDeclined(
            channel=conversation.channel, identity=conversation.identity, created_at=moment.now
        )
        tx.add(new)
        tx.flush()


def declined(tx: Transaction, conversation: Conversation) -> bool:
    mine = select(OfferDeclined.id).where(
        OfferDeclined.channel == conversation.channel,
        OfferDeclined.identity == conversation.identity,
    )
    return tx.scalar(mine) is not None
