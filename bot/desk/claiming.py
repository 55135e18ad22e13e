"""Taking somebody from the queue, staying with them, and letting them go: one winner each time."""

import time
from collections.abc import Mapping

from bot.conversation import callers, outgoing, view
from bot.conversation.parts import Parts
from bot.desk import holding, limits
from bot.desk.given import needed
from bot.desk.holding import LEASE, LONG_LEASE
from bot.desk.lists import may_see
from bot.desk.sessions import Who
from bot.desk.words import source
from bot.refusals import Problem
from integrations.store import audit, claims, conversations, messages, notes, queue
from integrations.store.audit import Deed
from integrations.store.messages import NewMessage
from integrations.store.models import QueueItem
from integrations.store.session import Moment, Transaction

Given = Mapping[str, object]
Result = dict[str, object]
TRIES, PAUSE = 20, 0.05


def claim(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    moment = parts.moment()
    with parts.store.begin() as tx:
        item = holding.find(tx, who, item_id)
        if not claims.take(tx, item_id, who.id, moment.now + LONG_LEASE, moment):
            tx.refresh(item)
            if item.status != queue.CLAIMED or item.adviser != who.id:
                raise holding.not_yours(tx, item)
            return result(tx, item)
        noted(tx, who, item, "claimed", moment)
        joined(tx, parts, who, item, moment)
        found = result(tx, item)
    parts.bells.ring(item.conversation_id, "deliveries")
    return found


def take_next(parts: Parts, who: Who) -> Result:
    """The most urgent, then the longest wait, of those this person may see. Who has enough, or has
    just dealt with a danger, is only handed what is urgent."""
    for _ in range(TRIES):
        moment = parts.moment()
        with parts.store.begin() as tx:
            limit = limits.why_not(tx, parts, who.id, moment.now)
            ids = [
                one.id
                for one in queue.waiting(tx)
                if may_see(who, one) and (limit is None or one.priority == queue.PRIORITIES[0])
            ]
            if not ids:
                raise Problem(409, limit or "nobody_waits", "Nobody is waiting for you.", by=None)
            item_id = claims.next_free(tx, ids)
            until = moment.now + LONG_LEASE
            if item_id is not None and claims.take(tx, item_id, who.id, until, moment):
                item = holding.find(tx, who, item_id)
                found = result(tx, item)
                noted(tx, who, item, "claimed", moment)
                joined(tx, parts, who, item, moment)
                parts.bells.ring(item.conversation_id, "deliveries")
                return found
        time.sleep(PAUSE)
    raise Problem(503, "unavailable", "Too many are taking at once. Try again.")


def beat(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """The page is open, and somebody is at it."""
    with parts.store.begin() as tx:
        if not claims.renew(tx, item_id, who.id, parts.now() + LEASE):
            raise holding.not_yours(tx, holding.find(tx, who, item_id))
    return {}


def release(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    moment = parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, None, moment)
        claims.let_go(tx, held.item, moment)
        noted(tx, who, held.item, "released", moment)
    parts.bells.ring(held.conversation.id)
    return {"go": "/desk?done=released"}


def take_over(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """A supervisor's, with a reason that colleagues can read."""
    reason, moment = needed(given, "reason"), parts.moment()
    with parts.store.begin() as tx:
        held = holding.lock(tx, who, item_id, moment)
        before = held.item.adviser
        if held.item.status != queue.CLAIMED or before == who.id:
            raise holding.not_yours(tx, held.item)
        claims.pass_to(tx, held.item, who.id, moment.now + LONG_LEASE, moment)
        notes.add(
            tx,
            held.conversation,
            reason,
            who.name,
            moment,
            staff_id=who.id,
            kind=notes.REASON,
        )
        deed = deed_of(who, held.item, "taken_over", before={"adviser": before}, reason=reason)
        joined(tx, parts, who, held.item, moment)
        found = result(tx, held.item)
        audit.write(tx, deed, moment)
    parts.bells.ring(held.conversation.id, "deliveries")
    return found


def joined(tx: Transaction, parts: Parts, who: Who, item: QueueItem, moment: Moment) -> None:
    """The resident is told once that somebody has come, by the name they write under. Who may be
    watched hears of it from the adviser, who knows what is safe to say."""
    conversation = conversations.lock(tx, item.conversation_id, moment)
    key = f"joined:{item.id}:{who.id}"
    if conversation is None or messages.by_key(tx, key) or callers.came(conversation):
        return
    if conversations.sensitive(tx, conversation):
        return
    text = parts.words.say("adviser_joined", name=view.first_name(who.name))
    new = NewMessage(sender=messages.NOTICE, text=text, dedup_key=key)
    outgoing.post(tx, parts, conversation, new, moment)


def ask_over(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Whoever has it reads that a colleague would take it."""
    moment = parts.moment()
    said = str(source("item")["asked_over"]).format(name=who.name)
    with parts.store.begin() as tx:
        held = holding.lock(tx, who, item_id, moment)
        if held.item.status != queue.CLAIMED or held.item.adviser == who.id:
            raise holding.not_yours(tx, held.item)
        key = f"over:{item_id}:{who.id}:{held.conversation.version}"
        notes.add(tx, held.conversation, said, who.name, moment, staff_id=who.id, dedup_key=key)
        noted(tx, who, held.item, "asked_over", moment)
    parts.bells.ring(held.conversation.id)
    return {}


def result(tx: Transaction, item: QueueItem) -> Result:
    tx.refresh(item)
    conversation = conversations.get(tx, item.conversation_id)
    if conversation is not None:
        tx.refresh(conversation)
    return {
        "id": item.id,
        "conversation": item.conversation_id,
        "version": conversation.version if conversation else 0,
        "go": f"/desk/items/{item.id}",
    }


def noted(tx: Transaction, who: Who, item: QueueItem, action: str, moment: Moment) -> None:
    audit.write(tx, deed_of(who, item, action), moment)


def deed_of(
    who: Who,
    item: QueueItem,
    action: str,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
    reason: str | None = None,
) -> Deed:
    """What somebody did to an item."""
    return Deed(
        action=action,
        staff_id=who.id,
        name=who.name,
        conversation_id=item.conversation_id,
        subject=str(item.id),
        before=before,
        after=after,
        reason=reason,
    )
