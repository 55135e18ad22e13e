"""Where everything that comes from a phone enters the road, whichever provider brought it.

Danger is looked for first, by `receive`. Then come the words that stop and start texts, and the
guards; none of them keeps safe words back.
"""

from dataclasses import dataclass, replace

from bot.conversation import lateness, moving, numbers
from bot.conversation.inbound import BadMessage, Inbound, Received, StaleChoice
from bot.conversation.parts import Parts
from bot.conversation.receive import receive
from integrations.store import media, messages

TEXT = "text"
PHOTO = "photo"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """One message as a provider told of it. `kind` is text, photo, or what phones.yml has words
    for; `media` is what the provider calls a photo; `sent_at` is the provider's time; `place` is
    what a pin is called; `wish` is stop, start or help, where the provider has read that; `about`
    is the message of ours that it quotes."""

    channel: str
    number: str
    provider_id: str
    text: str = ""
    choice: str | None = None
    location: tuple[float, float] | None = None
    kind: str = TEXT
    media: str | None = None
    sent_at: float | None = None
    place: str = ""
    wish: str | None = None
    about: str | None = None


class Replayed(Exception):
    """Told of again long after any provider does so: somebody else brings what they once saw."""


def arrive(parts: Parts, arrival: Arrival) -> Received | None:
    """Stores it, once. None: nobody who can be answered wrote it. Raises Replayed."""
    number = numbers.normal(arrival.number)
    if number is None:
        return None
    inbound = _inbound(parts, arrival, number)
    if arrival.kind == TEXT and not arrival.location and (code := moving.code_in(arrival.text)):
        try:
            if moved := moving.take(parts, inbound, code):
                return moved
        except moving.OldCode:
            inbound = replace(inbound, kind="old_code", captioned=False)
    received = _receive(parts, inbound)
    if received.duplicate and _is_old(parts, inbound):
        raise Replayed
    if arrival.kind == PHOTO and arrival.media and not received.duplicate:
        _fetch_later(parts, received, arrival)
    return received


def _is_old(parts: Parts, inbound: Inbound) -> bool:
    with parts.store.read() as tx:
        known = messages.by_key(tx, f"{inbound.channel}:{inbound.provider_id}")
        return known is not None and parts.now() - known.received_at > lateness.TOLD_FOR


def _receive(parts: Parts, inbound: Inbound) -> Received:
    """What cannot be read as it is, is kept and answered all the same."""
    shown = parts.phone_words.shown
    try:
        return receive(parts, inbound)
    except StaleChoice:
        kept = replace(inbound, choice=None, kind="stale", text=inbound.text or shown("unknown"))
    except BadMessage:
        kept = replace(inbound, choice=None, kind="empty", location=None, text=shown("empty"))
    return receive(parts, kept)


def _inbound(parts: Parts, arrival: Arrival, number: str) -> Inbound:
    text = arrival.text
    if arrival.kind != TEXT and not text.strip():
        text = parts.phone_words.shown(arrival.kind)
    return Inbound(
        channel=arrival.channel,
        identity=parts.numbers.identity(arrival.channel, number),
        provider_id=arrival.provider_id,
        text=None if arrival.location else text,
        choice=arrival.choice,
        location=arrival.location,
        kind=arrival.kind,
        sealed=parts.numbers.seal(number),
        sent_at=arrival.sent_at,
        captioned=bool(arrival.text.strip()),
        place=arrival.place,
        wish=arrival.wish,
        about=arrival.about,
    )


def _fetch_later(parts: Parts, received: Received, arrival: Arrival) -> None:
    moment = parts.moment()
    key = f"{arrival.channel}:media:{arrival.media}"
    with parts.store.begin(first=True) as tx:
        if media.by_key(tx, key) is None:
            address = str(arrival.media)
            media.add(tx, received.conversation_id, arrival.channel, address, key, moment)
    parts.bells.ring("media")
