"""Writes to a resident who did not just write to us: news of a request, a question after some days.

Such a message may be read by whoever holds the phone, so its words say whose it is and which
reference it is about and nothing of the matter, unless the caller knows that the matter is public.
It is not sent at all where the resident has said stop, has ended the chat, or was in danger here
and nobody has noted since that writing is safe.
"""

from dataclasses import dataclass
from enum import Enum

from bot.conversation import callers, outgoing
from bot.conversation.parts import Parts
from integrations.store import conversations, messages
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Items
from integrations.store.session import Moment, Transaction

WEB = "web"


class Outcome(Enum):
    """What became of it. Only POSTED is seen by the resident."""

    POSTED = "posted"
    AGAIN = "again"
    CLOSED = "closed"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, kw_only=True)
class News:
    """`key` names what it is about: the same news is posted once in a conversation, whoever brings
    it. A choice is `{id, label, payload}`, as the assistant's own are."""

    key: str
    text: str
    choices: Items | None = None


def post(
    tx: Transaction, parts: Parts, conversation_id: str, news: News, moment: Moment
) -> Outcome:
    """Posts it, with its delivery where the channel needs one, in the caller's transaction.

    The caller rings `parts.bells` for the conversation when the transaction is done.
    """
    conversation = conversations.lock(tx, conversation_id, moment)
    if conversation is None:
        return Outcome.CLOSED
    key = f"news:{conversation.id}:{news.key}"
    if messages.by_key(tx, key):
        return Outcome.AGAIN
    if conversations.sensitive(tx, conversation):
        return Outcome.SENSITIVE
    reached = _reached(tx, parts, conversation, moment)
    if reached is None:
        return Outcome.CLOSED
    new = NewMessage(sender=messages.NOTICE, text=news.text, choices=news.choices, dedup_key=key)
    outgoing.post(tx, parts, reached, new, moment)
    return Outcome.POSTED


def tell(parts: Parts, conversation_id: str, news: News) -> Outcome:
    """The same in a transaction of its own."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        outcome = post(tx, parts, conversation_id, news, moment)
    if outcome is Outcome.POSTED:
        parts.bells.ring(conversation_id)
    return outcome


def _reached(
    tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment
) -> Conversation | None:
    """Where the resident reads now. A chat on the website that was ended is not opened again; on a
    phone the conversation of today is written to, so that an answer finds its way back."""
    if callers.came(conversation):
        return callers.by_text(tx, parts, conversation, moment)
    if conversation.closed_at is None:
        return conversation
    if conversation.channel == WEB:
        return None
    found = conversations.find_open(tx, conversation.channel, conversation.identity)
    if found:
        return conversations.lock(tx, found.id, moment)
    return conversations.start(
        tx,
        conversations.new_id(),
        conversation.channel,
        conversation.identity,
        conversation.locale,
        moment,
    )
