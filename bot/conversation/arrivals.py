"""What providers tell of our own messages, and the photos they keep for us."""

from collections.abc import Callable

from bot.conversation import deliver, text
from bot.conversation.parts import Parts
from integrations.store import events, receipts
from integrations.store.session import Conflict

LONGEST_REASON = 200


def receipt(parts: Parts, provider_id: str, status: str, reason: str | None) -> bool:
    """Moves forward only; told again, or late, it changes nothing. True when it was news."""
    why = text.clean(reason)[:LONGEST_REASON] if reason else None
    return _twice(lambda: _receipt(parts, provider_id, status, why))


def _receipt(parts: Parts, provider_id: str, status: str, reason: str | None) -> bool:
    moment = parts.moment()
    with parts.store.begin() as tx:
        if not receipts.take(tx, provider_id, status, reason, moment):
            return False
        delivery = receipts.delivery_of(tx, provider_id)
        if delivery is None:
            return True  # it was quicker than our own commit, which will find it
        if status == "failed":
            deliver.not_arrived(tx, parts, delivery, reason, moment)
        else:
            told = {"delivery": delivery.id, "status": status}
            events.add(tx, delivery.conversation_id, "receipt", told, moment)
    parts.bells.ring(delivery.conversation_id)
    return True


def _twice(work: Callable[[], bool]) -> bool:
    """The same receipt from two processes at once: the second finds the first."""
    try:
        return work()
    except Conflict:
        return work()
