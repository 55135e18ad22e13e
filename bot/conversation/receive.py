"""Where every message of a resident comes in: stored once, looked at for danger, and acknowledged.

One transaction; after it the message is safe, whatever happens to this process.
"""

from dataclasses import dataclass
from typing import Any

from actions.emergencies import service as emergencies
from actions.emergencies.service import Emergency
from bot.conversation import danger, outgoing, text
from bot.conversation.parts import Parts
from integrations.crash import crash_point
from integrations.store import conversations, messages, queue
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation
from integrations.store.session import Conflict, Moment, Transaction

WEB = "web"
LONGEST_ID = 200


class BadMessage(Exception):
    """`code` is for the caller's error answer; nothing was stored."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class StaleChoice(BadMessage):
    def __init__(self) -> None:
        super().__init__("stale_choice", "this is not a choice of the newest question")


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """One message as its channel read it. `provider_id` is the sender's own id of it. The identity
    of a web resident is the conversation's id; of others, who they are to their provider."""

    channel: str
    identity: str
    provider_id: str
    text: str | None = None
    choice: str | None = None
    location: tuple[float, float] | None = None
    locale: str = "en"


@dataclass(frozen=True)
class Received:
    conversation_id: str
    seq: int
    duplicate: bool


def receive(parts: Parts, inbound: Inbound) -> Received:
    """Raises BadMessage, or StaleChoice for a choice that is not on offer (any more)."""
    key = _dedup_key(inbound)
    said = text.clean(inbound.text or "")
    if inbound.text is not None and text.is_empty(said):
        raise BadMessage("empty", "the message has no text")
    found = emergencies.check(said) if said else None
    for last_try in (False, True):
        try:
            received = _store(parts, inbound, key, said, found)
            break
        except Conflict:  # the same message, or the same new resident, a moment earlier
            if last_try:
                raise
    parts.bells.ring(received.conversation_id, "turns")
    return received


def _store(
    parts: Parts, inbound: Inbound, key: str, said: str, found: Emergency | None
) -> Received:
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = _conversation(tx, inbound, moment)
        if known := messages.by_key(tx, key):
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
        if conversation.owner == conversations.CLOSED and not found:
            raise BadMessage("closed", "this conversation has ended")
        for_assistant = conversation.owner == conversations.ASSISTANT and not found
        new = NewMessage(
            sender=messages.RESIDENT,
            dedup_key=key,
            unanswered=for_assistant,
            **_content(tx, parts, conversation.id, inbound, said),
        )
        message = messages.add(tx, conversation.id, new, moment)
        if found:
            danger.meet(tx, parts, conversation, message, found, moment)
        elif for_assistant and text.is_long(said):
            outgoing.notice(tx, parts, conversation, parts.words.say("too_long"), moment)
        elif conversation.owner == conversations.QUEUE:
            _acknowledge(tx, parts, conversation, moment)
        crash_point("receive.before_commit", parts.settings)
        return Received(conversation.id, message.seq or 0, duplicate=False)


def _conversation(tx: Transaction, inbound: Inbound, moment: Moment) -> Conversation:
    """The conversation this belongs to, locked. A web chat is opened with its session."""
    if inbound.channel == WEB:
        conversation = conversations.lock(tx, inbound.identity, moment)
        if conversation is None:
            raise BadMessage("unknown_conversation", "there is no such conversation")
        return conversation
    found = conversations.find_open(tx, inbound.channel, inbound.identity)
    if found and (held := conversations.lock(tx, found.id, moment)):
        return held
    return conversations.start(
        tx, conversations.new_id(), inbound.channel, inbound.identity, inbound.locale, moment
    )


def _content(
    tx: Transaction, parts: Parts, conversation_id: str, inbound: Inbound, said: str
) -> dict[str, Any]:
    if inbound.choice is not None:
        choice = messages.take_choice(tx, conversation_id, inbound.choice)
        if choice is None:
            raise StaleChoice
        return {"text": choice["label"], "payload": choice["payload"]}
    if inbound.location is not None:
        lat, long = inbound.location
        if not (-90 <= lat <= 90 and -180 <= long <= 180):
            raise BadMessage("location", "this is not a place on the map")
        return {
            "text": parts.words.say("location", lat=f"{lat:.5f}", long=f"{long:.5f}"),
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
