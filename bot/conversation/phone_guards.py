"""Their world: words that stop and start texts, help, call-backs, loops, floods, and messages that
are no words. Called after danger was looked for and met; nothing here touches safe words."""

from bot.conversation import handover, lateness, longlists, outgoing
from bot.conversation.inbound import Inbound
from bot.conversation.parts import Parts
from bot.conversation.phone_words import plain
from integrations.store import conversations, deliveries, events, later, messages, phones, queue
from integrations.store.models import Conversation, Message
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

BURST = 2.0
LONGEST_HOLD = 6.0
FLOOD_REST = 60.0
LOOKED_BACK = 600.0
OPTED_OUT = "opted_out"
SMS = "sms"
QUIET = ("reaction", "deleted", "opened")  # nothing was asked
SHORT_ANSWER = 2  # words: "skip" and "no" are said again and again in a form


def met(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    inbound: Inbound,
    moment: Moment,
) -> bool:
    phone, keyword = phones.get(tx, inbound.identity), wish(parts, inbound)
    if keyword == "stop" or (keyword == "cancel" and not is_midway(tx, conversation)):
        return stop(tx, parts, conversation, inbound.identity, moment)
    stopped = phone is not None and phone.stopped_at is not None
    if keyword == "start" and stopped:
        if lateness.is_before(inbound, moment, phone and phone.stopped_at):
            return True  # the stop was their last word
        phones.note(tx, inbound.identity, stopped_at=None)
        return started(tx, parts, conversation, moment)
    if keyword == "help":
        return say(tx, parts, conversation, "help", moment, essential=True)
    if stopped:
        return staff_must_call(tx, parts, conversation, moment)
    if inbound.kind == longlists.MORE:
        return turn_page(tx, parts, conversation, message, moment)
    if inbound.kind in QUIET or is_loop(tx, parts, conversation, message, moment):
        return True
    if keyword == "text_me":
        phones.note(tx, inbound.identity, sms_consent_at=moment.now)
        return say(tx, parts, conversation, "text_me", moment)
    if keyword == "call_back" and conversation.owner != conversations.ADVISER:
        return call_back(tx, parts, conversation, moment)
    return met_kind(tx, parts, conversation, inbound, moment)


def met_kind(
    tx: Transaction, parts: Parts, conversation: Conversation, inbound: Inbound, moment: Moment
) -> bool:
    """What is no words is answered kindly; words that came with it are the assistant's to read."""
    if inbound.kind == "stale":
        return ask_again(tx, parts, conversation, moment)
    if asked := lateness.missed(tx, conversation, inbound, moment):
        return ask_again(tx, parts, conversation, moment, "late", asked)
    if inbound.kind == "photo":
        return not inbound.captioned
    if inbound.kind != "text":
        say(tx, parts, conversation, inbound.kind, moment)
        return not inbound.captioned
    return False


def wish(parts: Parts, inbound: Inbound) -> str | None:
    """One of phone_words.KEYWORDS: by the provider's reading, or ours."""
    if inbound.choice is not None:
        return None
    found = inbound.wish or parts.phone_words.keyword(inbound.text or "")
    return None if found == "text_me" and inbound.channel == SMS else found


def is_midway(tx: Transaction, conversation: Conversation) -> bool:
    """Whether there is something else than texts to cancel, end or quit."""
    return (
        conversation.owner != conversations.ASSISTANT
        or conversation.active_task is not None
        or phones.open_question(tx, conversation.id) is not None
    )


