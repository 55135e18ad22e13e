"""Pushes messages out through providers, each once, with back-off. The web needs none of this: its
residents fetch what is theirs.

A text that surely did not go out is tried again. One that may have gone out is looked for by our
own reference where the provider can, and is `uncertain`, for staff, where it cannot.
"""

from dataclasses import dataclass

from bot.conversation import spending
from bot.conversation.numbers import Sealed
from bot.conversation.parts import CannotLook, Parts, Pushed
from bot.conversation.trying import wait
from integrations.crash import crash_point
from integrations.errors import IntegrationError, NotFound, OptedOut, Refused
from integrations.store import (
    conversations,
    deliveries,
    events,
    messages,
    phones,
    receipts,
    switches,
)
from integrations.store.models import Conversation, Delivery, Message
from integrations.store.phone_models import Phone
from integrations.store.session import Moment, Transaction
from integrations.whatsapp.contract import WINDOW_HOURS

LEASE = 45.0
MOST_AT_ONCE = 20
MOST_TRIES = 8
LOOK_AFTER = 15.0
"""Longer than a provider takes to finish what it had begun when our line broke."""
SMS, WHATSAPP = "sms", "whatsapp"
OPTED_OUT, NO_NUMBER, CAPPED = "opted_out", "no_number", "spend_cap"
SWITCHED_OFF = "switched_off"


@dataclass(frozen=True)
class Job:
    """`channel` is the delivery's own, or SMS where WhatsApp does not let us answer any more."""

    channel: str
    delivery: Delivery
    message: Message
    number: str
    heard_at: float
    look_first: bool


@dataclass(frozen=True)
class Outcome:
    status: str
    error: str | None = None
    pushed: Pushed | None = None
    again_in: float = 0.0
    opted_out: bool = False


def due(parts: Parts) -> list[int]:
    if not parts.senders:
        return []
    with parts.store.read() as tx:
        return deliveries.due(tx, parts.now(), MOST_AT_ONCE)


def run(parts: Parts, delivery_id: int) -> bool:
    job = _take(parts, delivery_id)
    if job is None:
        return False
    outcome = _push(parts, job)
    crash_point("deliver.sent", parts.settings)
    moment = parts.moment()
    with parts.store.begin() as tx:
        _settle(tx, parts, job, outcome, moment)
    parts.bells.ring(job.delivery.conversation_id, "deliveries")
    return True


def _take(parts: Parts, delivery_id: int) -> Job | None:
    moment = parts.moment()
    with parts.store.begin() as tx:
        claimed = deliveries.claim(tx, delivery_id, moment.now, moment.now + LEASE)
        if claimed is None:
            return None
        delivery, message, left = claimed
        conversation = conversations.get(tx, delivery.conversation_id)
        phone = phones.get(tx, conversation.identity) if conversation else None
        why_not = _why_not(tx, parts, delivery, message, phone, moment)
        if why_not is None and phone is not None:
            try:
                number = parts.numbers.open(phone.sealed)
                channel = _channel(tx, parts, delivery, phone, number, moment)
                return Job(channel, delivery, message, number, phone.heard_at, left)
            except Sealed:
                why_not = NO_NUMBER
        deliveries.finish(tx, delivery, deliveries.REFUSED, why_not)
        _tell_staff(tx, delivery, message, deliveries.REFUSED, why_not, moment)
        if why_not == CAPPED and conversation is not None:
            spending.capped(tx, parts, conversation, moment)
    return None


def _channel(
    tx: Transaction,
    parts: Parts,
    delivery: Delivery,
    phone: Phone,
    number: str,
    moment: Moment,
) -> str:
    """By text after WhatsApp's 24 hours, if they said that we may and have not said STOP there."""
    closed = moment.now - phone.heard_at >= WINDOW_HOURS * 3600
    if delivery.channel != WHATSAPP or not closed or SMS not in parts.senders:
        return delivery.channel
    by_text = phones.get(tx, parts.numbers.identity(SMS, number))
    stopped = by_text is not None and by_text.stopped_at is not None
    return SMS if phone.sms_consent_at is not None and not stopped else delivery.channel


