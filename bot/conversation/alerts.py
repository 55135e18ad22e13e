"""Calls supervisors, then the duty team, when an urgent conversation is left waiting.

At any hour: Saturday at eleven at night is when it matters. What goes out names no matter, only a
reference and a link. How it goes out is `Parts.pagers` (SMS, e-mail), by audience; without one the
alert stands in the store and on the desk all the same, and is tried again.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation.parts import Parts
from integrations.errors import IntegrationError
from integrations.store import alerts, events
from integrations.store.models import Alert
from integrations.store.session import Conflict

FILE = Path(__file__).parents[2] / "data/emergencies/alerts.yml"
MINUTE = 60.0
NO_PAGER = "no way to send it is set up"


@dataclass(frozen=True)
class Step:
    after: float
    audience: str


@dataclass(frozen=True)
class Plan:
    """Who is called, when, how often, and in which words."""

    steps: tuple[Step, ...]
    again_after: float
    subject: str
    text: str


@cache
def plan() -> Plan:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    steps = [Step(one["after_minutes"] * MINUTE, one["audience"]) for one in found["steps"]]
    again = found["again_after_minutes"] * MINUTE
    return Plan(tuple(steps), again, found["subject"], found["text"])


Task = tuple[str, Any]


def due(parts: Parts) -> list[Task]:
    now = parts.now()
    first = min(one.after for one in plan().steps)
    with parts.store.read() as tx:
        waiting = alerts.left_waiting(tx, now - first)
        found: list[Task] = [("send", one) for one in alerts.due(tx, now)]
    for one in waiting:
        for number, step in enumerate(plan().steps):
            if number not in one.called and now - one.waiting_since >= step.after:
                found.append(("raise", (one.queue_id, number)))
    return found


def run(parts: Parts, task: Task) -> bool:
    what, key = task
    return _raise(parts, *key) if what == "raise" else _send(parts, key)


def _raise(parts: Parts, queue_id: int, number: int) -> bool:
    moment = parts.moment()
    try:
        with parts.store.begin() as tx:
            alerts.raise_one(tx, queue_id, number, plan().steps[number].audience, moment)
    except Conflict:
        return False  # another worker has raised it
    return True


def _send(parts: Parts, alert_id: int) -> bool:
    """Told again later, whether or not it went out, until somebody takes the conversation."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        taken = alerts.take(tx, alert_id, moment.now, moment.now + plan().again_after)
        if taken is None:
            return False
        alert, conversation_id = taken
        audience, words = alert.audience, _words(parts, alert)
        data = {"audience": audience, "calls": alert.calls}
        events.add(tx, conversation_id, "alert", data, moment)
    fault = _page(parts, audience, f"U{alert.queue_id}-{alert.id}-{alert.calls}", words)
    with parts.store.begin() as tx:
        alerts.sent(tx, alert_id, parts.now(), fault)
    return True


def _page(parts: Parts, audience: str, reference: str, words: str) -> str | None:
    """Why it did not go out; None when it did."""
    pager = parts.pagers.get(audience)
    if pager is None:
        return NO_PAGER
    try:
        pager(reference, words)
    except IntegrationError as fault:
        return f"{type(fault).__name__}: {fault.detail}"
    return None


def _words(parts: Parts, alert: Alert) -> str:
    reference = f"U{alert.queue_id}"
    link = f"{parts.settings.public_url.rstrip('/')}/desk"
    return plan().text.format(council=parts.council.short_name, reference=reference, link=link)
