"""Those who rang, came in or wrote a letter: they read nothing here. What is new is texted to them
where they said that it may be and the number is a mobile's, and told in a call where it is not."""

from bot.conversation import outgoing
from bot.conversation.numbers import Sealed
from bot.conversation.parts import Parts
from integrations.store import callers, conversations, phones
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction

CHANNELS = ("phone", "counter", "letter")
SMS = "sms"


def came(conversation: Conversation) -> bool:
    return conversation.channel in CHANNELS


def text(
    tx: Transaction, parts: Parts, conversation: Conversation, new: NewMessage, moment: Moment
) -> bool:
    """By text, in the conversation of that number, so that an answer finds its way back."""
    reached = by_text(tx, parts, conversation, moment)
    if reached is None:
        return False
    outgoing.post(tx, parts, reached, new, moment)
    return True


def by_text(
    tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment
) -> Conversation | None:
    caller = callers.of(tx, conversation.id)
    if caller is None or not caller.mobile or not caller.sealed or SMS not in parts.senders:
        return None
    try:
        number = parts.numbers.open(caller.sealed)
    except Sealed:
        return None
    identity = parts.numbers.identity(SMS, number)
    if phones.get(tx, identity) is None:
        phones.heard(tx, identity, SMS, parts.numbers.seal(number), moment.now)
    found = conversations.find_open(tx, SMS, identity)
    if found:
        return conversations.lock(tx, found.id, moment)
    return conversations.start(
        tx, conversations.new_id(), SMS, identity, conversation.locale, moment
    )
