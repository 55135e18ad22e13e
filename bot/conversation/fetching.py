"""Fetches the photos that providers keep for us, after the message that told of them was stored."""

from bot.conversation import outgoing, photos
from bot.conversation.inbound import BadMessage
from bot.conversation.parts import Parts
from bot.conversation.submit import wait
from integrations.errors import IntegrationError, Unavailable
from integrations.store import conversations, media
from integrations.store.phone_models import Media

LEASE = 60.0
MOST_AT_ONCE = 10
MOST_TRIES = 5
CODES = "photo_"


def due(parts: Parts) -> list[int]:
    if not parts.photo_sources:
        return []
    with parts.store.read() as tx:
        return media.due(tx, parts.now(), MOST_AT_ONCE)


def run(parts: Parts, media_id: int) -> bool:
    now = parts.now()
    with parts.store.begin() as tx:
        wanted = media.claim(tx, media_id, now, now + LEASE)
    if wanted is None:
        return False
    try:
        data = parts.photo_sources[wanted.channel](wanted.address)
        photos.keep(parts, wanted.conversation_id, data, wanted.dedup_key)
    except BadMessage as fault:
        return _lost(parts, wanted, fault.code)
    except Unavailable as fault:
        if wanted.attempts < MOST_TRIES:
            with parts.store.begin() as tx:
                media.postpone(tx, wanted, parts.now() + wait(wanted.attempts), str(fault))
            return True
        return _lost(parts, wanted, str(fault))
    except IntegrationError as fault:
        return _lost(parts, wanted, str(fault))
    with parts.store.begin() as tx:
        media.finish(tx, wanted, "kept", None)
    return True


def _lost(parts: Parts, wanted: Media, why: str) -> bool:
    """The resident is told, so that a photo is never thought to be here when it is not."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        media.finish(tx, wanted, "failed", why)
        conversation = conversations.lock(tx, wanted.conversation_id, moment)
        if conversation is not None and conversation.owner != conversations.CLOSED:
            known = why.startswith(CODES) and why in parts.words.notices
            words = parts.words.say(why) if known else parts.phone_words.say("photo_lost")
            outgoing.notice(tx, parts, conversation, words, moment)
    parts.bells.ring(wanted.conversation_id, "deliveries")
    return True
