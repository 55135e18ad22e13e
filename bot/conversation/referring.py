"""Sends what a resident agreed to share to somebody who helps: never lost, never twice.

The e-mail holds a reference and a link that one answer uses up. Notify has no idempotency key, so a
try whose end is not known is looked up by our reference first. What cannot be sent, what is not
answered and what did not help goes back to staff. When it is taken back, word of that follows.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation import news, returning
from bot.conversation.news import News
from bot.conversation.parts import Mailer, Parts
from bot.conversation.submit import GIVE_UP_AFTER, LEASE, SETTLED_AFTER, wait
from integrations.crash import crash_point
from integrations.errors import IntegrationError, NotFound, Refused, Unavailable
from integrations.store import outbox, referrals, requests
from integrations.store.help_models import Referral
from integrations.store.models import Request
from integrations.store.outbox import Claim

DATA = Path(__file__).parents[2] / "data/referral"
DAY = 24 * 3600.0
MOST_AT_ONCE = 20
WITHDRAW = "withdraw"
Task = tuple[str, int]


@cache
def words(name: str) -> Mapping[str, Any]:
    """One of the files of data/referral."""
    return dict(yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8")))


def due(parts: Parts) -> list[Task]:
    now = parts.now()
    with parts.store.read() as tx:
        mails = outbox.due(tx, now, MOST_AT_ONCE, outbox.EMAIL) if parts.email else []
        return [*(("mail", one) for one in mails), *referrals.due(tx, now)]


def run(parts: Parts, task: Task) -> bool:
    what, key = task
    return {"mail": send, "ask": ask, "silent": silent}[what](parts, key)


def send(parts: Parts, outbox_id: int) -> bool:
    """One step for one e-mail. False: somebody else has it."""
    now = parts.now()
    with parts.store.begin() as tx:
        claim = outbox.claim(tx, outbox_id, now, now + LEASE)
        referral = claim and referrals.of_request(tx, claim.request.id)
    if claim is None or referral is None:
        return False
    crash_point("referral.claimed", parts.settings)
    if claim.outbox.lookup_first:
        _look_before_sending(parts, claim, referral)
    else:
        _send(parts, claim, referral)
    return True


def _send(parts: Parts, claim: Claim, referral: Referral) -> None:
    now = parts.now()
    with parts.store.begin() as tx:
        if not outbox.sending(tx, claim, now, now + LEASE):
            return  # it was taken back a moment ago
        if claim.outbox.step != WITHDRAW:
            days = words("words")["days"]["link"] * DAY
            hashed = referrals.digest(token_of(parts, claim.request.reference))
            referrals.note(tx, referral, link_hash=hashed, link_expires_at=now + days)
    crash_point("referral.written_down", parts.settings)
    subject, body = _letter(parts, claim, referral)
    try:
        taken = _mailer(parts).email(referral.address, subject, body, _reference(claim))
    except (Refused, NotFound):
        _lost(parts, claim, referral, "lost")
    except IntegrationError as fault:
        after = max(SETTLED_AFTER, wait(claim.attempt)) if fault.sent else wait(claim.attempt)
        _again(parts, claim, referral, fault, after=after, may_have_arrived=fault.sent)
    else:
        crash_point("referral.taken", parts.settings)
        _taken(parts, claim, referral, taken.id)


def _look_before_sending(parts: Parts, claim: Claim, referral: Referral) -> None:
    try:
        found = _mailer(parts).find(_reference(claim))
    except IntegrationError as fault:
        _again(parts, claim, referral, fault, after=wait(claim.attempt), may_have_arrived=True)
        return
    if found is not None:
        _taken(parts, claim, referral, found.id)
        return
    left = (claim.outbox.tried_at or 0.0) + SETTLED_AFTER - parts.now()
    fault = Unavailable("notify", "it did not arrive" if left <= 0 else "not there yet")
    after = max(left, 0.0)
    _again(parts, claim, referral, fault, after=after, may_have_arrived=left > 0)


def _taken(parts: Parts, claim: Claim, referral: Referral, provider_id: str) -> None:
    moment = parts.moment()
    with parts.store.begin() as tx:
        if not outbox.finish(tx, claim, "done", moment.now, None):
            return
        if claim.outbox.step == WITHDRAW:
            return
        silent_at = moment.now + words("words")["days"]["silent"] * DAY
        referrals.note(tx, referral, provider_id=provider_id, silent_at=silent_at)
        requests.mark(tx, claim.request, moment, status="sent", sent_at=moment.now)
    crash_point("referral.marked", parts.settings)
    parts.bells.ring(claim.request.conversation_id)


def _again(
    parts: Parts,
    claim: Claim,
    referral: Referral,
    fault: IntegrationError,
    *,
    after: float,
    may_have_arrived: bool,
) -> None:
    now = parts.now()
    asked = fault.retry_after if isinstance(fault, Unavailable) else None
    next_at = now + max(after, asked or 0.0)
    since = referral.withdrawn_at or claim.request.created_at
    if next_at - since > GIVE_UP_AFTER:
        _lost(parts, claim, referral, "uncertain" if may_have_arrived else "lost")
        return
    with parts.store.begin() as tx:
        outbox.release(tx, claim, next_at, str(fault), may_have_arrived=may_have_arrived)


def _lost(parts: Parts, claim: Claim, referral: Referral, why: str) -> None:
    """It did not get there, or nobody can say: a person sees to it."""
    moment = parts.moment()
    reason = "taken_back" if claim.outbox.step == WITHDRAW else why
    with parts.store.begin() as tx:
        if outbox.finish(tx, claim, "done", moment.now, why):
            returning.to_staff(tx, parts, (referral, claim.request), reason, moment)
    parts.bells.ring(claim.request.conversation_id)


def ask(parts: Parts, referral_id: int) -> bool:
    """Whether anybody got in touch, if the resident agreed to be asked. Where they cannot be asked,
    the helper's silence brings it to staff; at once, where no helper will say anything."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        pair = referrals.get(tx, referral_id)
        if pair is None or not referrals.settle(tx, pair[0], "ask_at", moment.now):
            return False
        referral, request = pair
        if request.status in requests.NEEDS_STAFF or referral.heard:
            return False
        outcome = news.post(tx, parts, request.conversation_id, question(parts, request), moment)
        if outcome is news.Outcome.POSTED:
            referrals.note(tx, referral, asked_at=moment.now)
        elif outcome is not news.Outcome.AGAIN and not (referral.answer or referral.silent_at):
            returning.to_staff(tx, parts, pair, "silent", moment)
    parts.bells.ring(request.conversation_id)
    return True


