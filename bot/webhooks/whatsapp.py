"""WhatsApp Cloud API's web hook: the handshake, and batches of messages and statuses.

The signature is over the raw bytes (Meta escapes as it likes), and every element of every batch is
taken: one that cannot be read loses none of the others. Another number's events are not ours.
"""

import hashlib
import hmac
from functools import partial

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, text

from bot.channels import whatsapp
from bot.conversation import arrivals, phones
from bot.conversation.parts import Parts
from bot.refusals import Problem
from bot.webhooks.reading import read_object, take_each

MARK = "sha256="


def whatsapp_webhooks(parts: Parts) -> Blueprint:
    hooks = Blueprint("whatsapp_webhooks")
    settings = parts.settings

    @hooks.get("/webhooks/whatsapp")
    async def verify(request: Request) -> HTTPResponse:
        given, ours = request.args.get("hub.verify_token", ""), settings.whatsapp_verify_token
        right = bool(ours) and hmac.compare_digest(given.encode(), ours.encode())
        if request.args.get("hub.mode") != "subscribe" or not right:
            raise Problem(403, "forbidden", "This token is not ours.")
        return text(request.args.get("hub.challenge", "")[:200])

    @hooks.post("/webhooks/whatsapp")
    async def take(request: Request) -> HTTPResponse:
        check(request, settings.whatsapp_app_secret)
        batch = whatsapp.read(read_object(request.body), settings.whatsapp_phone_number_id)
        await take_each(
            parts.rush,
            [
                *(partial(phones.arrive, parts, one) for one in batch.arrivals),
                *(partial(arrivals.receipt, parts, one.id, one.status, one.reason)
                  for one in batch.statuses),
            ],
        )  # fmt: skip
        return json({"status": "ok"})

    return hooks


def check(request: Request, secret: str) -> None:
    """X-Hub-Signature-256 over the raw body. Without a secret set nobody may call."""
    given = request.headers.get("x-hub-signature-256", "")
    made = hmac.new(secret.encode(), request.body, hashlib.sha256).hexdigest()
    right = hmac.compare_digest(given.encode(), f"{MARK}{made}".encode())
    if not secret or not right:
        raise Problem(403, "forbidden", "This signature is not Meta's.")
