"""How many conversations somebody may have at once, and the quiet time after one about a danger.
Nothing is kept from who chooses it, and what is urgent is handed to them all the same."""

from bot.conversation.parts import Parts
from integrations.store import loads
from integrations.store.session import Transaction

FULL, AFTER_CRISIS = "full", "after_crisis"
MINUTE = 60.0


def why_not(tx: Transaction, parts: Parts, staff_id: str, now: float) -> str | None:
    """Why the next conversation is not handed to somebody; None when it may be."""
    rule = parts.council.desk
    if loads.open_now(tx, staff_id) >= rule.chats_at_once:
        return FULL
    return AFTER_CRISIS if break_until(tx, parts, staff_id) > now else None


def break_until(tx: Transaction, parts: Parts, staff_id: str) -> float:
    """When the quiet time after the last crisis is over."""
    ended = loads.last_crisis(tx, staff_id)
    return ended + parts.council.desk.break_after_crisis_minutes * MINUTE if ended else 0.0