def _why_not(
    tx: Transaction,
    parts: Parts,
    delivery: Delivery,
    message: Message,
    phone: Phone | None,
    moment: Moment,
) -> str | None:
    if phone is None:
        return NO_NUMBER
    if delivery.essential:
        return None
    if phone.stopped_at is not None:
        return OPTED_OUT
    if message.sender != messages.ASSISTANT:
        return None
    if switches.why_silent(tx, delivery.channel):
        return SWITCHED_OFF
    return CAPPED if spending.is_over(tx, parts, moment) else None


def _push(parts: Parts, job: Job) -> Outcome:
    sender = parts.senders[job.channel]
    reference = job.delivery.reference
    try:
        found = sender.find(reference) if job.look_first else None
        pushed = found or sender.send(job.number, job.message, reference, job.heard_at)
    except CannotLook:
        return Outcome(deliveries.UNCERTAIN, "it may have gone out")
    except OptedOut as fault:
        return Outcome(deliveries.REFUSED, OPTED_OUT, opted_out=fault.status > 0)
    except (Refused, NotFound) as fault:
        return Outcome(deliveries.FAILED, fault.detail)
    except IntegrationError as fault:
        return _after(job, fault)
    return Outcome(deliveries.SENT, pushed=pushed)


def _after(job: Job, fault: IntegrationError) -> Outcome:
    attempts = job.delivery.attempts
    unknown = fault.sent or job.look_first
    if attempts >= MOST_TRIES:
        return Outcome(deliveries.UNCERTAIN if unknown else deliveries.FAILED, str(fault))
    pause = getattr(fault, "retry_after", None) or wait(attempts)
    return Outcome(
        deliveries.UNCERTAIN if unknown else deliveries.QUEUED,
        str(fault),
        again_in=max(pause, LOOK_AFTER) if unknown else pause,
    )


def _settle(tx: Transaction, parts: Parts, job: Job, outcome: Outcome, moment: Moment) -> None:
    delivery, status = job.delivery, outcome.status
    again_at = moment.now + outcome.again_in
    if status == deliveries.QUEUED:
        deliveries.postpone(tx, delivery, again_at, outcome.error or "")
        return
    if status == deliveries.UNCERTAIN and outcome.again_in and _can_look(parts, job):
        deliveries.look_first(tx, delivery, again_at, outcome.error or "")
        return
    pushed = outcome.pushed
    if pushed is None:
        deliveries.finish(tx, delivery, status, outcome.error)
        _tell_staff(tx, delivery, job.message, status, outcome.error, moment)
        if outcome.opted_out:
            conversation = conversations.get(tx, delivery.conversation_id)
            identity = conversation.identity if conversation else ""
            phones.note(tx, identity, stopped_at=moment.now)
        elif status == deliveries.FAILED:
            _needs_person(tx, parts, delivery, moment)
        return
    deliveries.finish(
        tx,
        delivery,
        status,
        channel=job.channel,
        provider_id=pushed.provider_id,
        fragments=pushed.fragments,
        sent_at=moment.now,
    )
    known = receipts.of(tx, pushed.provider_id)
    if known is not None and known.status == deliveries.FAILED:
        not_arrived(tx, parts, delivery, known.reason, moment)


def _can_look(parts: Parts, job: Job) -> bool:
    return parts.senders[job.channel].looks_up


def not_arrived(
    tx: Transaction, parts: Parts, delivery: Delivery, reason: str | None, moment: Moment
) -> None:
    """The provider could not bring it to the phone: staff see why, and have it as a task."""
    message = tx.get_one(Message, delivery.message_id)
    _tell_staff(tx, delivery, message, deliveries.FAILED, reason, moment)
    _needs_person(tx, parts, delivery, moment)


def _needs_person(tx: Transaction, parts: Parts, delivery: Delivery, moment: Moment) -> None:
    conversation = conversations.lock(tx, delivery.conversation_id, moment)
    if conversation is not None:
        spending.needs_person(tx, parts, conversation, "not_delivered", moment)


def _tell_staff(
    tx: Transaction,
    delivery: Delivery,
    message: Message,
    status: str,
    reason: str | None,
    moment: Moment,
) -> None:
    told = {"seq": message.seq, "status": status, "reason": reason}
    events.add(tx, delivery.conversation_id, "delivery", told, moment)


def of_conversation(tx: Transaction, conversation: Conversation) -> list[deliveries.Shown]:
    """How each message fared, for the desk."""
    return deliveries.shown(tx, conversation.id)
