"""What is done about a danger, written down as it is done. How it ended is part of it."""

from typing import Any

from bot.conversation import calling
from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.sessions import Who
from bot.desk.words import source
from integrations.store import audit, callers, messages, phones, steps
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Transaction

OUTCOME = "outcome"
REASONS = ("emergency", "safety_check")
EMERGENCY = "emergency_services"
PLACES = ("Place", "Address")


def is_danger(item: QueueItem) -> bool:
    return item.alarm is not None or item.reason in REASONS


def write_down(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    step = read.one_of(given, "step", tuple(source("safety")["steps"]))
    text, moment = read.needed(given, "text"), parts.moment()
    with parts.store.begin() as tx:
        held = holding.lock(tx, who, item_id, moment)
        kept = steps.add(
            tx,
            held.item,
            step,
            text,
            who.id,
            who.name,
            moment,
            outcome=step == OUTCOME,
        )
        audit.write(tx, deed_of(who, held.item, "safety_step", after={"step": step}), moment)
    parts.bells.ring(held.conversation.id)
    return {"step": kept.id, "go": f"/desk/items/{item_id}#safety"}


def number(
    tx: Transaction, parts: Parts, item: QueueItem, conversation: Conversation
) -> str | None:
    """A number they can be reached on: the one they write from, rang from or gave us. It is for
    whoever has the conversation, also where no calls are wanted: the emergency services ask it."""
    phone = phones.get(tx, conversation.identity)
    caller = callers.of(tx, item.conversation_id)
    sealed = [one.sealed for one in (caller, phone) if one is not None]
    known = [calling.opened(parts, one) for one in sealed]
    return next((one for one in known if one), None) or calling.number_of(parts, item)


def panel(
    tx: Transaction, parts: Parts, who: Who, item: QueueItem, conversation: Conversation
) -> dict[str, Any] | None:
    """What whoever deals with it must see first: words, who and where, numbers, what to ask, and
    what was done."""
    if not is_danger(item):
        return None
    alarm = item.alarm or {}
    scripts = source("safety")["scripts"]
    script = scripts.get(alarm.get("kind")) or scripts.get(item.topic) or scripts["usual"]
    said = next(
        (one for one in messages.visible(tx, conversation.id) if one.seq == alarm.get("message")),
        None,
    )
    council = parts.council
    team = [one for one in council.contacts.values() if one.team == item.team and one.phone]
    return {
        "seq": alarm.get("message"),
        "text": said.text if said else "",
        "words": alarm.get("words", ""),
        "waits": item.alarm_due is not None,
        "risk": script["risk"],
        "ask": script["ask"],
        "places": [
            one["value"] for one in conversation.facts or item.facts if one["name"] in PLACES
        ],
        "mine": item.adviser == who.id,
        "number": number(tx, parts, item, conversation) if item.adviser == who.id else None,
        "emergency": council.contacts[EMERGENCY].phone if EMERGENCY in council.contacts else "",
        "team": [{"name": one.name.capitalize(), "number": one.phone} for one in team],
        "night": {
            "name": council.out_of_hours.name.capitalize(),
            "number": council.out_of_hours.phone,
        },
        "done": [
            {"step": one.step, "text": one.text, "name": one.name}
            for one in steps.of_item(tx, item.id)
        ],
        "outcome": steps.has_outcome(tx, item.id),
    }
