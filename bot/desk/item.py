"""One item as its page and its JSON show it."""

from dataclasses import asdict
from typing import Any

from bot.conversation import calling
from bot.conversation.parts import Parts
from bot.desk import card, entries, handback, holding, reach, safety, shown
from bot.desk.roles import SERVE, SUPERVISE
from bot.desk.sessions import Who
from bot.desk.shown import Names
from integrations.store import audit, callers, conversations, events, needs, queue, staff
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Transaction

Found = dict[str, Any]
LOOKED = "looked"


def read(parts: Parts, names: Names, who: Who, item_id: int) -> Found:
    """Everything, and the event from which news of it is news."""
    with parts.store.read() as tx:
        item = holding.find(tx, who, item_id)
        conversation = conversations.get(tx, item.conversation_id)
        if conversation is None:
            raise LookupError(item.conversation_id)
        brief = short(tx, parts, names, who, item, conversation)
        return {
            "event": events.last_id(tx, conversation.id),
            **brief,
            **whole(tx, parts, names, who, item, conversation),
        }


def short(
    tx: Transaction,
    parts: Parts,
    names: Names,
    who: Who,
    item: QueueItem,
    conversation: Conversation,
) -> Found:
    """How it stands now, without what was said."""
    now, people = parts.now(), staff.names(tx)
    return {
        "item": shown.row(item, names, now, people),
        "state": state(tx, parts, who, item, conversation, people),
        "doing": entries.doing(tx, conversation.id, now, people),
    }


def whole(
    tx: Transaction,
    parts: Parts,
    names: Names,
    who: Who,
    item: QueueItem,
    conversation: Conversation,
) -> Found:
    """All that was said and done, and the card made from it."""
    carded = card.of(tx, item, conversation, names)
    no_calls = any(one["slug"] in needs.NO_CALLS for one in carded["needs"])
    return {
        "language": conversation.locale.split("-")[0],
        "in_hand": handback.in_hand(conversation, item),
        "entries": entries.of(tx, item),
        "safety": safety.panel(tx, parts, who, item, conversation),
        "number": None if no_calls else _number(tx, parts, who, item),
        "card": carded,
    }


def _number(tx: Transaction, parts: Parts, who: Who, item: QueueItem) -> str | None:
    """A number to call is for whoever has the conversation."""
    if item.adviser != who.id:
        return None
    caller = callers.of(tx, item.conversation_id)
    return calling.opened(parts, caller.sealed if caller else None) or calling.number_of(
        parts, item
    )


def state(
    tx: Transaction,
    parts: Parts,
    who: Who,
    item: QueueItem,
    conversation: Conversation,
    people: dict[str, str],
) -> Found:
    claimed, serves = item.status == queue.CLAIMED, who.may(SERVE)
    mine = claimed and item.adviser == who.id
    unsaid = item.status == queue.CLOSED and item.adviser == who.id and item.wrap_up is None
    reached = reach.of(tx, parts, conversation)
    return {
        "version": conversation.version,
        "status": item.status,
        "owner": conversation.owner,
        "mine": mine,
        "by": people.get(item.adviser or "", item.adviser),
        "priority": item.priority,
        "can_take": item.status == queue.WAITING and serves,
        "can_take_over": claimed and not mine and who.may(SUPERVISE),
        "can_ask": claimed and not mine and serves,
        "can_give_back": mine and reached.written,
        "to_wrap_up": unsaid,
        "ending": mine or unsaid,
        "alarm": item.alarm,
        "alarm_due": item.alarm_due,
        "reach": asdict(reached),
    }


def looked(parts: Parts, who: Who, item_id: int, reason: str | None = None) -> None:
    """Reading a conversation is written down too."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        item = holding.find(tx, who, item_id)
        deed = audit.Deed(
            action=LOOKED,
            staff_id=who.id,
            name=who.name,
            conversation_id=item.conversation_id,
            subject=str(item_id),
            reason=reason,
        )
        audit.write(tx, deed, moment)
