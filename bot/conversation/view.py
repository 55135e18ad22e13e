"""What residents and the desk are shown, in the shapes design.md fixes."""

from typing import Any

from bot.conversation import waiting
from bot.conversation.parts import Parts
from integrations.store import alerts, conversations, events, queue, requests, signs, staff
from integrations.store import messages as stored
from integrations.store.models import Message, QueueItem
from integrations.store.session import Transaction

NOTHING: dict[str, Any] = {"typing": None, "seen": 0}
"""What an adviser does while nobody has the conversation."""
FOR_RESIDENTS = ("message", "state")


def messages(tx: Transaction, conversation_id: str, after: int = 0) -> list[dict[str, Any]]:
    return [shown(one) for one in stored.visible(tx, conversation_id, after)]


def shown(message: Message) -> dict[str, Any]:
    """A choice's payload is ours alone."""
    choices = [{"id": one["id"], "label": one["label"]} for one in message.choices or []]
    return {
        "seq": message.seq,
        "from": message.sender,
        "name": message.name,
        "text": message.text,
        "choices": choices,
        "image": message.image,
        "at": message.at,
    }


def state(tx: Transaction, conversation_id: str, parts: Parts) -> dict[str, Any]:
    conversation = conversations.get(tx, conversation_id)
    if conversation is None:
        return {"owner": conversations.CLOSED, "queue": None, "open": False}
    place, may_wait = None, conversation.owner in (conversations.QUEUE, conversations.ASSISTANT)
    item = queue.open_item(tx, conversation_id) if may_wait else None
    if item is not None and item.status == queue.WAITING:
        position = queue.position(tx, item)
        place = {"position": position, "minutes": waiting.minutes(tx, parts, item, position)}
    owner = conversation.owner
    return {"owner": owner, "queue": place, "open": owner != conversations.CLOSED}


def doing(tx: Transaction, conversation_id: str, parts: Parts) -> dict[str, Any]:
    """What the adviser who has the conversation does: who types, and how far they have read."""
    found = dict(NOTHING)
    conversation = conversations.get(tx, conversation_id)
    if conversation is None or conversation.owner != conversations.ADVISER:
        return found
    for one in signs.now_in(tx, conversation_id, parts.now()):
        if one.who != conversation.adviser:
            continue
        if one.kind == signs.SEEN:
            found["seen"] = one.value
        elif one.kind == signs.TYPING:
            person = staff.get(tx, one.who)
            found["typing"] = first_name(person.name) if person else None
    return found


def first_name(name: str) -> str:
    """As residents are told who writes to them."""
    return name.split()[0]


def events_after(
    tx: Transaction, conversation_id: str, event_id: int, limit: int, parts: Parts
) -> list[dict[str, Any]]:
    """News for a resident's screen: `id`, `event` (message or state) and `data`, oldest first. A
    state event carries the state of now, so an old one does no harm."""
    found = events.after(tx, conversation_id, event_id, FOR_RESIDENTS, limit)
    said = [event.data["seq"] for event in found if event.kind == "message"]
    texts = {}
    if said:
        texts = {one["seq"]: one for one in messages(tx, conversation_id, min(said) - 1)}
    now = None
    if any(event.kind == "state" for event in found):
        now = state(tx, conversation_id, parts)
    return [
        {
            "id": event.id,
            "event": event.kind,
            "data": now if event.kind == "state" else texts[event.data["seq"]],
        }
        for event in found
    ]


def last_event(tx: Transaction, conversation_id: str) -> int:
    return events.last_id(tx, conversation_id)


def queue_items(tx: Transaction) -> list[dict[str, Any]]:
    """Who waits for a person: most urgent first, then longest wait."""
    return [_queued(tx, item) for item in queue.waiting(tx)]


def morning_list(tx: Transaction) -> list[dict[str, Any]]:
    """Every urgent conversation that is not closed, whoever has it, and who was called about it."""
    return [
        {**_queued(tx, item), "adviser": item.adviser, "called": _called(tx, item)}
        for item in alerts.morning_list(tx)
    ]


def _called(tx: Transaction, item: QueueItem) -> list[dict[str, Any]]:
    return [
        {"audience": one.audience, "calls": one.calls, "sent": one.sent_at is not None}
        for one in alerts.of_item(tx, item.id)
    ]


def requests_for_staff(tx: Transaction) -> list[dict[str, Any]]:
    """Requests that no program may send (again)."""
    return [
        {
            "reference": one.reference,
            "conversation": one.conversation_id,
            "kind": one.kind,
            "status": one.status,
            "notice": one.notice,
        }
        for one in requests.needing_staff(tx)
    ]


def _queued(tx: Transaction, item: QueueItem) -> dict[str, Any]:
    """What the assistant logged is a fact too, even when its answer came too late to be shown."""
    facts = [dict(fact) for fact in item.facts]
    known = {fact["value"] for fact in facts}
    for request in requests.of_conversation(tx, item.conversation_id):
        if request.reference not in known:
            value = request.reference
            facts.append({"name": "reference", "value": value, "message": None, "confirmed": True})
    return {
        "id": item.id,
        "conversation": item.conversation_id,
        "priority": item.priority,
        "team": item.team,
        "reason": item.reason,
        "topic": item.topic,
        "channel": item.channel,
        "language": item.language,
        "waiting_since": item.since,
        "summary": item.summary,
        "facts": facts,
    }
