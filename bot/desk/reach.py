"""Whether and how a resident can be written to: what their channel takes, and what it costs."""

from dataclasses import asdict, dataclass

from bot.channels.sms import tight
from bot.conversation.inbound import WEB
from bot.conversation.parts import Parts
from bot.refusals import Problem
from integrations.notify import fragments
from integrations.store import phones
from integrations.store.models import Conversation
from integrations.store.session import Transaction
from integrations.whatsapp import contract as whatsapp

SMS, WHATSAPP = "sms", "whatsapp"
OPTED_OUT, WINDOW_CLOSED, NOT_SET_UP = "opted_out", "window_closed", "not_set_up"


@dataclass(frozen=True)
class Reach:
    """`written`: what is typed is sent. Where it is not, as on the phone, it is only kept.
    `why_not`: nothing can be sent now. `window`: seconds left in which it can."""

    channel: str
    written: bool
    why_not: str | None = None
    window: float | None = None


def of(tx: Transaction, parts: Parts, conversation: Conversation) -> Reach:
    channel = conversation.channel
    if channel not in (SMS, WHATSAPP):
        return Reach(channel, written=channel == WEB)
    if channel not in parts.senders:
        return Reach(channel, written=True, why_not=NOT_SET_UP)
    phone = phones.get(tx, conversation.identity)
    if phone is not None and phone.stopped_at is not None:
        return Reach(channel, written=True, why_not=OPTED_OUT)
    if channel == SMS or phone is None:
        return Reach(channel, written=True)
    left = phone.heard_at + whatsapp.WINDOW_HOURS * 3600 - parts.now()
    closed = WINDOW_CLOSED if left <= 0 else None
    return Reach(channel, written=True, why_not=closed, window=max(left, 0.0))


def check(tx: Transaction, parts: Parts, conversation: Conversation, text: str) -> None:
    """Refuses what would not arrive, before anything is kept."""
    reach = of(tx, parts, conversation)
    if reach.why_not:
        raise Problem(409, reach.why_not, "Nothing can be sent to this resident now.")
    longest = {SMS: fragments.LONGEST, WHATSAPP: whatsapp.TEXT}.get(reach.channel)
    if longest and len(fragments.downgraded(tight(text))) > longest:
        raise Problem(422, "too_long", f"It may have {longest} characters.", field="text")


def measured(
    tx: Transaction, parts: Parts, conversation: Conversation, text: str
) -> dict[str, object]:
    """For the composer, as it is typed."""
    found: dict[str, object] = asdict(of(tx, parts, conversation))
    if conversation.channel == SMS:
        sent = tight(text)
        number = fragments.count(sent)
        found |= {
            "characters": len(fragments.downgraded(sent)),
            "longest": fragments.LONGEST,
            "fragments": number,
            "pence": number * parts.council.texting.pence_for_100_texts / 100,
        }
    return found
