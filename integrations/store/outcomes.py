"""What became of each conversation that began in a time: the facts every figure is counted from.
Read from the record itself, so a figure can always be counted again.

A year may be a hundred thousand conversations, so rows are read without the ORM, and what is the
same for many (what the log noted, in order) is kept once.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, bindparam, case, cast, func, select

from integrations.store.models import Conversation, Delivery, Event, QueueItem, Request
from integrations.store.session import Transaction

MISSED, RATED = "missed", "rated"
KINDS = ("heard", "task", MISSED, RATED)
COLUMNS = ("channel", "identity", "locale", "owner", "created_at", "updated_at")
# Spelt out, or the database does not see that its index of these kinds will do.
NOTED = Event.kind.in_(bindparam("kinds", KINDS, expanding=True, literal_execute=True))
AT_ONCE = 250
Between = tuple[ColumnElement[bool], ...]


class Steps:
    """What the log noted in a conversation, in order: one object for all conversations in which the
    same was noted, so that it need be read and judged only once."""

    __slots__ = ("_then", "noted")

    def __init__(self, noted: tuple[tuple[str, dict[str, Any]], ...] = ()) -> None:
        self.noted = noted
        self._then: dict[tuple[str, str | None], Steps] = {}

    def then(self, kind: str, data: str | None) -> "Steps":
        """These steps and one more; `data` as the database writes it."""
        found = self._then.get((kind, data))
        if found is None:
            found = Steps((*self.noted, (kind, json.loads(data or "{}"))))
            self._then[kind, data] = found
        return found


class Wait(NamedTuple):
    """One stay in the queue and with a person. Times are the machine's, `since` the council's."""

    waiting_since: float
    since: str
    reason: str
    topic: str
    team: str
    priority: str
    status: str
    adviser: str | None
    claimed_at: float | None
    answered_at: float | None
    closed_at: float | None
    wrap_up: str | None


class Asked(NamedTuple):
    """One request that was logged, and roughly where: the ward where it is known, else the part of
    town as the address system writes it."""

    kind: str
    area: str | None


class Case(NamedTuple):
    """One conversation; `score`: 5 for very satisfied, to 1."""

    channel: str
    identity: str
    language: str
    owner: str
    began: float
    changed: float
    waits: tuple[Wait, ...]
    requests: tuple[Asked, ...]
    steps: Steps
    fragments: int
    score: int | None


def between(tx: Transaction, since: float, until: float) -> Iterator[Case]:
    """Conversations that began in a time, newest first."""
    mine: Between = (
        Conversation.created_at >= since,
        Conversation.created_at < until,
        Conversation.last_seq > 1,  # more than our own welcome
    )
    waits, asked, texts = _waits(tx, mine), _asked(tx, mine), _texts(tx, mine)
    steps, scores = _noted(tx, mine)
    nothing = Steps()
    columns = [getattr(Conversation, name) for name in COLUMNS]
    found = select(Conversation.id, *columns).where(*mine)
    newest = found.order_by(Conversation.created_at.desc(), Conversation.id.desc())
    for key, channel, identity, language, owner, began, changed in _rows(tx, newest):
        yield Case(
            channel, identity, language, owner, began, changed, waits.get(key, ()),
            asked.get(key, ()), steps.get(key, nothing), texts.get(key, 0), scores.get(key),
        )  # fmt: skip


def _noted(tx: Transaction, mine: Between) -> tuple[dict[str, Steps], dict[str, int]]:
    """What the log noted of each conversation, and the first score it was given. Which message was
    missed is told by nobody, and would make each of them another."""
    data = case((Event.kind != MISSED, cast(Event.data, Text)))
    found = _of(Event.conversation_id, mine, Event.kind, data).where(NOTED)
    start = Steps()
    steps: dict[str, Steps] = {}
    scores: dict[str, int] = {}
    for key, kind, given in _rows(tx, found.order_by(Event.id)):
        if kind == RATED:
            scores.setdefault(key, json.loads(given)["score"])
        else:
            steps[key] = steps.get(key, start).then(kind, given)
    return steps, scores


def _waits(tx: Transaction, mine: Between) -> dict[str, tuple[Wait, ...]]:
    columns = [getattr(QueueItem, name) for name in Wait._fields]
    waits: dict[str, tuple[Wait, ...]] = defaultdict(tuple)
    found = _of(QueueItem.conversation_id, mine, *columns).order_by(QueueItem.id)
    for key, *stay in _rows(tx, found):
        waits[key] += (Wait(*stay),)
    return waits


def _asked(tx: Transaction, mine: Between) -> dict[str, tuple[Asked, ...]]:
    places = [func.nullif(Request.place[name].as_string(), "") for name in ("ward", "locality")]
    asked: dict[str, tuple[Asked, ...]] = defaultdict(tuple)
    found = _of(Request.conversation_id, mine, Request.kind, func.coalesce(*places))
    for key, kind, area in _rows(tx, found.order_by(Request.id)):
        asked[key] += (Asked(kind, area),)
    return asked


def _texts(tx: Transaction, mine: Between) -> dict[str, int]:
    found = _of(Delivery.conversation_id, mine, func.sum(Delivery.fragments))
    found = found.group_by(Delivery.conversation_id)
    return {key: int(fragments or 0) for key, fragments in _rows(tx, found)}


def _of(conversation: Any, mine: Between, *columns: Any) -> Select[Any]:
    """Rows of another table, each with the conversation it belongs to."""
    found = select(conversation, *columns).join(Conversation, Conversation.id == conversation)
    return found.where(*mine)


def _rows(tx: Transaction, found: Any) -> Iterator[Any]:
    for part in tx.connection().execute(found).partitions(AT_ONCE):
        yield from part
