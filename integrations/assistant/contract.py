"""What the road asks of the engine, and what it answers (`POST /webhooks/doorstep/turns`)."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One burst of messages. `conversation` is the engine's name of it; either `text`, in the
    resident's own words, or `payload`, the intent we stored when we offered a choice. `safe`: the
    resident was asked, and said that it holds no danger. `question`: what was asked of them last,
    not by the engine but by news of a request: {form, slot, slots, offered}. `meant`: the intent
    these words were taken for, when they were read as a part of a longer message."""

    conversation: str
    turn: str
    channel: str
    text: str | None = None
    payload: str | None = None
    messages: tuple[int, ...] = ()
    safe: bool = False
    question: dict[str, Any] | None = None
    meant: str | None = None

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "conversation": self.conversation,
            "turn": self.turn,
            "channel": self.channel,
            "messages": list(self.messages),
            "safe": self.safe,
            **({"question": self.question} if self.question else {}),
            **({"meant": self.meant} if self.meant else {}),
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


@dataclass(frozen=True)
class Second:
    """Another request that stood in the same message, in the resident's own words."""

    text: str
    intent: str


@dataclass(frozen=True, kw_only=True)
class Understood:
    """What the engine took a message for. `guesses` came next; `pressed`: it was a button."""

    intent: str
    confidence: float = 0.0
    guesses: tuple[str, ...] = ()
    pressed: bool = False


@dataclass(frozen=True, kw_only=True)
class TurnResult:
    """`again`: the engine had taken this turn before, and told what it answered then. `later`: what
    else the message asked, to be sent as turns of their own."""

    replies: tuple[BotReply, ...]
    active_task: str | None = None
    slots: dict[str, Any] = field(default_factory=dict)
    again: bool = False
    later: tuple[Second, ...] = ()
    heard: Understood | None = None
