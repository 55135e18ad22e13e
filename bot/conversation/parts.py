"""What the road works with, in one place, so that tests can hand in their own."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bot.conversation import facts, hearing, phone_words, words
from bot.conversation.bells import Bells
from bot.conversation.facts import FactSpec
from bot.conversation.numbers import Numbers
from bot.conversation.phone_words import PhoneWords
from bot.conversation.pulse import Pulse
from bot.conversation.rush import Rush
from bot.conversation.words import Words
from integrations.addresses.client import Addresses
from integrations.assistant.contract import Turn, TurnResult
from integrations.bank_holidays.client import BankHolidays
from integrations.clock import Clock
from integrations.collections.client import Collections
from integrations.council import Council
from integrations.notify.contract import Sent
from integrations.open311.client import Open311
from integrations.open_referral.client import OpenReferral
from integrations.postcodes.client import Postcodes
from integrations.settings import Settings
from integrations.store.models import Message
from integrations.store.session import Moment, Store
from integrations.wiring import Services


class Engine(Protocol):
    def turn(self, turn: Turn) -> TurnResult: ...


@dataclass(frozen=True)
class Pushed:
    """What the provider calls a message it has taken, and what it is charged as."""

    provider_id: str
    fragments: int = 1


class CannotLook(Exception):
    """This provider cannot be asked what became of a message."""


class Sender(Protocol):
    """Pushes messages to phones; raises one of the integrations' errors. `find` asks for a message
    by our reference and raises CannotLook where `looks_up` is false."""

    looks_up: bool

    def send(self, number: str, message: Message, reference: str, heard_at: float) -> Pushed: ...

    def find(self, reference: str) -> Pushed | None: ...


class Mailer(Protocol):
    """Sends an e-mail under our reference, and can be asked for it; raises like a Sender."""

    def email(self, address: str, subject: str, body: str, reference: str) -> Sent: ...

    def find(self, reference: str) -> Sent | None: ...


Pager = Callable[[str, str], None]
"""Calls an audience of data/emergencies/alerts.yml: under our reference, with these words, by text
and e-mail. Raises like a Sender when it reached nobody."""


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
    phone_words: PhoneWords
    numbers: Numbers
    hear: hearing.Hear = hearing.nothing
    open_referral: OpenReferral | None = None
    bank_holidays: BankHolidays | None = None
    addresses: Addresses | None = None
    postcodes: Postcodes | None = None
    collections: Collections | None = None
    email: Mailer | None = None
    senders: Mapping[str, Sender] = field(default_factory=dict)
    pagers: Mapping[str, Pager] = field(default_factory=dict)
    photo_sources: Mapping[str, Callable[[str], bytes]] = field(default_factory=dict)
    now: Callable[[], float] = time.time
    bells: Bells = field(default_factory=Bells)
    pulse: Pulse = field(default_factory=Pulse)
    rush: Rush = field(default_factory=Rush)
    started_at: float = field(default_factory=time.time)

    def moment(self) -> Moment:
        return Moment(self.now(), self.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def from_services(services: Services, hear: hearing.Hear = hearing.nothing) -> Parts:
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
        hear=hear,
        open_referral=services.open_referral,
        bank_holidays=services.bank_holidays,
        addresses=services.addresses,
        postcodes=services.postcodes,
        collections=services.collections,
        email=services.email,
        phone_words=phone_words.load(services.council),
        numbers=Numbers(services.settings.secret),
    )
