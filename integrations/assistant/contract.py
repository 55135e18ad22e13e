"""What the road asks of the engine, and what it answers (`POST /webhooks/doorstep/turns`)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One burst of messages. `conversation` is the engine's name of it; either `text`, in the
    resident's own words, or `payload`, the intent we stored when we offered a choice."""

    conversation: str
    turn: str
    channel: str
    text: str | None = None
    payload: str | None = None
    messages: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "conversation": self.conversation,
            "turn": self.turn,
            "channel": self.channel,
            "messages": list(self.messages),
        }
        if self.payload is not None:
            return {**body, "payload": self.payload}
        return {**body, "text": self.text or ""}


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True, kw_only=True)
class BotReply:
    text: str | None = None
    buttons: tuple[Button, ...] = ()
    image: str | None = None
    custom: dict[str, Any] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.text or self.image or self.custom)


@dataclass(frozen=True, kw_only=True)
class TurnResult:
    """`again`: the engine had taken this turn before, and told what it answered then."""

    replies: tuple[BotReply, ...]
    active_task: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    again: bool = False
