"""What `receive` does more for a message from a phone, inside its transaction."""

from dataclasses import replace

from bot.conversation import choosing, lateness, longlists, outgoing, phone_guards
from bot.conversation.inbound import Inbound
from bot.conversation.parts import Parts
from integrations.store import conversations, messages, phones, queue, turns
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message, Turn
from integrations.store.session import Moment, Transaction

DAY = 24 * 3600.0
FIRST = ("stop", "start")
LONGEST = 600  # with its choices still one text


def heard(tx: Transaction, parts: Parts, inbound: Inbound, moment: Moment) -> None:
    """Notes that this phone has written. A number that was silent for long may be someone else's
    by now: nothing of the old conversation is shown or known to whoever holds it."""
    if not inbound.sealed:
        return
    said_at = lateness.said_at(inbound, moment)
    before = phones.heard(tx, inbound.identity, inbound.channel, inbound.sealed, said_at)
    if before is None or moment.now - before < parts.council.texting.forget_after_days * DAY:
        return
    phones.note(tx, inbound.identity, introduced_at=None, sms_consent_at=None)
    close_open(tx, inbound.channel, inbound.identity, moment)


def close_open(tx: Transaction, channel: str, identity: str, moment: Moment) -> None:
    found = conversations.find_open(tx, channel, identity)
    old = found and conversations.lock(tx, found.id, moment)
    if old:
        turns.abandon(tx, old.id, "silent")
        messages.settle(tx, old.id)
        queue.leave(tx, old.id, moment)
        conversations.move(tx, old, conversations.CLOSED, moment)


def resolved(
    tx: Transaction, parts: Parts, conversation: Conversation, inbound: Inbound, moment: Moment
) -> Inbound:
    """A number or the words of a choice become that choice, as if it had been pressed."""
    if inbound.sealed and inbound.choice == longlists.MORE:
        return replace(inbound, choice=None, kind=longlists.MORE)
    if not inbound.sealed or inbound.choice is not None or inbound.kind != "text":
        return inbound
    if not inbound.text or wants_out(parts, inbound):
        return inbound
    question = phones.open_question(tx, conversation.id)
    choices = (question and question.choices) or []
    late = lateness.is_before(inbound, moment, question and question.received_at)
    meant = choosing.meant(parts.phone_words, inbound.text, choices)
    if meant is None and longlists.is_paged(choices) and parts.phone_words.is_more(inbound.text):
        return replace(inbound, kind=longlists.MORE)
    if meant is None:
        return replace(inbound, ends=_ends(parts, conversation, inbound))
    if meant.person:
        return replace(inbound, person=True)
    another = question and inbound.about and phones.is_another_list(tx, inbound.about, question)
    if late or another:  # they answer an older list, by when they did or by quoting it
        return replace(inbound, kind="stale")
    return replace(inbound, choice=meant.choice, text=None)


def _ends(parts: Parts, conversation: Conversation, inbound: Inbound) -> bool:
    """CANCEL, END or QUIT in a form, and no answer to a question about danger."""
    in_form = conversation.active_task is not None and conversation.awaiting is None
    return in_form and phone_guards.wish(parts, inbound) == "cancel"


def wants_out(parts: Parts, inbound: Inbound) -> bool:
    """Words that stop and start texts come before every question that is open."""
    return bool(inbound.sealed) and phone_guards.wish(parts, inbound) in FIRST


def met(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    inbound: Inbound,
    moment: Moment,
) -> bool:
    """True when the message is dealt with, and the assistant need not read it."""
    if not inbound.sealed:
        return False
    dealt = phone_guards.met(tx, parts, conversation, message, inbound, moment)
    if dealt:
        message.unanswered = False
    elif conversation.owner == conversations.ASSISTANT:
        phone_guards.hold(tx, conversation, message, moment)
        phone_guards.flood(tx, parts, conversation, moment)
    return dealt


def introduce(
    tx: Transaction, parts: Parts, conversation: Conversation, inbound: Inbound, moment: Moment
) -> None:
    """Who we are, once; after safe words, never before them."""
    phone = phones.get(tx, inbound.identity) if inbound.sealed else None
    if phone is None or phone.introduced_at is not None or phone.stopped_at is not None:
        return
    phones.note(tx, inbound.identity, introduced_at=moment.now)
    words = parts.phone_words.welcome(inbound.channel)
    outgoing.notice(tx, parts, conversation, words, moment)


def offering_call(parts: Parts, replies: list[NewMessage]) -> list[NewMessage]:
    """Before anybody waits in a queue on the phone: we can ring them."""
    if not replies or replies[-1].choices:
        return replies
    offer = parts.phone_words.say("call_back_offer")
    return [*replies[:-1], replace(replies[-1], text=f"{replies[-1].text}\n{offer}")]


def saying_how_to_stop(
    tx: Transaction, parts: Parts, turn: Turn, replies: list[NewMessage]
) -> list[NewMessage]:
    """Whoever ended what we were doing may have meant all texts."""
    said = [parts.phone_words.keyword(one.text) for one in messages.of_turn(tx, turn.id)]
    if not replies or "cancel" not in said:
        return replies
    more = parts.phone_words.say("how_to_stop")
    return [*replies[:-1], replace(replies[-1], text=f"{replies[-1].text}\n{more}")]


def joined(replies: list[NewMessage]) -> list[NewMessage]:
    """What the assistant says in one turn is one message on a phone, as long as it fits."""
    whole: list[NewMessage] = []
    for reply in replies:
        last = whole[-1] if whole else None
        if (
            last is None
            or last.choices
            or last.image
            or reply.image
            or len(last.text) + len(reply.text) >= LONGEST
        ):
            whole.append(reply)
        else:
            whole[-1] = replace(reply, text=f"{last.text}\n{reply.text}")
    return whole
