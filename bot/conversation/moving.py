"""From the website to a phone: a code shown there and texted from the phone shows that both are the
same person's. Until then nothing of the one is known to the other."""

import hashlib
import re
import secrets

from bot.conversation import outgoing, phone_talk
from bot.conversation.inbound import WEB, Inbound, Received
from bot.conversation.parts import Parts
from integrations.store import conversations, messages, moves, phones
from integrations.store.messages import NewMessage
from integrations.store.session import Moment, Transaction

LETTERS = "ABCDEFGHJKMNPQRTUVWXY346789"  # none that is read as another
LENGTH = 7
SMS = "sms"
GOOD_FOR = 600.0
MOST_GUESSES = 5
"""Of one phone in the time a code is good for; what comes after is read as words."""
CODE = re.compile(rf"\W*(?:code\W+)?([{LETTERS}]{{{LENGTH}}})\W*", re.IGNORECASE)


class OldCode(Exception):
    """One of ours, which was used or is too old."""


def offer(parts: Parts, conversation_id: str, *, say: bool = False) -> str | None:
    """A new code for an open conversation on the website; shown in the chat too, if asked."""
    if SMS not in parts.senders:
        return None
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        if conversation is None or conversation.owner == conversations.CLOSED:
            return None
        if conversation.channel != WEB:
            return None
        moves.offer(tx, _hash(code), conversation_id, moment.now + GOOD_FOR, moment)
        if say:
            told = parts.phone_words.say("move", code=code)
            outgoing.notice(tx, parts, conversation, told, moment)
    parts.bells.ring(conversation_id)
    return code


def code_in(text: str) -> str | None:
    found = CODE.fullmatch(text.strip())
    return found[1].upper() if found else None


def take(parts: Parts, inbound: Inbound, code: str) -> Received | None:
    """Brings the conversation to this phone. None: it is no code of ours. Raises OldCode."""
    moment, key = parts.moment(), f"{inbound.channel}:{inbound.provider_id}"
    with parts.store.begin() as tx:
        if known := messages.by_key(tx, key):
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
        if _guesses(tx, inbound, moment) >= MOST_GUESSES:
            return None
        conversation_id = moves.use(tx, _hash(code), moment)
        if conversation_id is None:
            if moves.known(tx, _hash(code)):
                raise OldCode
            return None
        message = _move(tx, parts, conversation_id, inbound, key, moment)
        if message is None:
            return None
    parts.bells.ring(conversation_id, "deliveries")
    return Received(conversation_id, message, duplicate=False)


def _guesses(tx: Transaction, inbound: Inbound, moment: Moment) -> int:
    found = conversations.find_open(tx, inbound.channel, inbound.identity)
    recent = phones.newest_of(tx, found.id, 2 * MOST_GUESSES) if found else []
    return sum(
        moment.now - one.received_at < GOOD_FOR and code_in(one.text) is not None for one in recent
    )


def _move(
    tx: Transaction,
    parts: Parts,
    conversation_id: str,
    inbound: Inbound,
    key: str,
    moment: Moment,
) -> int | None:
    conversation = conversations.lock(tx, conversation_id, moment)
    if conversation is None or conversation.owner == conversations.CLOSED:
        return None
    phones.heard(tx, inbound.identity, inbound.channel, str(inbound.sealed), moment.now)
    phones.note(tx, inbound.identity, introduced_at=moment.now)
    earlier = conversations.find_open(tx, inbound.channel, inbound.identity)
    if earlier is not None and earlier.id != conversation_id:
        phone_talk.close_open(tx, inbound.channel, inbound.identity, moment)
    conversations.rehouse(tx, conversation_id, inbound.channel, inbound.identity)
    tx.refresh(conversation)
    said = NewMessage(sender=messages.RESIDENT, text=inbound.text or "", dedup_key=key)
    message = messages.add(tx, conversation_id, said, moment)
    question = phones.open_question(tx, conversation_id)
    text = parts.phone_words.say("moved")
    again = NewMessage(
        sender=messages.ASSISTANT,
        text=f"{text} {question.text}" if question else text,
        choices=question.choices if question else None,
    )
    outgoing.post(tx, parts, conversation, again, moment)
    return message.seq or 0


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
