"""A conversation on its way to a person, and what a desk tells back: one shape for every desk.

What Chatwoot, Amazon Connect (StartChatContact) and Genesys Cloud (open messaging) need, together.
Our own desk is handed the same document as an outside one would be.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "handover"
REQUESTED = "requested"
ACCEPTED, MESSAGE, CLOSED, FAILED = "accepted", "message", "closed", "failed"
EVENTS = (ACCEPTED, MESSAGE, CLOSED, FAILED)
AUTHORS = ("agent", "resident")


@dataclass(frozen=True, kw_only=True)
class Conversation:
    id: str
    channel: str
    language: str
    started_at: str
    reply_to: dict[str, str] | None = None
    reply_window_expires_at: str | None = None


@dataclass(frozen=True, kw_only=True)
class Reason:
    code: str
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Routing:
    queue: str
    priority: str
    skills: tuple[str, ...] = ()
    business_hours_only: bool = True
    callback_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """`identity_level` is none until somebody has checked who it is."""

    display_name: str | None = None
    identity_level: str = "none"
    contact: dict[str, str | None] = field(default_factory=dict)
    accessibility_needs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Case:
    type: str
    references: tuple[str, ...] = ()
    data: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    at: str
    author: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Handover:
    """`idempotency_key`: the same one twice is the same hand-over."""

    handover_id: str
    idempotency_key: str
    created_at: str
    tenant: str
    conversation: Conversation
    reason: Reason
    routing: Routing
    person: Person
    case: Case
    summary: str
    transcript: tuple[Line, ...]
    status: str = REQUESTED

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Event:
    """`agent` is the name residents read; `return_to_bot` and `outcome` come with `closed`."""

    handover_id: str
    type: str
    at: str
    message_id: str | None = None
    author: str | None = None
    text: str = ""
    agent: str | None = None
    return_to_bot: bool = False
    outcome: str | None = None
    reason: str | None = None


def read_event(found: Any) -> Event:
    """What a desk tells. Raises Unreadable for what is not of the agreed shape."""
    if not isinstance(found, Mapping) or found.get("type") not in EVENTS:
        raise Unreadable(SYSTEM, "an event of no known type")
    texts = {name: found.get(name) for name in ("handover_id", "type", "at")}
    if not all(isinstance(value, str) and value for value in texts.values()):
        raise Unreadable(SYSTEM, "an event without its id or its time")
    is_message = found["type"] == MESSAGE
    if is_message and not (found.get("message_id") and found.get("author") in AUTHORS):
        raise Unreadable(SYSTEM, "a message without its id or its author")
    agent = found.get("agent")
    return Event(
        **{name: str(value) for name, value in texts.items()},
        message_id=_text(found, "message_id"),
        author=_text(found, "author"),
        text=_text(found, "text") or "",
        agent=_text(agent, "display_name") if isinstance(agent, Mapping) else None,
        return_to_bot=found.get("return_to_bot") is True,
        outcome=_text(found, "outcome"),
        reason=_text(found, "reason"),
    )


def _text(found: Mapping[str, Any], name: str) -> str | None:
    value = found.get(name)
    return value if isinstance(value, str) and value else None
