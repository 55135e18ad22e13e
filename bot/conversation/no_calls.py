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

ASKS_TO_CALL = re.compile(r"\b(?:call|ring|phone)\b[^.\n]{0,60}\d{3}", re.I)


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
    tx: Transaction, parts: Parts, conversation: Conversation, replies: Sequence[NewMessage]
) -> list[NewMessage]:
    """The replies; where one says to call and none says how to write, the last such says it."""
    found = list(replies)
    at = [number for number, one in enumerate(found) if ASKS_TO_CALL.search(one.text)]
    how = _how(parts)
    if not at or any(how[0] in one.text for one in found) or not are_wanted(tx, conversation):
        return found
    last = found[at[-1]]
    found[at[-1]] = replace(last, text="\n".join([last.text, " ".join(how)]))
    return found


def _how(parts: Parts) -> list[str]:
    known, relay = answers.data(), parts.council.contact.relay
    return [known["write"], *([known["relay"].format(relay=relay)] if relay else [])]
