"""What every try to tell the council something shares: how long to wait, and when to stop.

A little apart from each other, ever later, and after three days staff and the resident are told.
"""

import random

from bot.conversation import outgoing
from bot.conversation.parts import Parts
from integrations.errors import IntegrationError, Unavailable
from integrations.store import conversations, outbox, requests
from integrations.store.outbox import Claim

LEASE = 45.0
"""Longer than any one step takes: two reads of 20 s, or one try to send."""
SETTLED_AFTER = 15.0
"""A council that was slow to take a request shows it by then. Sooner, "not there" is no proof."""
WAITS = (10.0, 60.0, 300.0, 900.0, 1800.0)
LONGEST_WAIT = 3600.0
GIVE_UP_AFTER = 72 * 3600.0


def again(
    parts: Parts, claim: Claim, fault: IntegrationError, *, after: float, may_have_arrived: bool
) -> None:
    """Another try, not before `after` seconds; after three days it stops."""
    now = parts.now()
    asked = fault.retry_after if isinstance(fault, Unavailable) else None
    next_at = now + max(after, asked or 0.0)
    if next_at - claim.request.created_at > GIVE_UP_AFTER:
        if may_have_arrived:
            uncertain(parts, claim, fault.detail)
        else:
            dead(parts, claim, fault.detail)
        return
    with parts.store.begin() as tx:
        outbox.release(tx, claim, next_at, str(fault), may_have_arrived=may_have_arrived)


def uncertain(parts: Parts, claim: Claim, reason: str) -> None:
    _stop(parts, claim, "uncertain", reason)


def dead(parts: Parts, claim: Claim, reason: str) -> None:
    """It was not taken and will not be: the resident, who has a reference, is told."""
    _stop(parts, claim, "dead", reason)


def _stop(parts: Parts, claim: Claim, status: str, reason: str) -> None:
    moment = parts.moment()
    request = claim.request
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, request.conversation_id, moment)
        if not outbox.finish(tx, claim, "done", moment.now, reason):
            return
        requests.mark(tx, request, moment, status=status, notice=reason)
        if status == "dead" and conversation is not None:
            known = request.about if request.adds else request.reference
            text = parts.words.say("request_dead", reference=known)
            outgoing.notice(tx, parts, conversation, text, moment)
    parts.bells.ring(request.conversation_id)


def wait(tries: int) -> float:
    """A little apart, so that a council that comes back is not met by all of them at once."""
    seconds = WAITS[max(tries, 1) - 1] if tries <= len(WAITS) else LONGEST_WAIT
    return seconds * random.uniform(1.0, 1.1)