def question(parts: Parts, request: Request) -> News:
    said = words("words")["notices"]
    reference = request.reference
    choices = [
        {"id": f"heard-{answer}-{reference}", "label": said[f"ask_{answer}"], "payload": payload}
        for answer, payload in (("yes", "/affirm"), ("no", "/deny"))
    ]
    text = said["ask"].format(council=parts.council.short_name, reference=reference)
    return News(key=f"heard:{reference}", text=text, choices=choices)


def silent(parts: Parts, referral_id: int) -> bool:
    """Nobody has answered for days: staff look at it."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        pair = referrals.get(tx, referral_id)
        if pair is None or not referrals.settle(tx, pair[0], "silent_at", moment.now):
            return False
        returning.to_staff(tx, parts, pair, "silent", moment)
    parts.bells.ring(pair[1].conversation_id)
    return True


def token_of(parts: Parts, reference: str) -> str:
    """The same for every try, so that a second e-mail has the same link. Not kept anywhere."""
    key = f"referral:{parts.settings.secret}".encode()
    made = hmac.new(key, reference.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _mailer(parts: Parts) -> Mailer:
    if parts.email is None:
        raise Unavailable("notify", "no e-mail is set up")
    return parts.email


def _reference(claim: Claim) -> str:
    """What the provider knows the e-mail by."""
    back = claim.outbox.step == WITHDRAW
    return f"{claim.request.reference}-back" if back else claim.request.reference


def _letter(parts: Parts, claim: Claim, referral: Referral) -> tuple[str, str]:
    reference = claim.request.reference
    said = words("partner")["taken_back" if claim.outbox.step == WITHDRAW else "email"]
    facts = {
        "council": parts.council.short_name,
        "phone": parts.council.contact.phone,
        "reference": reference,
        "service": referral.service_name,
        "days": words("words")["days"]["link"],
        "link": f"{parts.settings.public_url.rstrip('/')}/referrals/{token_of(parts, reference)}",
    }
    return said["subject"].format(**facts), said["body"].format(**facts).strip()
