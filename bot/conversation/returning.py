"""What comes back of a referral: the helper's answer, the resident's, and consent taken back."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation import handover, news, outgoing
from bot.conversation.news import News
from bot.conversation.parts import Parts
from integrations.store import conversations, messages, outbox, queue, referrals, requests
from integrations.store.models import Conversation, Message
from integrations.store.queue import Handover
from integrations.store.referrals import CANNOT, RETURNED, UNREACHED, Pair
from integrations.store.session import Moment, Transaction

DATA = Path(__file__).parents[2] / "data/referral"
TEAM, REASON = "early_help", "referral_returned"
YES, NO = "yes", "no"


@cache
def _data(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8")))


def answered(parts: Parts, token: str, said: str) -> bool:
    """The helper's one answer. False: the link holds no more."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        pair = referrals.by_token(tx, token)
        if pair is None or not referrals.answer(tx, pair[0], said, moment):
            return False
        request = pair[1]
        if said in (CANNOT, UNREACHED):
            to_staff(tx, parts, pair, said, moment)
        else:
            requests.mark(tx, request, moment, status=said)
            told = _data("words")["notices"]["answered"]
            facts = {"council": parts.council.short_name, "reference": request.reference}
            new = News(key=f"answered:{request.reference}", text=told.format(**facts))
            news.post(tx, parts, request.conversation_id, new, moment)
    parts.bells.ring(request.conversation_id)
    return True


def bounced(parts: Parts, provider_id: str) -> None:
    """The e-mail was taken, and could not be delivered after all."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        pair = referrals.by_email(tx, provider_id)
        if pair is None or pair[0].answer is not None or pair[0].withdrawn_at is not None:
            return
        if pair[1].status not in requests.NEEDS_STAFF:
            to_staff(tx, parts, pair, "lost", moment)
    parts.bells.ring(pair[1].conversation_id)


def to_staff(tx: Transaction, parts: Parts, pair: Pair, why: str, moment: Moment) -> None:
    """A person takes it on; an adviser who has the chat is left to it, and sees it there."""
    referral, request = pair
    staff = _data("partner")["staff"]
    reason = staff["reasons"][why].format(service=referral.service_name)
    referrals.note(tx, referral, silent_at=None)
    if request.status != referrals.WITHDRAWN:
        requests.mark(tx, request, moment, status=RETURNED, notice=reason)
    told = conversations.lock(tx, request.conversation_id, moment)
    conversation = told and _of_today(tx, told, moment)
    if conversation is None or conversation.owner == conversations.ADVISER:
        return
    shared = "; ".join(f"{one['label']}: {one['value']}" for one in referral.shared)
    facts = {"reference": request.reference, "reason": reason, "shared": shared}
    summary = staff["summary"].format(**facts).strip()
    wanted = Handover(reason=REASON, team=TEAM, topic=referral.need, priority="high",
                      summary=summary)  # fmt: skip
    if conversation.owner == conversations.CLOSED:
        queue.enter(tx, conversation, wanted, moment)
    else:
        handover.to_queue(tx, parts, conversation, wanted, moment)
    if why in ("lost", "uncertain") and request.status != referrals.WITHDRAWN:
        _say(tx, parts, conversation, "lost", moment, reference=request.reference)


def met(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    said: str,
    moment: Moment,
) -> bool:
    """True when the message took details back, or answered whether anybody got in touch: both are
    heard whoever has the chat and with the engine stopped, and the assistant need not read it."""
    lowered = said.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if any(re.search(one, lowered) for one in _data("asking")["taken_back"]):
        dealt = _take_back(tx, parts, conversation, moment)
    else:
        dealt = _heard(tx, parts, conversation, message, lowered, moment)
    if dealt:
        message.unanswered = False
    return dealt


def _take_back(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> bool:
    pairs = referrals.live(tx, conversation)
    taken = [pair for pair in pairs if take_one_back(tx, parts, pair, moment)]
    if taken:
        names = ", ".join(request.reference for _, request in taken)
        _say(tx, parts, conversation, "taken_back", moment, reference=names)
    return bool(taken)


def take_one_back(tx: Transaction, parts: Parts, pair: Pair, moment: Moment) -> bool:
    """Word of it goes to the helper by e-mail; where it went another way, a person tells them."""
    if not referrals.withdraw(tx, pair, moment):
        return False
    request = pair[1]
    if request.service_code and outbox.tried(tx, request.id):
        to_staff(tx, parts, pair, "taken_back", moment)
    return True


def _heard(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    message: Message,
    lowered: str,
    moment: Moment,
) -> bool:
    """The answer to our question, when that was the last thing said to them."""
    asked = messages.last_to_resident(tx, conversation.id, message.seq or 0)
    mark = (asked.dedup_key or "") if asked else ""
    if ":heard:" not in mark or conversation.owner == conversations.ADVISER:
        return False
    pair = referrals.by_reference(tx, mark.rpartition(":")[2])
    answer = _yes_or_no(message, lowered)
    if pair is None or answer is None or not referrals.heard(tx, pair[0], answer):
        return False
    _say(tx, parts, conversation, f"heard_{answer}", moment)
    if answer == NO:
        to_staff(tx, parts, pair, "not_heard", moment)
    return True


def _yes_or_no(message: Message, lowered: str) -> str | None:
    if message.payload in ("/affirm", "/deny"):
        return YES if message.payload == "/affirm" else NO
    patterns = _data("asking")
    for answer in (NO, YES):
        if re.search(patterns[f"heard_{answer}"], lowered):
            return answer
    return None


def _of_today(tx: Transaction, conversation: Conversation, moment: Moment) -> Conversation:
    """A phone's chat of today, if the old one has ended."""
    if conversation.closed_at is None:
        return conversation
    found = conversations.find_open(tx, conversation.channel, conversation.identity)
    return (found and conversations.lock(tx, found.id, moment)) or conversation


def _say(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    key: str,
    moment: Moment,
    **facts: str,
) -> None:
    if conversation.owner == conversations.CLOSED:
        return
    text = _data("words")["notices"][key]
    told = text.format(phone=parts.council.contact.phone, **facts)
    outgoing.notice(tx, parts, conversation, told, moment)
