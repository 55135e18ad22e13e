"""What happens when a resident's words are a sign of danger, whoever owns the conversation.

The safe words are a council notice; they wait for nothing but an adviser who is already there.
"""

from actions.emergencies import service as emergencies
from actions.emergencies.service import Emergency
from bot.conversation import ages, callers, handover, outgoing
from bot.conversation.parts import Parts
from integrations.store import conversations, events, messages, queue, safety
from integrations.store.models import Conversation, Message, QueueItem
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

ADVISER_HAS = 60.0
"""Seconds in which an adviser's own answer keeps the notice back (design.md, the road, 1)."""
SAID_FOR = 600.0
"""Seconds for which safe words that were delivered are not said again."""


def meet(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    danger: Emergency,
    moment: Moment,
) -> None:
    danger = ages.meant(conversation, danger)
    words = emergencies.words(danger, parts.council)
    with_adviser = conversation.owner == conversations.ADVISER
    if with_adviser:
        item = queue.open_item(tx, conversation.id)
    elif danger.goes_on and conversation.owner == conversations.ASSISTANT:
        say(tx, parts, conversation, danger, moment)
        item = None
    else:
        say(tx, parts, conversation, danger, moment)
        urgent = Handover(
            reason=danger.reason,
            team=danger.team,
            topic=danger.kind,
            priority=danger.priority,
        )
        item = handover.to_queue(tx, parts, conversation, urgent, moment)
    alarm = {"kind": danger.kind, "sign": danger.sign, "message": message.seq, "words": words}
    events.add(tx, conversation.id, "alarm", {"kind": danger.kind, "seq": message.seq}, moment)
    if item is not None:
        due = _due(tx, item, moment) if with_adviser else None
        queue.alarm(tx, item, alarm, due)


def say(
    tx: Transaction, parts: Parts, conversation: Conversation, danger: Emergency, moment: Moment
) -> None:
    """The safe words, unless they stand in the chat already: no guard keeps them back but this. A
    phone shows one text at a time, so there the numbers are said again each time."""
    known = safety.of(conversation)
    said_at, seq = known.said.get(danger.response, (0.0, 0))
    if moment.now - said_at < SAID_FOR and safety.reached(tx, conversation.id, int(seq)):
        if conversation.channel in parts.senders and not danger.goes_on:
            again = emergencies.first_words(danger, parts.council)
            outgoing.notice(tx, parts, conversation, again, moment, essential=True)
        return
    words = emergencies.words(danger, parts.council)
    message = outgoing.notice(tx, parts, conversation, words, moment, essential=True)
    known.said[danger.response] = [moment.now, float(message.seq or 0)]
    safety.keep(tx, conversation, known, conversation.awaiting)


def _due(tx: Transaction, item: QueueItem, moment: Moment) -> float:
    """A second message in danger does not give the adviser more time for the first."""
    fresh = moment.now + ADVISER_HAS
    if item.alarm_due is None or item.alarm is None:
        return fresh
    answered = messages.adviser_wrote_after(tx, item.conversation_id, item.alarm["message"])
    return fresh if answered else item.alarm_due


def unanswered_alarm(parts: Parts, item_id: int) -> bool:
    """The adviser's time is up: the safe words go out, unless the adviser has written."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        item = queue.get(tx, item_id)
        conversation = item and conversations.lock(tx, item.conversation_id, moment)
        if not item or not conversation or not item.alarm:
            return False
        if not queue.settle_alarm(tx, item, moment.now):
            return False
        if messages.adviser_wrote_after(tx, conversation.id, item.alarm["message"]):
            return False
        if callers.came(conversation):
            return False  # they read nothing here: the card has the words to say to them
        words = item.alarm["words"]
        outgoing.notice(tx, parts, conversation, words, moment, essential=True)
    parts.bells.ring(conversation.id)
    return True
