"""What the JSON interface, the stream and the page share: one resident's way on to the road.

Everything here blocks, so the handlers call it in a thread.
"""

from dataclasses import dataclass, field
from typing import Any

from bot.channels.web.reading import Sent, read_message
from bot.conversation import session, view
from bot.conversation.parts import Parts
from bot.conversation.receive import WEB, BadMessage, Inbound, Received, receive
from bot.conversation.session import Opened, Resumed
from bot.refusals import Problem

EVENTS_AT_ONCE = 200
CONFLICTS = frozenset({"stale_choice", "closed"})


@dataclass(frozen=True)
class News:
    """What happened after an event, and how the conversation stands now. `newest` is its newest
    event, of whatever kind."""

    events: list[dict[str, Any]]
    state: dict[str, Any]
    doing: dict[str, Any] = field(default_factory=lambda: dict(view.NOTHING))
    newest: int = 0

    @property
    def more(self) -> bool:
        return len(self.events) == EVENTS_AT_ONCE

    @property
    def is_last(self) -> bool:
        return not self.events and not self.state["open"]


class Chat:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def resume(self, secret: str | None) -> Resumed | None:
        return session.resume(self.parts, secret) if secret else None

    def require(self, secret: str | None) -> Resumed:
        """An unknown secret, an expired one and none at all look the same from outside."""
        resumed = self.resume(secret)
        if resumed is None:
            raise Problem(401, "no_session", "There is no session. POST /chat/session begins one.")
        return resumed

    def begin(self, locale: str | None = None) -> Opened:
        return session.open_session(self.parts, locale=locale or "en")

    def update(self, conversation_id: str, after: int = 0) -> dict[str, Any]:
        with self.parts.store.read() as tx:
            return {
                "state": view.state(tx, conversation_id, self.parts),
                "messages": view.messages(tx, conversation_id, after),
            }

    def read(self, secret: str | None, after: int) -> dict[str, Any]:
        return self.update(self.require(secret).conversation_id, after)

    def last_event(self, conversation_id: str) -> int:
        with self.parts.store.read() as tx:
            return view.last_event(tx, conversation_id)

    def news(self, secret: str | None, after: int) -> News | None:
        """None when this browser's session was taken back meanwhile."""
        parts = self.parts
        with self.parts.store.read() as tx:
            resumed = session.look(tx, secret or "", parts.now())
            if resumed is None:
                return None
            conversation_id = resumed.conversation_id
            return News(
                view.events_after(tx, conversation_id, after, EVENTS_AT_ONCE, parts),
                view.state(tx, conversation_id, parts),
                view.doing(tx, conversation_id, parts),
                view.last_event(tx, conversation_id),
            )

    def take(self, secret: str | None, body: bytes) -> Received:
        """One hop to another thread for all of it: a resident waits for this answer."""
        resumed = self.require(secret)
        return self.say(resumed.conversation_id, read_message(body))

    def say(self, conversation_id: str, sent: Sent) -> Received:
        inbound = Inbound(
            channel=WEB,
            identity=conversation_id,
            provider_id=sent.client_id,
            text=sent.text,
            choice=sent.choice,
            location=sent.location,
        )
        try:
            with self.parts.rush.arriving():
                return receive(self.parts, inbound)
        except BadMessage as fault:
            status = 409 if fault.code in CONFLICTS else 400
            raise Problem(status, fault.code, fault.detail) from fault

    def end(self, resumed: Resumed, prefix: str) -> str:
        session.end(self.parts, resumed.conversation_id)
        return session.change_secret(self.parts, resumed, prefix)

    def leave(self, secret: str | None) -> None:
        if secret:
            session.leave(self.parts, secret)
