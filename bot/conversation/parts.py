"""What the road works with, in one place, so that tests can hand in their own."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.conversation import facts, words
from bot.conversation.bells import Bells
from bot.conversation.facts import FactSpec
from bot.conversation.words import Words
from integrations.assistant.contract import Turn, TurnResult
from integrations.clock import Clock
from integrations.council import Council
from integrations.open311.client import Open311
from integrations.settings import Settings
from integrations.store.models import Message
from integrations.store.session import Moment, Store
from integrations.wiring import Services


class Engine(Protocol):
    def turn(self, turn: Turn) -> TurnResult: ...


Sender = Callable[[str, Message], None]
"""Pushes a message to an identity of its channel; raises one of the integrations' errors."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """`now` is the machine's clock: every lease, wait and time-out comes from it."""

    settings: Settings
    store: Store
    council: Council
    clock: Clock
    assistant: Engine
    open311: Open311
    words: Words
    facts: tuple[FactSpec, ...]
    senders: Mapping[str, Sender] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    bells: Bells = field(default_factory=Bells)
    started_at: float = field(default_factory=time.time)

    def moment(self) -> Moment:
        return Moment(self.now(), self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def from_services(services: Services) -> Parts:
    """`services` are those of a worker: they hold the assistant, and clients that may wait."""
    return Parts(
        settings=services.settings,
        store=services.store,
        council=services.council,
        clock=services.clock,
        assistant=services.assistant,
        open311=services.open311,
        words=words.load(services.council),
        facts=facts.load(),
    )
