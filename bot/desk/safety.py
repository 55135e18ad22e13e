"""What is done about a danger, written down as it is done. How it ended is part of it."""

from typing import Any

from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.sessions import Who
from bot.desk.words import source
from integrations.store import audit, messages, steps
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Transaction

OUTCOME = "outcome"
REASONS = ("emergency", "safety_check")
EMERGENCY = "emergency_services"


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


def panel(
    tx: Transaction, parts: Parts, item: QueueItem, conversation: Conversation
) -> dict[str, Any] | None:
    """What whoever deals with it must see first: words, place, numbers, and what was done."""
    if not is_danger(item):
        return None
    alarm = item.alarm or {}
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
