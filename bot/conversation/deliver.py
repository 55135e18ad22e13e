"""Pushes messages out through providers, each once, with back-off. The web needs none of this: its
residents fetch what is theirs."""

from bot.conversation.parts import Parts
from bot.conversation.submit import wait
from integrations.errors import IntegrationError, NotFound, Refused
from integrations.store import conversations, deliveries

LEASE = 45.0
MOST_AT_ONCE = 20
MOST_TRIES = 8


def due(parts: Parts) -> list[int]:
    if not parts.senders:
        return []
    with parts.store.read() as tx:
        return deliveries.due(tx, parts.now(), MOST_AT_ONCE)


def run(parts: Parts, delivery_id: int) -> bool:
    now = parts.now()
    with parts.store.begin() as tx:
        claimed = deliveries.claim(tx, delivery_id, now, now + LEASE)
        if claimed is None:
            return False
        delivery, message = claimed
        conversation = conversations.get(tx, message.conversation_id)
    status, error = "sent", None
    try:
        parts.senders[delivery.channel](conversation.identity if conversation else "", message)
    except (Refused, NotFound) as fault:
        status, error = "failed", fault.detail
    except IntegrationError as fault:
        error = str(fault)
        status = "uncertain" if fault.sent else "queued"
        if delivery.attempts >= MOST_TRIES and status == "queued":
            status = "failed"
    with parts.store.begin() as tx:
        if status == "queued":
            next_at = parts.now() + wait(delivery.attempts)
            deliveries.postpone(tx, delivery, next_at, error or "")
        else:
            deliveries.finish(tx, delivery, status, error)
    return True
