"""One soft offer of help after a task, when something the resident wrote is a cue for it.

Cues, words and the reason for each are data/find_help/cues.yml. Nothing but this conversation is
looked at, and nothing of it is kept but that the resident said no.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.topics import load_topics
from bot.conversation import outgoing
from bot.conversation.parts import Parts
from integrations.assistant.contract import TurnResult
from integrations.store import conversations, messages, offers
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Turn
from integrations.store.session import Moment, Transaction

CUES = Path(__file__).parents[2] / "data/find_help/cues.yml"
OFFERED, DECLINED, TAKEN = "offered", "declined", "taken"
ASKED_FOR_HELP = "find_help_need"


@dataclass(frozen=True)
class Cue:
    """Something that was written, and the help that may be offered for it."""

    cue: str
    patterns: tuple[str, ...]
    need: str
    because: str
    offer: str
    reason: str


@cache
def data() -> dict[str, Any]:
    return dict(yaml.safe_load(CUES.read_text(encoding="utf-8")))


@cache
def cues() -> tuple[Cue, ...]:
    return tuple(Cue(**{**one, "patterns": tuple(one["patterns"])}) for one in data()["cues"])


def cue_in(said: Sequence[tuple[int, str]]) -> tuple[Cue, int] | None:
    """The newest cue in what a resident wrote, and the number of the message."""
    lowered = [(seq, text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))
               for seq, text in said]  # fmt: skip
    if any(re.search(one, text) for one in data()["never"] for _, text in lowered):
        return None
    for seq, text in reversed(lowered):
        for cue in cues():
            if any(re.search(one, text) for one in cue.patterns):
                return cue, seq
    return None


def after(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    turn: Turn,
    result: TurnResult,
    moment: Moment,
) -> None:
    """What a turn that was just answered means for the offer: its answer, or the time to make it.

    The caller holds the conversation, and stores its facts afterwards.
    """
    if conversation.offer:
        _answered(tx, conversation, turn, moment)
        return
    if result.active_task or not any(one.text for one in result.replies):
        return
    custom = {name for one in result.replies for name in one.custom}
    if custom & {"handover", "safety_check"} or result.slots.get(ASKED_FOR_HELP):
        return
    if conversation.safety or conversations.sensitive(tx, conversation):
        return
    found = cue_in(offers.said(tx, conversation.id))
    if found is None or offers.declined(tx, conversation):
        return
    if _shown(tx, conversation, found[0].need):
        return
    _make(tx, parts, conversation, *found, moment)


def _shown(tx: Transaction, conversation: Conversation, need: str) -> bool:
    """Whether that help has been among our buttons already: beside an answer, or to choose from."""
    said = messages.visible(tx, conversation.id)
    return any(f"/{need}" == choice["payload"] for one in said for choice in one.choices or ())


def _make(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    cue: Cue,
    seq: int,
    moment: Moment,
) -> None:
    words = data()
    choices = [
        {"id": f"c{secrets.token_hex(4)}", "label": words["accept"], "payload": f"/{cue.need}"},
        {"id": f"c{secrets.token_hex(4)}", "label": words["decline"], "payload": "/deny"},
    ]
    new = NewMessage(sender=messages.ASSISTANT, text=cue.offer, choices=choices)
    outgoing.post(tx, parts, conversation, new, moment)
    offers.keep(tx, conversation, {"cue": cue.cue, "need": cue.need, "state": OFFERED})
    value = words["told"].format(name=load_topics()[cue.need].name, because=cue.because)
    fact = {"slot": None, "name": words["fact"], "value": value, "message": seq,
            "confirmed": False, "logged": 0}  # fmt: skip
    conversation.facts = [*conversation.facts, fact]


def _answered(tx: Transaction, conversation: Conversation, turn: Turn, moment: Moment) -> None:
    """The next message after the offer is its answer, or passes it by; both end the matter."""
    offer = dict(conversation.offer or {})
    if offer.get("state") != OFFERED:
        return
    said = messages.of_turn(tx, turn.id)
    no = any(
        one.payload == "/deny" or re.search(data()["declines"], one.text.lower()) for one in said
    )
    yes = any(one.payload == f"/{offer['need']}" for one in said)
    if no:
        offers.decline(tx, conversation, moment)
    if no or yes:
        offers.keep(tx, conversation, {**offer, "state": DECLINED if no else TAKEN})
