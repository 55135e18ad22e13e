"""What happens while a channel, or the assistant, is switched off: what a resident writes is kept
for a person, and they are told so, with a phone number. Danger was looked for before."""

from bot.conversation import handover, outgoing
from bot.conversation.parts import Parts
from integrations.errors import Unavailable
from integrations.store import queue, switches
from integrations.store.models import Conversation
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

REASON = "switched_off"


def is_off(tx: Transaction, conversation: Conversation) -> bool:
    """Whether the assistant is not to answer here."""
    return switches.why_silent(tx, conversation.channel) is not None


def met(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> bool:
    """True: the assistant does not answer what was written, and a person will."""
    off = switches.why_silent(tx, conversation.channel)
    if off is None:
        return False
    key = "assistant_off" if off == switches.ASSISTANT else "channel_off"
    outgoing.notice(tx, parts, conversation, parts.words.say(key), moment)
    topic = (conversation.active_task or "conversation").removesuffix("_form")
    wanted = Handover(reason=REASON, team=handover.ANYONE, topic=topic)
    item = handover.to_queue(tx, parts, conversation, wanted, moment)
    queue.acknowledge(tx, item)  # what they are told of it was said just now
    return True


def warnings(parts: Parts) -> list[str]:
    """For whoever looks after the service; why is for the desk alone."""
    try:
        with parts.store.read() as tx:
            return [f"{one.what} is switched off since {one.at}" for one in switches.off(tx)]
    except Unavailable:
        return []
