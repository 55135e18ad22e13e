"""The day's bill for texts: a cap that stops the assistant, never safe words or a person."""

import logging
from datetime import datetime

from bot.conversation import handover, outgoing
from bot.conversation.parts import Parts
from integrations.clock import LOCAL
from integrations.errors import Unavailable
from integrations.store import conversations, deliveries, events
from integrations.store.models import Conversation
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

NEARLY = 0.8

logger = logging.getLogger(__name__)


def day_of(moment: float) -> float:
    """When that day began here."""
    now = datetime.fromtimestamp(moment, LOCAL)
    return now.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def warnings(parts: Parts) -> list[str]:
    """For /health/ready, before and when the assistant falls silent."""
    most = parts.council.texting.fragments_a_day
    try:
        with parts.store.read() as tx:
            spent = deliveries.fragments_since(tx, day_of(parts.now()))
    except Unavailable:
        return []
    if spent < most * NEARLY:
        return []
    return [f"texts today: {spent} of {most} fragments; after that the assistant does not text"]


def is_over(tx: Transaction, parts: Parts, moment: Moment) -> bool:
    spent = deliveries.fragments_since(tx, day_of(parts.now()))
    return spent >= parts.council.texting.fragments_a_day


def capped(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> None:
    """The alarm, and for each resident one last text that a person will read what they wrote."""
    logger.error("the day's fragments of texts are used up; the assistant does not text")
    events.add(tx, conversation.id, "spend_cap", {}, moment)
    if needs_person(tx, parts, conversation, "spend_cap", moment):
        words = parts.phone_words.say("capped")
        outgoing.notice(tx, parts, conversation, words, moment, essential=True)


def needs_person(
    tx: Transaction, parts: Parts, conversation: Conversation, reason: str, moment: Moment
) -> bool:
    """True when the assistant had it."""
    held = conversations.lock(tx, conversation.id, moment)
    if held is None or held.owner != conversations.ASSISTANT:
        return False
    topic = (held.active_task or "conversation").removesuffix("_form")
    wanted = Handover(reason=reason, team=handover.ANYONE, topic=topic, priority="normal")
    handover.to_queue(tx, parts, held, wanted, moment)
    return True
