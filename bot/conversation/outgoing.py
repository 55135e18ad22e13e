"""Stores what the resident is to be shown, with its delivery when the channel needs one."""

from bot.conversation.parts import Parts
from integrations.store import deliveries, messages
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction


def post(
    tx: Transaction, parts: Parts, conversation: Conversation, new: NewMessage, moment: Moment
) -> None:
    message = messages.add(tx, conversation.id, new, moment)
    if conversation.channel in parts.senders:
        deliveries.add(tx, message, conversation.channel, moment)


def notice(
    tx: Transaction, parts: Parts, conversation: Conversation, text: str, moment: Moment
) -> None:
    """A council notice: said by the road itself, not by the assistant."""
    post(tx, parts, conversation, NewMessage(sender=messages.NOTICE, text=text), moment)
