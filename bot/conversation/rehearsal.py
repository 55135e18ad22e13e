"""One message and its answer before the first real one, of which nothing stays.

The first of a new process pays for all: statements are compiled and rules are read while the
database is locked, which took half a second. Here nobody waits for it.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

from bot.conversation import turn
from bot.conversation.bells import Bells
from bot.conversation.inbound import BadMessage, Inbound
from bot.conversation.parts import Parts
from bot.conversation.receive import receive
from integrations.assistant.contract import BotReply, Turn, TurnResult
from integrations.errors import IntegrationError
from integrations.store.session import Conflict, Store, Transaction

CHANNEL = "sms"
WORDS = "large holes outside Heaton Lane"
"""None of them tells that it is English, so that the model of languages is read as well."""
LATER = 10.0
"""Seconds after which what was written is a turn."""

logger = logging.getLogger(__name__)


class Over(Exception):
    """Nothing of it is to stay."""


class Stage(Store):
    """Everything in one transaction, which its owner undoes."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    @contextmanager
    def begin(self, *, first: bool = False) -> Iterator[Transaction]:
        yield self._tx
        self._tx.flush()

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        yield self._tx


class Prompter:
    """An engine that is not asked."""

    def turn(self, _: Turn) -> TurnResult:
        return TurnResult(replies=(BotReply(text="Where is it?"),))


def rehearse(parts: Parts) -> None:
    """What goes wrong here is said, and keeps nobody from starting."""
    name = uuid.uuid4().hex
    message = Inbound(
        channel=CHANNEL, identity=name, provider_id=name, text=WORDS, sealed=parts.numbers.seal("")
    )
    try:
        with suppress(Over), parts.store.begin() as tx:
            stage = replace(parts, store=Stage(tx), bells=Bells(), assistant=Prompter())
            received = receive(stage, message)
            turn.run(replace(stage, now=lambda: parts.now() + LATER), received.conversation_id)
            raise Over
    except (IntegrationError, Conflict, BadMessage, OSError, ValueError) as fault:
        logger.warning("the first message was not rehearsed (%s)", type(fault).__name__)
