"""The one caring question when a message may or may not be an emergency, and what follows it.

The right number stands in the question's first line, so that asking is helping. While it is open
the resident's message waits; "no" gives it to the assistant as it was, in the middle of a form
too, and "yes" fetches a person. Needs no engine.
"""

import secrets
from collections.abc import Sequence

from actions.emergencies import answers, service, table
from actions.emergencies.service import Doubt
from bot.conversation import ages, danger, handover, learning, outgoing
from bot.conversation.parts import Parts
from integrations.store import conversations, messages, queue, safety
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

PAYLOAD = "safety:"
PERSON = "person"
REASON = "safety_check"
NOT_KNOWN = "immediate_danger"
"""The row for a button that was pressed when the question was over."""
FEW_WORDS = 5
"""A message of no more says too little to be about another danger than the one told before."""


def is_open(conversation: Conversation, message: Message) -> bool:
    """Whether this message answers the question: its own buttons do, whatever came between."""
    pressed = (message.payload or "").startswith(PAYLOAD)
    return pressed or conversation.awaiting == safety.CHECK


def ask(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    about: Sequence[Message],
    doubt: Doubt,
    moment: Moment,
) -> bool:
    """Asks, unless that was asked here before. False: the messages take their ordinary way."""
    known = safety.of(conversation)
    doubt = ages.meant(conversation, _of_the_same_danger(known, about, doubt))
    if doubt.kind in known.asked:
        return False
    known.asked.append(doubt.kind)
    if conversation.owner != conversations.ASSISTANT:
        _tell_without_asking(tx, parts, conversation, doubt, moment)
        learning.near(tx, conversation, about, doubt.kind, learning.NOT_ASKED, moment)
        safety.keep(tx, conversation, known, conversation.awaiting)
        return False
    known.response, known.again = doubt.response, False
    known.held = [message.id for message in about]
    for message in about:
        safety.hold(tx, message)
    learning.near(tx, conversation, about, doubt.kind, learning.ASKED, moment)
    safety.keep(tx, conversation, known, safety.CHECK)
    words = table.question(doubt.response, parts.council)
    _post(tx, parts, conversation, words, (answers.YES, answers.NO), moment)
    return True


def answer(
    tx: Transaction, parts: Parts, conversation: Conversation, message: Message, moment: Moment
) -> None:
    """Reads the answer before anything else does."""
    safety.hold(tx, message)
    known = safety.of(conversation)
    meaning = _meaning(message)
    if meaning == answers.YES and known.again and not message.payload:
        meaning = PERSON
    known.response = known.response or NOT_KNOWN
    if meaning == answers.YES:
        found = service.confirmed(known.response)
        _close(tx, conversation, known)
        danger.meet(tx, parts, conversation, message, found, moment)
    elif meaning == PERSON:
        _fetch(tx, parts, conversation, known, moment)
    elif meaning == answers.NO or known.again:
        _go_on(tx, parts, conversation, known, message, meaning, moment)
    else:
        known.again = True
        known.held.append(message.id)
        safety.keep(tx, conversation, known, safety.CHECK)
        words = table.offer(known.response, parts.council)
        _post(tx, parts, conversation, words, (PERSON, answers.NO), moment)


def _of_the_same_danger(known: safety.Safety, about: Sequence[Message], doubt: Doubt) -> Doubt:
    """Who wrote of a danger and then that they are scared is scared of that."""
    told = {name: at for name, (at, _) in known.said.items() if not table.row(name).goes_on}
    if not told or sum(len(one.text.split()) for one in about) > FEW_WORDS:
        return doubt
    newest = max(told, key=lambda name: told[name])
    return Doubt(table.row(newest).kind, newest)


def denies(conversation: Conversation, said: str) -> bool:
    """Whether this is a plain "no" to the open question, whatever a model may hear in it."""
    return conversation.awaiting == safety.CHECK and answers.read(said) == answers.NO


def forget(tx: Transaction, conversation: Conversation) -> None:
    """An emergency was said outright: nothing need be asked any more."""
    if conversation.awaiting == safety.CHECK:
        _close(tx, conversation, safety.of(conversation))


def _meaning(message: Message) -> str:
    payload = message.payload or ""
    return payload.removeprefix(PAYLOAD) if payload else answers.read(message.text)


def _go_on(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    known: safety.Safety,
    message: Message,
    meaning: str,
    moment: Moment,
) -> None:
    """Back to where the resident was. Nothing they wrote is lost."""
    if meaning == answers.NO:
        learning.denied(tx, conversation)
    more = not message.payload and (meaning != answers.NO or answers.says_more(message.text))
    waiting = [*known.held, message.id] if more else known.held
    known.cleared += safety.release(tx, waiting, moment)
    known.held, known.response = [], None
    safety.keep(tx, conversation, known)
    outgoing.notice(tx, parts, conversation, table.table().denied, moment, essential=True)


def _fetch(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    known: safety.Safety,
    moment: Moment,
) -> None:
    row = table.row(known.response or NOT_KNOWN)
    wanted = Handover(reason=REASON, team=row.team, topic=row.kind, priority=queue.PRIORITIES[0])
    _close(tx, conversation, known)
    outgoing.notice(tx, parts, conversation, parts.words.say("queue_received"), moment)
    handover.to_queue(tx, parts, conversation, wanted, moment)


def _close(tx: Transaction, conversation: Conversation, known: safety.Safety) -> None:
    known.held, known.response = [], None
    safety.keep(tx, conversation, known)


def _tell_without_asking(
    tx: Transaction, parts: Parts, conversation: Conversation, doubt: Doubt, moment: Moment
) -> None:
    """Who waits for a person gets the numbers; who has one is in that person's hands."""
    if conversation.owner == conversations.QUEUE:
        words = table.lines(doubt.response, parts.council)
        outgoing.notice(tx, parts, conversation, words, moment, essential=True)


def _post(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    words: str,
    offered: tuple[str, ...],
    moment: Moment,
) -> None:
    labels = table.table().answers
    choices = [
        {"id": f"c{secrets.token_hex(4)}", "label": labels[one], "payload": f"{PAYLOAD}{one}"}
        for one in offered
    ]
    new = NewMessage(sender=messages.NOTICE, text=words, choices=choices)
    outgoing.post(tx, parts, conversation, new, moment, essential=True)
