"""Where every message of a resident comes in: stored once, looked at for danger, and acknowledged.

One transaction; after it the message is safe, whatever happens to this process.
"""

from typing import Any

from actions.emergencies import service as emergencies
from actions.emergencies.service import Doubt, Emergency
from bot.conversation import (
    ages,
    checking,
    danger,
    joining,
    outgoing,
    phone_talk,
    returning,
    speaking,
    switched,
    text,
)
from bot.conversation.inbound import WEB, BadMessage, Inbound, Received, StaleChoice
from bot.conversation.parts import Parts
from integrations.crash import crash_point
from integrations.store import conversations, messages, queue, signs
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message
from integrations.store.session import Conflict, Moment, Transaction

LONGEST_ID = 200
LONGEST_PLACE = 200
PERSON, CANCEL = "/speak_to_human", "/cancel"


def receive(parts: Parts, inbound: Inbound) -> Received:
    """Raises BadMessage, or StaleChoice for a choice that is not on offer (any more)."""
    key = _dedup_key(inbound)
    said = text.clean(inbound.text or "")
    if inbound.text is not None and text.is_empty(said):
        raise BadMessage("empty", "the message has no text")
    spoken = "" if parts.phone_words.is_shown(said) else said
    found = emergencies.judge(spoken, parts.hear(spoken)) if spoken else None
    try:
        received = _store(parts, inbound, key, said, found)
    except Conflict:  # the same message, or the same new resident, a moment earlier
        received = _store(parts, inbound, key, said, found)
    parts.bells.ring(received.conversation_id, *(["turns"] if received.for_assistant else []))
    return received


def _store(
    parts: Parts, inbound: Inbound, key: str, said: str, found: Emergency | Doubt | None
) -> Received:
    moment = parts.moment()
    with parts.store.begin(first=True) as tx:
        if known := messages.by_key(tx, key):  # told again: nobody has written now
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
        phone_talk.heard(tx, parts, inbound, moment)
        conversation = _conversation(tx, parts, inbound, moment)
        if known := messages.by_key(tx, key):
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
        if conversation.owner == conversations.CLOSED and not isinstance(found, Emergency):
            raise BadMessage("closed", "this conversation has ended")
        inbound = phone_talk.resolved(tx, parts, conversation, inbound, moment)
        for_assistant = conversation.owner == conversations.ASSISTANT
        new = NewMessage(
            sender=messages.RESIDENT,
            dedup_key=key,
            unanswered=for_assistant,
            sent_at=inbound.sent_at,
            **_content(tx, parts, conversation.id, inbound, said),
        )
        message = messages.add(tx, conversation.id, new, moment)
        if inbound.channel == WEB:  # no phone tells us that somebody types
            signs.clear(tx, conversation.id, signs.RESIDENT, signs.TYPING)
        _meet(tx, parts, conversation, message, inbound, said, found, moment)
        phone_talk.introduce(tx, parts, conversation, inbound, moment)
        crash_point("receive.before_commit", parts.settings)
        return Received(conversation.id, message.seq or 0, False, for_assistant)


def _meet(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    inbound: Inbound,
    said: str,
    found: Emergency | Doubt | None,
    moment: Moment,
) -> None:
    """What happens at once. Danger first; then a phone's own words; the rest may wait."""
    ages.note(tx, conversation, said)
    heard_only = isinstance(found, Emergency) and found.sign == emergencies.UNDERSTOOD
    denied = heard_only and checking.denies(conversation, said)
    if isinstance(found, Emergency) and not denied:
        checking.forget(tx, conversation)
        danger.meet(tx, parts, conversation, message, found, moment)
    elif phone_talk.wants_out(parts, inbound):
        phone_talk.met(tx, parts, conversation, message, inbound, moment)
    elif checking.is_open(conversation, message):
        checking.answer(tx, parts, conversation, message, moment)
    elif returning.met(tx, parts, conversation, message, said, moment):
        pass  # their details are taken back, or they told whether anybody got in touch
    elif found and checking.ask(tx, parts, conversation, [message], found, moment):
        pass  # it waits for the answer
    elif conversation.owner == conversations.ASSISTANT and (
        switched.met(tx, parts, conversation, moment)
        or speaking.met(tx, parts, conversation, message, moment)
    ):
        pass  # a person will read it, or they are asked whether one should: it is not in English
    elif phone_talk.met(tx, parts, conversation, message, inbound, moment):
        pass  # nothing for the assistant to read
    elif conversation.owner == conversations.ASSISTANT and text.is_long(said):
        outgoing.notice(tx, parts, conversation, parts.words.say("too_long"), moment)
    elif conversation.owner == conversations.QUEUE:
        _acknowledge(tx, parts, conversation, moment)


def _conversation(tx: Transaction, parts: Parts, inbound: Inbound, moment: Moment) -> Conversation:
    """The conversation this belongs to, locked. A web chat is opened with its session."""
    if inbound.channel == WEB:
        conversation = conversations.lock(tx, inbound.identity, moment)
        if conversation is None:
            raise BadMessage("unknown_conversation", "there is no such conversation")
        return conversation
    if joined := joining.brought(tx, parts, inbound, moment):
        return joined
    found = conversations.find_open(tx, inbound.channel, inbound.identity)
    if found and (held := conversations.lock(tx, found.id, moment)):
        return held
    return conversations.start(
        tx, conversations.new_id(), inbound.channel, inbound.identity, inbound.locale, moment
    )


def _content(
    tx: Transaction, parts: Parts, conversation_id: str, inbound: Inbound, said: str
) -> dict[str, Any]:
    if inbound.person:
        return {"text": said, "payload": PERSON}
    if inbound.ends:
        return {"text": said, "payload": CANCEL}
    if inbound.choice is not None:
        choice = messages.take_choice(tx, conversation_id, inbound.choice)
        if choice is None:
            raise StaleChoice
        return {"text": choice["label"], "payload": choice["payload"]}
    if inbound.location is not None:
        lat, long = inbound.location
        if not (-90 <= lat <= 90 and -180 <= long <= 180):
            raise BadMessage("location", "this is not a place on the map")
        shown = parts.words.say("location", lat=f"{lat:.5f}", long=f"{long:.5f}")
        name = text.clean(inbound.place)[:LONGEST_PLACE]
        return {
            "text": f"{shown} ({name})" if name else shown,
            "location": {"lat": lat, "lng": long},
        }
    if not said:
        raise BadMessage("empty", "the message has no text, choice or location")
    return {"text": said}


def _acknowledge(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> None:
    item = queue.open_item(tx, conversation.id)
    if item and queue.acknowledge(tx, item):
        outgoing.notice(tx, parts, conversation, parts.words.say("queue_received"), moment)


def _dedup_key(inbound: Inbound) -> str:
    given = inbound.provider_id
    if not given or len(given) > LONGEST_ID or not given.isprintable():
        raise BadMessage("client_id", f"an id has 1 to {LONGEST_ID} printable characters")
    owner = f":{inbound.identity}" if inbound.channel == WEB else ""
    return f"{inbound.channel}{owner}:{given}"
