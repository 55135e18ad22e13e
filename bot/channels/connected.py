"""Which phone channels this product has, by its settings: a sender for each, and where its photos
are fetched."""

from collections.abc import Callable
from dataclasses import replace

from bot.channels.paging import pagers
from bot.channels.sms import ByNotify, ByTwilio
from bot.channels.twilio_whatsapp import ByTwilioWhatsApp
from bot.channels.whatsapp import ByCloud
from bot.conversation.parts import Parts, Sender
from integrations.wiring import Services

SMS, WHATSAPP = "sms", "whatsapp"


def connect(parts: Parts, services: Services) -> Parts:
    return replace(
        parts,
        senders=senders(parts, services),
        photo_sources=photos(services),
        pagers=pagers(services),
    )


def senders(parts: Parts, services: Services) -> dict[str, Sender]:
    words, settings = parts.phone_words, services.settings
    found: dict[str, Sender] = {}
    if services.notify is not None:
        found[SMS] = ByNotify(services.notify, words)
    elif services.twilio is not None and settings.sms_provider == "twilio":
        found[SMS] = ByTwilio(services.twilio, words)
    template = settings.whatsapp_template
    if services.whatsapp is not None:
        found[WHATSAPP] = ByCloud(services.whatsapp, words, template, parts.now)
    elif services.twilio is not None and settings.whatsapp_provider == "twilio":
        found[WHATSAPP] = ByTwilioWhatsApp(services.twilio, words, template, parts.now)
    return found


def photos(services: Services) -> dict[str, Callable[[str], bytes]]:
    found: dict[str, Callable[[str], bytes]] = {}
    if services.twilio is not None:
        found = {SMS: services.twilio.photo, WHATSAPP: services.twilio.photo}
    if services.whatsapp is not None:
        found[WHATSAPP] = services.whatsapp.photo
    return found
