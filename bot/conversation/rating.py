"""One question after a chat on the website: how satisfied were they? It is asked once, answered or
left alone, and never after somebody was in danger."""

from bot.conversation.parts import Parts
from integrations.store import conversations, events
from integrations.store.models import Conversation
from integrations.store.session import Transaction

WEB, RATED = "web", "rated"
SCORES = (5, 4, 3, 2, 1)
"""Very satisfied to very dissatisfied (GOV.UK Service Manual, measuring user satisfaction)."""


def may_ask(tx: Transaction, conversation: Conversation | None) -> bool:
    return (
        conversation is not None
        and conversation.channel == WEB
        and conversation.owner == conversations.CLOSED
        and conversation.last_seq > 1
        and not conversations.had_alarm(tx, conversation.id)
        and events.newest(tx, conversation.id, RATED) is None
    )


def asks(parts: Parts, conversation_id: str) -> bool:
    with parts.store.read() as tx:
        return may_ask(tx, conversations.get(tx, conversation_id))


def rate(parts: Parts, conversation_id: str, score: int) -> bool:
    """False: it is not asked, or was answered before."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        if not may_ask(tx, conversation):
            return False
        events.add(tx, conversation_id, RATED, {"score": score}, moment)
    return True
