"""A resident's photo of what they report: kept privately, answered by the road itself, and shown to
nobody without its session or a signed address that runs out.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

from bot.conversation import answer, outgoing, pictures
from bot.conversation.parts import Parts
from bot.conversation.pictures import BadPicture, Picture
from bot.conversation.receive import BadMessage, Received
from integrations.errors import IntegrationError
from integrations.store import conversations, messages, photos
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message, Photo
from integrations.store.session import Conflict, Transaction

MOST_PHOTOS = 10
NEAR_METRES = 250
PUBLIC_SECONDS = 7 * 24 * 3600
"""Councils fetch a picture when they take a report; a slow one may do so days later."""


@dataclass(frozen=True)
class Shown:
    kind: str
    data: bytes


def keep(parts: Parts, conversation_id: str, data: bytes, key: str) -> Received:
    """Keeps a photo as a message of the resident's, and answers it. `key` is the sender's own id of
    it, unique over all channels ("web:<conversation>:<client_id>", "whatsapp:<media id>"): the same
    key again is the same message. The channels call this; it blocks.

    Raises BadMessage: its code is one of photo_large, photo_kind, photo_heic, photo_broken,
    photo_many, closed, unknown_conversation.
    """
    with parts.store.read() as tx:
        if known := messages.by_key(tx, key):
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
    try:
        picture = pictures.read(data)
    except BadPicture as fault:
        raise BadMessage(fault.code, "the photo cannot be taken") from fault
    place = near(parts, picture)
    for last_try in (False, True):
        try:
            received = _store(parts, conversation_id, picture, place, key)
            break
        except Conflict:
            if last_try:
                raise
    parts.bells.ring(conversation_id)
    return received


def near(parts: Parts, picture: Picture) -> str | None:
    """The street where a picture was taken, for its sender to confirm; nothing where the camera
    does not say it, where no street of the council's is near, or where nobody can be asked."""
    if picture.location is None or parts.addresses is None:
        return None
    try:
        found = parts.addresses.nearest(*picture.location, NEAR_METRES)
    except IntegrationError:
        return None
    if found is None or found.custodian != parts.council.custodian_code:
        return None
    return ", ".join(filter(None, (found.street or found.name, found.locality))) or None


def _store(
    parts: Parts, conversation_id: str, picture: Picture, place: str | None, key: str
) -> Received:
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        if conversation is None:
            raise BadMessage("unknown_conversation", "there is no such conversation")
        if known := messages.by_key(tx, key):
            return Received(known.conversation_id, known.seq or 0, duplicate=True)
        if conversation.owner == conversations.CLOSED:
            raise BadMessage("closed", "this conversation has ended")
        if photos.count(tx, conversation_id) >= MOST_PHOTOS:
            raise BadMessage("photo_many", f"a chat takes {MOST_PHOTOS} photos")
        asked = messages.open_question(tx, conversation_id)
        new = photos.NewPhoto(kind=picture.kind, data=picture.data, location=picture.location)
        photo = photos.keep(tx, conversation_id, new, moment)
        said = NewMessage(
            sender=messages.RESIDENT,
            text=parts.words.say("photo"),
            image=f"/chat/photos/{photo.id}",
            dedup_key=key,
        )
        message = messages.add(tx, conversation_id, said, moment)
        if conversation.owner == conversations.ASSISTANT:
            reply = _reply(parts, conversation, photo, place, asked)
            outgoing.post(tx, parts, conversation, reply, moment)
        return Received(conversation_id, message.seq or 0, duplicate=False)


def _reply(
    parts: Parts, conversation: Conversation, photo: Photo, place: str | None, asked: Message | None
) -> NewMessage:
    """Where it was taken is asked, never taken for granted. A question that was open is asked
    again, because its buttons are above the photo now."""
    reporting = (conversation.active_task or "").startswith("report")
    if photo.location and place:
        text = parts.words.say("photo_where", place=place)
        yes = _choice(parts.words.say("photo_here"), answer.pin(photo.location))
        others = [_again(one) for one in (asked.choices or [])] if asked and reporting else []
        return NewMessage(sender=messages.ASSISTANT, text=text, choices=[yes, *others])
    if not reporting:
        return NewMessage(sender=messages.ASSISTANT, text=parts.words.say("photo_first"))
    text = parts.words.say("photo_kept")
    if asked is None:
        return NewMessage(sender=messages.ASSISTANT, text=text)
    again = [_again(one) for one in asked.choices or []]
    return NewMessage(
        sender=messages.ASSISTANT, text=f"{text}\n{asked.text}", choices=again or None
    )


def _choice(label: str, payload: str) -> dict[str, Any]:
    return {"id": f"c{secrets.token_hex(4)}", "label": label, "payload": payload}


def _again(choice: dict[str, Any]) -> dict[str, Any]:
    return _choice(choice["label"], choice["payload"])


def of_conversation(parts: Parts, conversation_id: str, photo_id: str) -> Shown | None:
    """A photo for the resident who sent it; None for anybody else's."""
    with parts.store.read() as tx:
        found = photos.get(tx, photo_id)
        if found is None or found.conversation_id != conversation_id:
            return None
        return Shown(found.kind, found.data)


def for_staff(parts: Parts, photo_id: str) -> Shown | None:
    """Any photo, for the desk, which asks first who wants to see it."""
    with parts.store.read() as tx:
        found = photos.get(tx, photo_id)
        return Shown(found.kind, found.data) if found else None


def public_url(parts: Parts, photo_id: str, seconds: float = PUBLIC_SECONDS) -> str:
    """An address that shows one photo until it runs out, for the council and for the desk."""
    until = int(parts.now() + seconds)
    signature = _signature(parts, photo_id, until)
    return f"{parts.settings.public_url.rstrip('/')}/media/{photo_id}/{until}/{signature}.jpg"


def signed(parts: Parts, photo_id: str, until: int, signature: str) -> Shown | None:
    """The photo of a public address; None when it is forged or has run out."""
    right = hmac.compare_digest(_signature(parts, photo_id, until), signature)
    if not right or until < parts.now():
        return None
    with parts.store.read() as tx:
        found = photos.get(tx, photo_id)
        return Shown(found.kind, found.data) if found else None


def addresses(tx: Transaction, parts: Parts, reference: str) -> tuple[str, ...]:
    """The public addresses of a request's photos."""
    return tuple(public_url(parts, photo_id) for photo_id in photos.of_request(tx, reference))


def files(tx: Transaction, reference: str) -> tuple[bytes, ...]:
    """The pictures of a request themselves."""
    found = (photos.get(tx, photo_id) for photo_id in photos.of_request(tx, reference))
    return tuple(one.data for one in found if one)


def _signature(parts: Parts, photo_id: str, until: int) -> str:
    words = f"photo:{photo_id}:{until}".encode()
    return hmac.new(parts.settings.secret.encode(), words, hashlib.sha256).hexdigest()[:40]
