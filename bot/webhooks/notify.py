"""GOV.UK Notify's call-backs: texts from residents, and what became of ours.

Notify signs nothing, so its token is the only proof; it tries again for five minutes on a 5xx and
never on another 4xx. Everything is stored before the 200.
"""

import hmac
from asyncio import to_thread
from datetime import UTC, datetime
from functools import partial

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.conversation import arrivals, phones, returning
from bot.conversation.parts import Parts
from bot.conversation.phones import Arrival
from bot.refusals import Problem
from bot.webhooks.reading import read_object, take_each, text_in
from integrations.notify.contract import STATUSES

CHANNEL = "sms"


def notify_webhooks(parts: Parts) -> Blueprint:
    hooks = Blueprint("notify_webhooks", url_prefix="/webhooks/notify")
    token = parts.settings.notify_callback_token

    @hooks.post("/inbound")
    async def inbound(request: Request) -> HTTPResponse:
        check(request, token)
        arrival = read_text(request.body)
        await take_each(parts.rush, [partial(phones.arrive, parts, arrival)])
        return json({"status": "ok"})

    @hooks.post("/receipts")
    async def receipts(request: Request) -> HTTPResponse:
        check(request, token)
        told = read_object(request.body)
        if told.get("notification_type") == "email":
            if STATUSES.get(text_in(told, "status")) == "failed":
                await to_thread(returning.bounced, parts, text_in(told, "id"))
        elif told.get("notification_type", "sms") == "sms":
            status = STATUSES.get(text_in(told, "status"))
            if status is None:
                raise Problem(400, "bad_request", "This status is not one of Notify's.")
            reason = text_in(told, "status") if status == "failed" else None
            await to_thread(arrivals.receipt, parts, text_in(told, "id"), status, reason)
        return json({"status": "ok"})

    return hooks


def check(request: Request, token: str) -> None:
    """The bearer token, compared in constant time. Without one set nobody may call."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    right = scheme.lower() == "bearer" and hmac.compare_digest(given.encode(), token.encode())
    if not token or not right:
        raise Problem(403, "forbidden", "This token is not ours.")


def read_text(body: bytes) -> Arrival:
    told = read_object(body)
    return Arrival(
        channel=CHANNEL,
        number=text_in(told, "source_number"),
        provider_id=text_in(told, "id"),
        text=str(told.get("message") or ""),
        sent_at=moment_of(told.get("date_received")),
    )


def moment_of(stamp: object) -> float | None:
    try:
        at = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
