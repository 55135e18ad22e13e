"""What an adviser writes: to the resident, on the resident's own channel, or to colleagues."""

import re

from bot.conversation import outgoing
from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding, reach
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.holding import LONG_LEASE
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store import audit, claims, conversations, messages, notes, queue, signs
from integrations.store.messages import NewMessage
from integrations.store.session import Conflict

PLACEHOLDER = re.compile(r"\{(\w+)\}")
TYPING_FOR = 6.0


def reply(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Kept and on its way, once; only from who has it, and only as it stood when they looked."""
    text, version = read.needed(given, "text"), read.version(given)
    key = f"desk:{item_id}:{read.key(given)}"
    if gaps := PLACEHOLDER.findall(text):
        raise Problem(422, "gaps", f"Fill in: {', '.join(gaps)}.", missing=sorted(set(gaps)))
    moment = parts.moment()
    try:
        with parts.store.begin() as tx:
            held = holding.mine(tx, who, item_id, version, moment)
            if known := messages.by_key(tx, key):
                return {"seq": known.seq, "version": version}
            reach.check(tx, parts, held.conversation, text)
            new = NewMessage(sender=messages.ADVISER, name=who.name, text=text, dedup_key=key)
            message = outgoing.post(tx, parts, held.conversation, new, moment)
            claims.answered(tx, item_id, moment)
            claims.renew(tx, item_id, who.id, moment.now + LONG_LEASE)
            signs.clear(tx, held.conversation.id, who.id, signs.TYPING)
            audit.write(tx, deed_of(who, held.item, "sent", after={"seq": message.seq}), moment)
    except Conflict as fault:  # the same key a moment earlier, in another tab
        raise Problem(409, "stale", "It was sent already.", by=who.name) from fault
    by_phone = held.conversation.channel in parts.senders
    parts.bells.ring(held.conversation.id, *(["deliveries"] if by_phone else []))
    return {"seq": message.seq, "version": version}


def invite(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """WhatsApp's 24 hours are over: the approved template asks them to write again, nothing else
    may go. Its words stand in the conversation as what they read."""
    version, key = read.version(given), f"invite:{item_id}:{read.key(given)}"
    moment = parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, version, moment)
        if not messages.by_key(tx, key):
            reached = reach.of(tx, parts, held.conversation)
            if reached.why_not != reach.WINDOW_CLOSED or not parts.settings.whatsapp_template:
                raise Problem(409, "no_template", "No template can be sent now.")
            text = parts.phone_words.label("template")
            new = NewMessage(sender=messages.ADVISER, name=who.name, text=text, dedup_key=key)
            outgoing.post(tx, parts, held.conversation, new, moment)
            audit.write(tx, deed_of(who, held.item, "invited"), moment)
    parts.bells.ring(held.conversation.id, "deliveries")
    return {"go": f"/desk/items/{item_id}"}


def note(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """For colleagues. Anybody who may see the item may leave one, also when it is over."""
    text, moment = read.needed(given, "text"), parts.moment()
    key = f"note:{item_id}:{read.key(given)}"
    with parts.store.begin() as tx:
        held = holding.lock(tx, who, item_id, moment)
        kept = notes.add(
            tx, held.conversation, text, who.name, moment, staff_id=who.id, dedup_key=key
        )
        audit.write(tx, deed_of(who, held.item, "noted", after={"note": kept.id}), moment)
    parts.bells.ring(held.conversation.id)
    return {"note": kept.id}


def typing(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Shown to the resident, and to colleagues who look at the same conversation."""
    now = parts.now()
    with parts.store.begin() as tx:
        item = holding.find(tx, who, item_id)
        if item.status != queue.CLAIMED or item.adviser != who.id:
            raise holding.not_yours(tx, item)
        signs.put(tx, item.conversation_id, who.id, signs.TYPING, now + TYPING_FOR)
    parts.bells.ring(item.conversation_id)
    return {}


def seen(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Its owner has this page in front, and everything up to this message on it."""
    seq = given.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or seq < 1:
        raise Problem(422, "not_complete", "seq is missing.", missing=["seq"])
    with parts.store.begin() as tx:
        item = holding.find(tx, who, item_id)
        if item.status != queue.CLAIMED or item.adviser != who.id:
            raise holding.not_yours(tx, item)
        conversation = conversations.get(tx, item.conversation_id)
        newest = min(seq, conversation.last_seq if conversation else 0)
        signs.put(tx, item.conversation_id, who.id, signs.SEEN, signs.ALWAYS, newest)
    parts.bells.ring(item.conversation_id)
    return {}


def measure(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """What a text would cost as it is typed, and how long the resident's channel stays open."""
    text = read.optional(given, "text", 20_000)
    with parts.store.read() as tx:
        item = holding.find(tx, who, item_id)
        conversation = conversations.get(tx, item.conversation_id)
        return reach.measured(tx, parts, conversation, text) if conversation else {}
