"""Somebody who rings, comes in or writes a letter: the same card, services and wrap-up as for who
writes here. A landline gets a call back, never a text."""

import uuid

from actions.topics import ANYONE, load_topics
from bot.conversation import callers as calls
from bot.conversation import numbers
from bot.conversation.inbound import Inbound
from bot.conversation.parts import Parts
from bot.conversation.receive import receive
from bot.desk import given as read
from bot.desk import holding
from bot.desk.claiming import Given, Result, noted, result
from bot.desk.holding import LONG_LEASE
from bot.desk.sessions import Who
from bot.desk.words import source
from bot.refusals import Problem
from integrations.store import callers, claims, conversations, queue
from integrations.store.models import Conversation
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

REASON, SOMETHING = "contact", "conversation"
NOTHING, CALL, TEXT = "nothing", "call", "text"
LATER = (NOTHING, CALL, TEXT)
LONGEST_NAME = 100


def begin(parts: Parts, who: Who, given: Given) -> Result:
    """A new conversation, which is with whoever took the call from its first moment on."""
    channel = read.one_of(given, "channel", calls.CHANNELS)
    name = read.needed(given, "name", LONGEST_NAME)
    topic = read.one_of(given, "topic", (SOMETHING, *load_topics()))
    language = read.one_of(given, "language", tuple(source("queue")["languages"]))
    number, later, moment = _number(given), read.one_of(given, "later", LATER), parts.moment()
    if later != NOTHING and number is None:
        raise Problem(422, "not_complete", "A number is missing.", missing=["number"])
    if later == TEXT and not numbers.is_mobile(number or ""):
        raise Problem(422, "landline", "That number takes no texts.", missing=["number"])
    sealed = parts.numbers.seal(number) if number else None
    with parts.store.begin() as tx:
        conversation = _start(tx, parts, channel, number, language, moment)
        callers.add(tx, conversation.id, name, sealed, mobile=later == TEXT)
        team = load_topics()[topic].team if topic in load_topics() else ANYONE
        wanted = Handover(reason=REASON, team=team, topic=topic, summary=name)
        item = queue.enter(tx, conversation, wanted, moment)
        conversations.move(tx, conversation, conversations.QUEUE, moment)
        claims.take(tx, item.id, who.id, moment.now + LONG_LEASE, moment)
        claims.answered(tx, item.id, moment)
        if later == CALL:
            wish = {"how": "call", "sealed": sealed, "at": moment.at}
            queue.call_back(tx, item, wish)
        noted(tx, who, item, "contact_begun", moment)
        return result(tx, item)


def said(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """What they say, written down by whoever hears it. Words of danger sound the same alarm."""
    text, key = read.needed(given, "text"), read.key(given)
    moment = parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, None, moment)
        if not calls.came(held.conversation):
            raise Problem(409, "own_words", "They write for themselves.")
        inbound = Inbound(
            channel=held.conversation.channel,
            identity=held.conversation.identity,
            provider_id=f"{item_id}:{key}",
            text=text,
            locale=held.conversation.locale,
        )
    received = receive(parts, inbound)
    return {"seq": received.seq, "go": f"/desk/items/{item_id}"}


def _number(given: Given) -> str | None:
    written = read.optional(given, "number", 40)
    if not written:
        return None
    number = numbers.normal(written)
    if number is None:
        raise Problem(422, "not_complete", "That is no phone number.", missing=["number"])
    return number


def _start(
    tx: Transaction, parts: Parts, channel: str, number: str | None, language: str, moment: Moment
) -> Conversation:
    """Who gives a number is known by it the next time, unless another contact of theirs is open."""
    identity = parts.numbers.identity(channel, number) if number else uuid.uuid4().hex
    if conversations.find_open(tx, channel, identity):
        identity = uuid.uuid4().hex
    return conversations.start(tx, conversations.new_id(), channel, identity, language, moment)
