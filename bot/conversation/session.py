"""A browser's session: a secret that only the browser has, good for one conversation."""

import hashlib
import secrets
from dataclasses import dataclass

from bot.conversation import outgoing, switched
from bot.conversation.parts import Parts
from bot.conversation.receive import WEB
from integrations.store import conversations, messages, queue, sessions, turns
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Session
from integrations.store.session import Transaction

SECRET_BYTES = 32
IDLE_SECONDS = 24 * 3600.0


@dataclass(frozen=True)
class Opened:
    """`secret` goes into the cookie and nowhere else."""

    secret: str
    conversation_id: str


@dataclass(frozen=True)
class Resumed:
    session_id: str
    conversation_id: str
    open: bool


def open_session(parts: Parts, channel: str = WEB, locale: str = "en") -> Opened:
    """A new conversation with its welcome, and the only key to it."""
    moment = parts.moment()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    conversation_id = conversations.new_id()
    with parts.store.begin() as tx:
        conversation = conversations.start(
            tx, conversation_id, channel, conversation_id, locale, moment
        )
        expires_at = moment.now + IDLE_SECONDS
        sessions.start(
            tx, conversations.new_id(), conversation_id, _hash(secret), expires_at, moment
        )
        if switched.is_off(tx, conversation):
            silent = parts.words.say("silent_welcome")
            outgoing.notice(tx, parts, conversation, silent, moment)
        else:
            welcome = NewMessage(sender=messages.ASSISTANT, text=parts.words.say("welcome"))
            outgoing.post(tx, parts, conversation, welcome, moment)
    return Opened(secret, conversation_id)


def resume(parts: Parts, secret: str) -> Resumed | None:
    """The conversation a secret opens; None when it is unknown, expired or revoked."""
    now = parts.now()
    with parts.store.read() as tx:
        valid = _valid(tx, secret, now)
    if valid and valid[0].expires_at - now < IDLE_SECONDS / 2:
        with parts.store.begin() as tx:
            sessions.extend(tx, valid[0].id, now + IDLE_SECONDS)
    return valid and _resumed(*valid)


def look(tx: Transaction, secret: str, now: float) -> Resumed | None:
    """The same within a transaction, for who looks often: it does not make the session last."""
    valid = _valid(tx, secret, now)
    return valid and _resumed(*valid)


def end(parts: Parts, conversation_id: str) -> None:
    """The resident has finished. Words on their way from the engine come too late."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        if conversation is None or conversation.owner == conversations.CLOSED:
            return
        turns.abandon(tx, conversation_id, "ended")
        messages.settle(tx, conversation_id)
        queue.leave(tx, conversation_id, moment)
        conversations.move(tx, conversation, conversations.CLOSED, moment)
    parts.bells.ring(conversation_id)


def change_secret(parts: Parts, resumed: Resumed, prefix: str = "") -> str:
    """A new key to the same conversation. The old one opens nothing any more."""
    moment = parts.moment()
    secret = prefix + secrets.token_urlsafe(SECRET_BYTES)
    expires_at = moment.now + IDLE_SECONDS
    with parts.store.begin() as tx:
        sessions.revoke(tx, resumed.session_id, moment)
        sessions.start(
            tx,
            conversations.new_id(),
            resumed.conversation_id,
            _hash(secret),
            expires_at,
            moment,
        )
    parts.bells.ring(resumed.conversation_id)
    return secret


def leave(parts: Parts, secret: str) -> None:
    """Quick exit: this browser's key opens nothing any more. The conversation itself goes on."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        session = sessions.by_hash(tx, _hash(secret))
        if session is not None:
            sessions.revoke(tx, session.id, moment)
    if session is not None:
        parts.bells.ring(session.conversation_id)


def _resumed(session: Session, conversation: Conversation) -> Resumed:
    return Resumed(session.id, conversation.id, conversation.closed_at is None)


def _valid(tx: Transaction, secret: str, now: float) -> tuple[Session, Conversation] | None:
    found = sessions.opened(tx, _hash(secret))
    if found is None or found[0].revoked_at is not None or found[0].expires_at <= now:
        return None
    return found


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
