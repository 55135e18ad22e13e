"""A message that reached us long after it was sent, because its provider could not bring it.

It is kept, looked at for danger and obeyed when it says stop. It answers no question that was asked
after it was written.
"""

from bot.conversation.inbound import Inbound
from integrations.store import conversations, messages
from integrations.store.models import Conversation, Message
from integrations.store.session import Moment, Transaction

TOLD_FOR = 8 * 24 * 3600.0
"""Meta tells of a message again for seven days, the others for less: an older stamp is no time."""
SLACK = 60.0
"""Between their clocks and ours: nothing that is answered promptly may look late."""
LATE = 600.0


def said_at(inbound: Inbound, moment: Moment) -> float:
    """When it was written, as far as the provider's time can be that."""
    sent, now = inbound.sent_at, moment.now
    return sent if sent is not None and now - TOLD_FOR <= sent <= now else now


def is_before(inbound: Inbound, moment: Moment, at: float | None) -> bool:
    return at is not None and said_at(inbound, moment) < at - SLACK


def missed(
    tx: Transaction, conversation: Conversation, inbound: Inbound, moment: Moment
) -> Message | None:
    """What the assistant has asked in a form since these words were written, long ago."""
    if conversation.owner != conversations.ASSISTANT or conversation.active_task is None:
        return None
    if inbound.kind != "text" or inbound.choice is not None:
        return None
    if moment.now - said_at(inbound, moment) <= LATE:
        return None
    asked = messages.newest_of(tx, conversation.id, messages.ASSISTANT)
    return asked if asked and is_before(inbound, moment, asked.received_at) else None
