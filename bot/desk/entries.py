"""Everything that was said and done in a conversation, in order, as an adviser reads it."""

from typing import Any

from bot.desk.shown import clock_time
from integrations.store import deliveries, messages, notes, signs, steps
from integrations.store.models import Message, QueueItem
from integrations.store.session import Transaction
from integrations.store.signs import Shown

RESIDENTS_PHOTOS, OURS = "/chat/photos/", "/desk/photos/"
Entry = dict[str, Any]


def of(tx: Transaction, item: QueueItem) -> list[Entry]:
    """With the steps that were taken about a danger at its end."""
    taken = [_step(step) for step in steps.of_item(tx, item.id)]
    return [*of_conversation(tx, item.conversation_id), *taken]


def of_conversation(tx: Transaction, conversation_id: str) -> list[Entry]:
    """Messages, those that were kept back too, with colleagues' notes between them."""
    told = {one.seq: one for one in deliveries.shown(tx, conversation_id)}
    found, at = [], 0
    for message in messages.everything(tx, conversation_id):
        at = message.seq or at
        found.append((at, 0, _message(message, told.get(message.seq))))
    for note in notes.of_conversation(tx, conversation_id):
        found.append((note.after_seq, 1, _note(note)))
    return [entry for _, _, entry in sorted(found, key=lambda one: one[:2])]


def _message(message: Message, told: deliveries.Shown | None) -> Entry:
    image = message.image
    if image and image.startswith(RESIDENTS_PHOTOS):
        image = OURS + image.removeprefix(RESIDENTS_PHOTOS)
    return {
        "key": f"m{message.id}",
        "kind": "suppressed" if message.suppressed else "message",
        "from": message.sender,
        "name": message.name,
        "text": message.text,
        "choices": [one["label"] for one in message.choices or []],
        "image": image,
        "seq": message.seq,
        "at": message.at,
        "time": clock_time(message.at),
        "delivery": {"status": told.status, "reason": told.reason} if told else None,
    }


def _note(note: Any) -> Entry:
    return _beside(f"n{note.id}", note.kind, note.name, note.text, note.at)


def _step(step: Any) -> Entry:
    return {**_beside(f"s{step.id}", "step", step.name, step.text, step.at), "step": step.step}


def _beside(key: str, kind: str, name: str, text: str, at: str) -> Entry:
    return {
        "key": key,
        "kind": kind,
        "from": "colleague",
        "name": name,
        "text": text,
        "choices": [],
        "image": None,
        "seq": None,
        "at": at,
        "time": clock_time(at),
        "delivery": None,
    }


def doing(tx: Transaction, conversation_id: str, now: float, names: dict[str, str]) -> Entry:
    """Who types and who looks just now, and how far the resident has read."""
    found: Entry = {"resident_typing": False, "seen": 0, "typing": [], "looking": []}
    for one in signs.now_in(tx, conversation_id, now):
        _add(found, one, names)
    return found


def _add(found: Entry, one: Shown, names: dict[str, str]) -> None:
    if one.kind == signs.SEEN and one.who != signs.RESIDENT:
        return
    if one.kind == signs.SEEN:
        found["seen"] = max(found["seen"], one.value)
    elif one.who == signs.RESIDENT:
        found["resident_typing"] = True
    else:
        found[one.kind].append({"id": one.who, "name": names.get(one.who, one.who)})
