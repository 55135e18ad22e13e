"""Those who wait for a person: told when nobody is there and when it takes long, and given back
their place when whoever had them is gone."""

from typing import Any

from actions import hours
from bot.conversation import callers, no_calls, outgoing
from bot.conversation.opening import opens
from bot.conversation.parts import Parts
from integrations.store import audit, claims, conversations, presence, queue
from integrations.store.audit import Deed
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Moment, Transaction

MINUTE = 60.0
WEB = "web"
# These were told of the opening hours when they asked.
TOLD_HOURS = ("requested", "not_understood", "asked")

Task = tuple[str, Any]


def due(parts: Parts) -> list[Task]:
    now, wait = parts.now(), parts.council.queue
    with parts.store.read() as tx:
        lapsed = claims.lapsed(tx, now)
        again = wait.tell_again_minutes * MINUTE
        quiet = claims.untold(tx, wait.tell_after_seconds, again, now)
        unsaid = claims.to_wrap_up(tx, now - wait.wrap_up_minutes * MINUTE)
        alone = presence.on_duty(tx, now) == 0
    first = [one.id for one in quiet if alone and one.told_at is None]
    late = [one.id for one in quiet if _is_late(parts, one, parts.moment())]
    found: list[Task] = [("lapsed", one) for one in lapsed]
    found += [("unsaid", one.id) for one in unsaid]
    return found + [("tell", one) for one in dict.fromkeys([*first, *late])]


def run(parts: Parts, task: Task) -> bool:
    what, item_id = task
    return {"lapsed": lapse, "tell": tell, "unsaid": leave_unsaid}[what](parts, item_id)


def lapse(parts: Parts, item_id: int) -> bool:
    """Whoever had it has not been seen: the resident goes back to the place they had."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        item, conversation = _held(tx, item_id, moment)
        if item is None or conversation is None or (item.lease_until or moment.now) > moment.now:
            return False
        before = item.adviser
        if not claims.let_go(tx, item, moment):
            return False
        outgoing.notice(tx, parts, conversation, parts.words.say("adviser_lapsed"), moment)
        deed = Deed(
            action="lease expired",
            conversation_id=conversation.id,
            subject=str(item_id),
            before={"adviser": before},
        )
        audit.write(tx, deed, moment)
    parts.bells.ring(conversation.id, "deliveries")
    return True


def tell(parts: Parts, item_id: int) -> bool:
    """Once when nobody is there, and again and again when it takes long: never a silent wait."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        item, conversation = _held(tx, item_id, moment)
        if item is None or conversation is None:
            return False
        late = _is_late(parts, item, moment)
        first = item.told_at is None and not late
        if first and presence.on_duty(tx, moment.now):
            return False  # somebody has come in the meantime
        if not claims.tell_once(tx, item, moment):
            return False
        words = _words(tx, parts, item, first=first)
        # Who may be watched by somebody else is not written to out of the blue.
        if words is None or (not first and conversations.sensitive(tx, conversation)):
            return False
        outgoing.notice(tx, parts, conversation, words, moment)
    parts.bells.ring(conversation.id, "deliveries")
    return True


def leave_unsaid(parts: Parts, item_id: int) -> bool:
    """Nobody said how it ended; that is counted apart."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        item = queue.get(tx, item_id)
        if item is None or not claims.wrap_up(tx, item_id, claims.NOT_SAID):
            return False
        deed = Deed(
            action="wrapped_up",
            conversation_id=item.conversation_id,
            subject=str(item_id),
            after={"wrap_up": claims.NOT_SAID},
        )
        audit.write(tx, deed, moment)
    return True


def minutes(tx: Transaction, parts: Parts, item: QueueItem, position: int) -> int:
    """What somebody in the queue may expect: shorter with more people there, and never before the
    doors open."""
    each = parts.council.queue.minutes_per_position
    there = max(presence.on_duty(tx, parts.now()), 1)
    ahead = -(-position * each // there)
    opening = opens(tx, parts, item.team)
    if opening is None:
        return ahead
    until = (opening - parts.clock.now()).total_seconds()
    return ahead + max(int(-(-until // MINUTE)), 0)


def _is_late(parts: Parts, item: QueueItem, moment: Moment) -> bool:
    """It has been quiet for so long that they must hear something."""
    quiet_since = item.told_at or item.waiting_since
    return quiet_since <= moment.now - parts.council.queue.tell_again_minutes * MINUTE


def _words(tx: Transaction, parts: Parts, item: QueueItem, *, first: bool) -> str | None:
    if item.channel in callers.CHANNELS:
        return None  # they read nothing here
    opening = opens(tx, parts, item.team)
    if opening is not None:
        if not first or item.reason in TOLD_HOURS:
            return None  # nothing has changed since they were told
        at = hours.said(opening, parts.clock.now())
        return parts.words.say("nobody_closed", opens=at, night=parts.council.out_of_hours.phone)
    key = "nobody" if first else "still_waiting"
    conversation = conversations.get(tx, item.conversation_id)
    if conversation is not None and no_calls.are_wanted(tx, conversation):
        return parts.words.say(f"{key}_writing")
    return parts.words.say(key if item.channel == WEB else f"{key}_text")


def _held(
    tx: Transaction, item_id: int, moment: Moment
) -> tuple[QueueItem | None, Conversation | None]:
    item = queue.get(tx, item_id)
    conversation = item and conversations.lock(tx, item.conversation_id, moment)
    if item is not None:
        tx.refresh(item)
    return item, conversation
