"""Who cannot use a phone, and what they are told beside a number to call."""

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.answers import service as answers
from bot.conversation.parts import Parts
from integrations.store import messages, needs
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation
from integrations.store.session import Transaction

ASKS_TO_CALL = re.compile(
    r"\b(?:call|ring|phone)\b(?! box)[^.\n]{0,60}?\b(?:0\d{3}|[19]\d\d\b)", re.I
)
EMERGENCY = "emergency_services"
PERSON = "speak_to_human"


def are_wanted(tx: Transaction, conversation: Conversation) -> bool:
    """Whether they want no calls: they said so in this conversation, or before and that we may keep
    it."""
    kept = needs.of(tx, conversation)
    if kept is not None and {*kept.needs} & {*needs.NO_CALLS}:
        return True
    said = messages.visible(tx, conversation.id)
    return any(
        answers.says("no_phone", one.text) for one in said if one.sender == messages.RESIDENT
    )


def beside_numbers(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    replies: Sequence[NewMessage],
    *,
    person_comes: bool,
) -> list[NewMessage]:
    """The replies; where one says to call and none says how else, the last such says it.

    Args:
        replies: what is about to be said.
        person_comes: these replies fetch a person, so that none has to be asked for.
    """
    found = list(replies)
    at = [number for number, one in enumerate(found) if ASKS_TO_CALL.search(one.text)]
    write = answers.data()["write"]
    if not at or any(write in one.text for one in found) or not are_wanted(tx, conversation):
        return found
    last = found[at[-1]]
    offered = person_comes or any(_offers_a_person(one) for one in found)
    how = " ".join([*([] if offered else [write]), *_relay(parts, last.text)])
    found[at[-1]] = replace(last, text=f"{last.text}\n{how}".rstrip())
    return found


def _offers_a_person(reply: NewMessage) -> bool:
    return any(PERSON in str(one.get("payload")) for one in reply.choices or ())


def _relay(parts: Parts, text: str) -> list[str]:
    """How Relay UK calls any number, and 999 where that is told."""
    council, words = parts.council, answers.data()
    if not council.contact.relay:
        return []
    first = [words["relay_any"].format(code=council.contact.relay.split()[0])]
    emergency = council.contacts.get(EMERGENCY)
    if not emergency or not emergency.relay or not re.search(rf"\b{emergency.phone}\b", text):
        return first
    return [*first, words["relay_of"].format(phone=emergency.phone, relay=emergency.relay)]
