"""Stores what the resident is to be shown, with its delivery when the channel needs one."""

from bot.conversation import longlists
from bot.conversation.parts import Parts
from integrations.store import deliveries, messages
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message
from integrations.store.session import Moment, Transaction


def post(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    new: NewMessage,
    moment: Moment,
    *,
    essential: bool = False,
) -> Message:
    """`essential`: it goes out whatever the resident's wish or the day's bill."""
    by_phone = conversation.channel in parts.senders
    shown = longlists.posted(new) if by_phone else new
    message = messages.add(tx, conversation.id, shown, moment)
    if by_phone:
        deliveries.add(tx, message, conversation.channel, moment, essential=essential)
    return message


def notice(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    text: str,
    moment: Moment,
    *,
    essential: bool = False,
) -> Message:
    """A council notice: said by the road itself, not by the assistant."""
    new = NewMessage(sender=messages.NOTICE, text=text)
    return post(tx, parts, conversation, new, moment, essential=essential)
