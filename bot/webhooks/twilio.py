"""Twilio's web hooks: texts and WhatsApp messages in, and what became of ours.

Signed over the address Twilio called, which is our public one whatever stands in front of us, and
over every field. The answer is empty: replies go out by REST, in their own time.
"""

from asyncio import to_thread
from functools import partial
from urllib.parse import parse_qs

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from bot.conversation import arrivals, phones
from bot.conversation.parts import Parts
from bot.conversation.phones import PHOTO, TEXT, Arrival
from bot.refusals import Problem
from bot.webhooks.reading import take_each
from integrations.twilio.contract import STATUSES, STOP_WORDS, is_signed

Fields = dict[str, list[str]]
EMPTY = b'<?xml version="1.0" encoding="UTF-8"?><Response/>'
MOST_FIELDS = 300
ON_WHATSAPP = "whatsapp:"
STICKER = "image/webp"  # WhatsApp makes every photo a JPEG
LONGEST_SID = 190
# Twilio's own reading of a message, where the council has its opt-out words kept there.
WISHES = {"STOP": "stop", "START": "start", "HELP": "help"}


def twilio_webhooks(parts: Parts) -> Blueprint:
    hooks = Blueprint("twilio_webhooks")

    @hooks.post("/webhooks/twilio")
    @hooks.post("/webhooks/twilio/webhook", name="stock")  # where Rasa's own channel has it
    @hooks.post("/webhooks/twilio/status", name="status")
    async def hook(request: Request) -> HTTPResponse:
        fields = signed(parts, request)
        if one(fields, "MessageStatus"):
            await note_status(parts, fields)
        else:
            await take_each(
                parts.rush, (partial(phones.arrive, parts, told) for told in read(fields))
            )
        return raw(EMPTY, content_type="text/xml")

    return hooks


async def note_status(parts: Parts, fields: Fields) -> None:
    told, sid = STATUSES.get(one(fields, "MessageStatus")), one(fields, "MessageSid")
    if told and 0 < len(sid) <= LONGEST_SID and sid.isprintable():
        reason = one(fields, "ErrorCode") or None
        await to_thread(arrivals.receipt, parts, sid, told, reason)


def signed(parts: Parts, request: Request) -> Fields:
    settings = parts.settings
    if not settings.twilio_auth_token:
        raise Problem(403, "forbidden", "Twilio is not connected.")
    try:
        body = request.body.decode("utf-8")
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as fault:
        raise Problem(400, "bad_request", "The body is not a form.") from fault
    query = f"?{request.query_string}" if request.query_string else ""
    url = f"{settings.public_url.rstrip('/')}{request.path}{query}"
    given = request.headers.get("x-twilio-signature", "")
    if not is_signed(settings.twilio_auth_token, url, fields, given):
        raise Problem(403, "forbidden", "This signature is not Twilio's.")
    if one(fields, "AccountSid") not in ("", settings.twilio_account_sid):
        raise Problem(403, "forbidden", "This account is not ours.")
    return fields


def read(fields: Fields) -> list[Arrival]:
    """One message; a photo is an arrival of its own, with the words that came with it first.

    We number choices in words here, so a button is one of an approved template: its words are what
    the resident said, and its payload is nobody's business of ours.
    """
    sid, sender = one(fields, "MessageSid"), one(fields, "From")
    if not sid or not sender:
        return []
    channel = "whatsapp" if sender.startswith(ON_WHATSAPP) else "sms"
    text = one(fields, "Body") or one(fields, "ButtonText") or one(fields, "ListTitle")
    found = [
        Arrival(
            channel=channel,
            number=sender,
            provider_id=f"{sid}.{at}" if at else sid,
            text=text if at == 0 else "",
            kind=kind_of(kind, channel) if url else "document",
            media=url,
        )
        for at, (url, kind) in enumerate(media(fields))
    ]
    if found:
        return found
    return [
        Arrival(
            channel=channel,
            number=sender,
            provider_id=sid,
            text=text,
            location=place(fields),
            place=", ".join(filter(None, (one(fields, "Label"), one(fields, "Address")))),
            kind=TEXT,
            about=one(fields, "OriginalRepliedMessageSid") or None,
            wish=wish(channel, text, one(fields, "OptOutType")),
        )
    ]


def wish(channel: str, text: str, told: str) -> str | None:
    """As Twilio says it has read it. On a text of one of its own words it has acted unsaid."""
    acted = channel == "sms" and text.strip().casefold() in STOP_WORDS
    return "stop" if acted else WISHES.get(told.upper())


def media(fields: Fields) -> list[tuple[str, str]]:
    """The address and the kind of each file; of one without an address, only that it came."""
    told = max(count(one(fields, "NumMedia")), 1 if one(fields, "MediaUrl0") else 0)
    pairs = [(one(fields, f"MediaUrl{at}"), one(fields, f"MediaContentType{at}"))
             for at in range(told)]  # fmt: skip
    return [pair for pair in pairs if pair[0]] or pairs[:1]


def kind_of(content_type: str, channel: str = "sms") -> str:
    family = content_type.partition("/")[0]
    if content_type == STICKER and channel == "whatsapp":
        return "sticker"
    return {"image": PHOTO, "audio": "voice", "text": "contact"}.get(family, "document")


def place(fields: Fields) -> tuple[float, float] | None:
    try:
        return float(one(fields, "Latitude")), float(one(fields, "Longitude"))
    except ValueError:
        return None


def count(number: str) -> int:
    return min(int(number), 10) if number.isdecimal() else 0


def one(fields: Fields, name: str) -> str:
    return fields.get(name, [""])[0]
