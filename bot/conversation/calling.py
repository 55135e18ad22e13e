"""Somebody who waits would rather be called: the number is sealed, and their place is kept."""

from bot.conversation import numbers, outgoing
from bot.conversation.numbers import Sealed
from bot.conversation.parts import Parts
from integrations.store import claims, conversations, events, queue
from integrations.store.models import QueueItem

ENDING = 3


def ask(parts: Parts, conversation_id: str, number: str) -> str | None:
    """Why it cannot be: no number, or they do not wait. None when it is noted."""
    normal, moment = numbers.normal(number), parts.moment()
    if normal is None:
        return "number"
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        item = queue.open_item(tx, conversation_id)
        if conversation is None or item is None:
            return "not_waiting"
        wish = {"how": "call", "sealed": parts.numbers.seal(normal), "at": moment.at}
        if not claims.wants_call(tx, item.id, wish):
            return "not_waiting"
        told = parts.words.say("call_back", ending=normal[-ENDING:])
        outgoing.notice(tx, parts, conversation, told, moment)
        events.add(tx, conversation_id, "needs", {"call_back": True}, moment)
    parts.bells.ring(conversation_id)
    return None


def number_of(parts: Parts, item: QueueItem) -> str | None:
    """The number to call, for whoever deals with it."""
    return opened(parts, (item.call_back or {}).get("sealed"))


def opened(parts: Parts, sealed: str | None) -> str | None:
    if not sealed:
        return None
    try:
        return parts.numbers.open(sealed)
    except Sealed:
        return None