def call_back(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> bool:
    """Who waits keeps the place; who did not yet is in the queue now."""
    say(tx, parts, conversation, "call_back", moment)
    if conversation.owner == conversations.ASSISTANT:
        to_person(tx, parts, conversation, "call_back", moment)
    if item := queue.open_item(tx, conversation.id):
        queue.wants_call(tx, item)
    return True


def stop(
    tx: Transaction, parts: Parts, conversation: Conversation, identity: str, moment: Moment
) -> bool:
    """One confirmation, the first time; what was on its way is not sent any more."""
    phone = phones.get(tx, identity)
    messages.settle(tx, conversation.id)
    later.drop(tx, conversation.id)
    deliveries.refuse_queued(tx, conversation.id, OPTED_OUT)
    if phone is not None and phone.stopped_at is None:
        phones.note(tx, identity, stopped_at=moment.now, sms_consent_at=None)
        events.add(tx, conversation.id, OPTED_OUT, {}, moment)
        key = "stopped_midway" if conversation.active_task else "stopped"
        say(tx, parts, conversation, key, moment, essential=True)
    return True


def started(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> bool:
    """What was asked before the stop is asked again."""
    if phones.open_question(tx, conversation.id):
        return ask_again(tx, parts, conversation, moment, "started_midway")
    key = "started_midway" if conversation.active_task else "started"
    return say(tx, parts, conversation, key, moment)


def staff_must_call(
    tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment
) -> bool:
    """They wrote after saying stop: nobody may text back, so a person is told to call or write."""
    if conversation.owner == conversations.ASSISTANT:
        to_person(tx, parts, conversation, OPTED_OUT, moment)
    return True


def is_loop(
    tx: Transaction, parts: Parts, conversation: Conversation, message: Message, moment: Moment
) -> bool:
    """The same words again and again come from a machine that answers ours."""
    said = plain(message.text)
    if message.payload is not None or message.location is not None:
        return False
    if conversation.active_task and len(said.split()) <= SHORT_ANSWER:
        return False
    most = parts.council.texting.same_words
    before = phones.last_said(tx, conversation.id, most + 1)
    same = [at for text, at in before if plain(text) == said and moment.now - at <= LOOKED_BACK]
    if len(same) <= most:
        return False
    events.add(tx, conversation.id, "loop", {"seq": message.seq}, moment)
    return True


def hold(tx: Transaction, conversation: Conversation, message: Message, moment: Moment) -> None:
    """What is written within two seconds is one turn; a choice is answered at once."""
    if message.payload is not None:
        conversations.hold(tx, conversation.id, None)
        return
    since = messages.unanswered_since(tx, conversation.id) or moment.now
    until = min(moment.now + BURST, since + LONGEST_HOLD)
    conversations.hold(tx, conversation.id, max(until, conversation.hold_until or 0.0))


def flood(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> None:
    """Too many messages in a minute: they are kept, told so once, and read together later."""
    most = parts.council.texting.messages_a_minute
    recent = phones.last_said(tx, conversation.id, most + 1)
    if len(recent) <= most or moment.now - recent[-1][1] >= FLOOD_REST:
        return
    if (conversation.hold_until or 0.0) <= moment.now + LONGEST_HOLD:
        say(tx, parts, conversation, "fast", moment)
    conversations.hold(tx, conversation.id, moment.now + FLOOD_REST)


def turn_page(
    tx: Transaction, parts: Parts, conversation: Conversation, message: Message, moment: Moment
) -> bool:
    """A list ends, so asking for more of it is no loop; going round and round it is."""
    question = phones.open_question(tx, conversation.id)
    if question is None or not longlists.is_paged(question.choices or []):
        return ask_again(tx, parts, conversation, moment)
    more = longlists.has_more(question.choices or [])
    if more or not is_loop(tx, parts, conversation, message, moment):
        outgoing.post(tx, parts, conversation, longlists.following(question), moment)
    return True


def ask_again(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    moment: Moment,
    key: str = "stale",
    asked: Message | None = None,
) -> bool:
    """An old button or late words: said so, with the question that is open now."""
    question = phones.open_question(tx, conversation.id) or asked
    text = parts.phone_words.say(key)
    if question is None:
        outgoing.notice(tx, parts, conversation, text, moment)
        return True
    again = messages.NewMessage(
        sender=messages.ASSISTANT,
        text=f"{text} {question.text}",
        choices=question.choices,
        turn_id=question.turn_id,
    )
    outgoing.post(tx, parts, conversation, again, moment)
    return True


def to_person(
    tx: Transaction, parts: Parts, conversation: Conversation, reason: str, moment: Moment
) -> bool:
    topic = (conversation.active_task or "conversation").removesuffix("_form")
    wanted = Handover(reason=reason, team=handover.ANYONE, topic=topic, priority="normal")
    item = handover.to_queue(tx, parts, conversation, wanted, moment)
    queue.acknowledge(tx, item)  # what they are told of it was said already
    return True


def say(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    key: str,
    moment: Moment,
    *,
    essential: bool = False,
) -> bool:
    text = parts.phone_words.say(key)
    outgoing.notice(tx, parts, conversation, text, moment, essential=essential)
    return True
