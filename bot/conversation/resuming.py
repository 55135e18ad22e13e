"""A conversation that staff give back goes on by a turn of its own: the assistant takes up the task
that was put aside, with what staff found out, and asks only what is still open."""

import json
from collections.abc import Mapping
from typing import Any

from integrations.store import later
from integrations.store.later_models import Later
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction

RESUME, RESUME_REPORT = "resume", "resume_report"
INTENTS = (RESUME, RESUME_REPORT)


def owe(
    tx: Transaction,
    conversation: Conversation,
    item_id: int,
    found: Mapping[str, Any],
    moment: Moment,
) -> None:
    """`found`: the kind of a report or another task, with place and details; empty where only the
    task goes on. It is kept as what is asked later is: taken once, whoever dies on the way."""
    intent = RESUME_REPORT if "kind" in found else RESUME
    told = json.dumps(dict(found), ensure_ascii=False)
    given = [(told, intent)]
    later.add(tx, conversation.id, f"returned:{item_id}", conversation.last_seq, given, moment)
    later.allow(tx, conversation.id, ready=True)


def is_one(second: Later) -> bool:
    """The model is never trained on these intents, so no resident's words can have one."""
    return second.intent in INTENTS


def payload(second: Later) -> str:
    found = json.loads(second.text)
    return f"/{second.intent}{json.dumps({'settled': found}) if found else ''}"
