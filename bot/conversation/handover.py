"""Moves a conversation to the queue, in the transaction that decided it."""

from dataclasses import replace

from bot.conversation import facts, outgoing, second
from bot.conversation.parts import Parts
from integrations.store import conversations, events, messages, queue, turns
from integrations.store.models import Conversation, QueueItem
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

ANYONE = "contact_centre"
FAILED = "error"


def to_queue(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    handover: Handover,
    moment: Moment,
) -> QueueItem:
    """The assistant owes no more answers, and one that is still on its way comes too late."""
    second.hand_over(tx, parts, conversation)
    turns.abandon(tx, conversation.id, handover.reason)
    messages.settle(tx, conversation.id)
    known = conversation.facts
    said = messages.last_of_resident(tx, conversation.id)
    summary = handover.summary or _summary(parts, known, said.text if said else "")
    told = replace(handover, summary=summary, facts=facts.shown(known))
    item = queue.enter(tx, conversation, told, moment)
    if conversation.owner == conversations.QUEUE:
        events.add(tx, conversation.id, "state", {"owner": conversation.owner}, moment)
    else:
        conversations.move(tx, conversation, conversations.QUEUE, moment)
    return item


def because_of_failure(
    tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment
) -> None:
    """No answer came: the resident is told, and a person gets the conversation."""
    outgoing.notice(tx, parts, conversation, parts.words.say("error_handover"), moment)
    topic = (conversation.active_task or "conversation").removesuffix("_form")
    failed = Handover(reason=FAILED, team=ANYONE, topic=topic, priority="high")
    to_queue(tx, parts, conversation, failed, moment)


def _summary(parts: Parts, known: list[facts.Fact], said: str) -> str:
    if known:
        return parts.words.say("summary", facts=facts.in_words(known), said=said)
    return parts.words.say("summary_no_facts", said=said)
