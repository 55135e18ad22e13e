"""What residents and the desk are shown, in the shapes design.md fixes."""

from typing import Any

from integrations.council import Council
from integrations.store import conversations, events, queue, requests
from integrations.store import messages as stored
from integrations.store.models import Message, QueueItem
from integrations.store.session import Transaction

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


def state(tx: Transaction, conversation_id: str, council: Council) -> dict[str, Any]:
    conversation = conversations.get(tx, conversation_id)
    if conversation is None:
        return {"owner": conversations.CLOSED, "queue": None, "open": False}
    place = None
    item = queue.open_item(tx, conversation_id)
    if item is not None and item.status == queue.WAITING:
        position = queue.position(tx, item)
        place = {"position": position, "minutes": position * council.queue.minutes_per_position}
    owner = conversation.owner
    return {"owner": owner, "queue": place, "open": owner != conversations.CLOSED}


def events_after(
    tx: Transaction, conversation_id: str, event_id: int, limit: int, council: Council
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
        now = state(tx, conversation_id, council)
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
