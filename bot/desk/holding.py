"""Whose item it is, looked at in the transaction that changes it. Only its owner may act on it, and
only as it stood when they last looked; a refusal names who has it."""

from dataclasses import dataclass

from bot.desk.lists import may_see
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store import conversations, queue, staff
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Moment, Transaction

LEASE = 120.0
"""A page with JavaScript says it is there every 20 seconds, and every minute behind other tabs."""
LONG_LEASE = 900.0
"""A page without says nothing until its form is sent."""


@dataclass(frozen=True)
class Held:
    item: QueueItem
    conversation: Conversation


def find(tx: Transaction, who: Who, item_id: int) -> QueueItem:
    item = queue.get(tx, item_id)
    if item is None or not may_see(who, item):
        raise Problem(404, "not_found", "There is no such item for you.")
    return item


def lock(tx: Transaction, who: Who, item_id: int, moment: Moment) -> Held:
    """The item as it is now, and nobody else can change it meanwhile."""
    item = find(tx, who, item_id)
    conversation = conversations.lock(tx, item.conversation_id, moment)
    if conversation is None:
        raise Problem(404, "not_found", "There is no such conversation.")
    tx.refresh(item)
    return Held(item, conversation)


def mine(tx: Transaction, who: Who, item_id: int, version: int | None, moment: Moment) -> Held:
    """`version` is the one their page was made with; None for what does not depend on it."""
    held = lock(tx, who, item_id, moment)
    if held.item.status != queue.CLAIMED or held.item.adviser != who.id:
        raise not_yours(tx, held.item)
    if version is not None and version != held.conversation.version:
        now = held.conversation.version
        said = "This has changed since you loaded it."
        raise Problem(409, "stale", said, version=now, by=who.name)
    return held


def not_yours(tx: Transaction, item: QueueItem) -> Problem:
    name = holder(tx, item)
    if item.status == queue.WAITING:
        return Problem(409, "not_taken", "Nobody has it: take it first.", by=None)
    if item.status == queue.CLOSED:
        return Problem(409, "over", f"{name or 'The resident'} has ended it.", by=name)
    return Problem(409, "taken", f"{name} has it.", by=name)


def holder(tx: Transaction, item: QueueItem) -> str | None:
    """The name of who has it, or had it last."""
    person = staff.get(tx, item.adviser) if item.adviser else None
    return person.name if person else item.adviser
