"""One conversation of a resident on the two channels of one number.

When WhatsApp lets us answer no more we text, if they have said that we may. What they text back
belongs to that conversation, and so does what they write on WhatsApp after that: it goes on where
they wrote last. Nothing is joined that we did not carry from the one to the other ourselves.
"""

from bot.conversation import phone_talk
from bot.conversation.inbound import Inbound
from bot.conversation.parts import Parts
from integrations.store import conversations, deliveries
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction

OTHER = {"sms": "whatsapp", "whatsapp": "sms"}
DAY = 24 * 3600.0


def brought(tx: Transaction, parts: Parts, inbound: Inbound, moment: Moment) -> Conversation | None:
    """The conversation from the other channel, now on this one, and locked."""
    other = OTHER.get(inbound.channel)
    if other is None or not inbound.sealed:
        return None
    there = parts.numbers.identity(other, parts.numbers.open(inbound.sealed))
    theirs = conversations.find_open(tx, other, there)
    carried = deliveries.last_sent(tx, theirs.id, inbound.channel) if theirs else None
    if theirs is None or carried is None:
        return None
    if moment.now - carried >= parts.council.texting.forget_after_days * DAY:
        return None  # whoever holds the number now may be another
    mine = conversations.find_open(tx, inbound.channel, inbound.identity)
    if mine is not None and not _is_over(tx, mine, inbound.channel, carried):
        return None
    held = conversations.lock(tx, theirs.id, moment)
    if held is None or held.closed_at is not None or held.channel != other:
        return None  # somebody was quicker
    if mine is not None:
        phone_talk.close_open(tx, inbound.channel, inbound.identity, moment)
    conversations.rehouse(tx, held.id, inbound.channel, inbound.identity)
    deliveries.rehouse(tx, held.id, inbound.channel)
    tx.refresh(held)
    return held


def _is_over(tx: Transaction, mine: Conversation, channel: str, carried: float) -> bool:
    """Whether the last thing they read here came from the other conversation."""
    last = deliveries.last_sent(tx, mine.id, channel) or mine.created_at
    return mine.owner == conversations.ASSISTANT and last < carried
