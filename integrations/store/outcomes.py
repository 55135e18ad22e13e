"""What became of each conversation that began in a time: the facts every figure is counted from.
Read from the record itself, so a figure can always be counted again."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from integrations.store.models import Conversation, Delivery, Event, QueueItem, Request
from integrations.store.session import Transaction

KINDS, RATED = ("heard", "task", "missed"), "rated"


@dataclass(frozen=True)
class Wait:
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


@dataclass(frozen=True)
class Asked:
    """One request that was logged, and roughly where."""

    kind: str
    area: str | None


@dataclass(frozen=True)
class Case:
    """One conversation. `steps`: what the log noted, in order; `score`: 5 for very satisfied, to
    1."""

    id: str
    channel: str
    identity: str
    language: str
    owner: str
    began: float
    changed: float
    waits: tuple[Wait, ...] = ()
    requests: tuple[Asked, ...] = ()
    steps: tuple[tuple[str, dict[str, Any]], ...] = ()
    fragments: int = 0
    score: int | None = None


def between(tx: Transaction, since: float, until: float) -> list[Case]:
    """Conversations that began in a time, oldest first."""
    mine = (
        Conversation.created_at >= since,
        Conversation.created_at < until,
        Conversation.last_seq > 1,  # more than our own welcome
    )
    stays = [getattr(QueueItem, name) for name in Wait.__annotations__]
    waits = _grouped(tx, QueueItem, stays, mine)
    asked = _grouped(tx, Request, [Request.kind, Request.place], mine)
    steps = _grouped(tx, Event, [Event.kind, Event.data], [*mine, Event.kind.in_(KINDS)])
    scores = _grouped(tx, Event, [Event.data], [*mine, Event.kind == RATED])
    texts = _grouped(tx, Delivery, [func.sum(Delivery.fragments)], mine, Delivery.conversation_id)
    columns = (
        Conversation.id,
        Conversation.channel,
        Conversation.identity,
        Conversation.locale,
        Conversation.owner,
        Conversation.created_at,
        Conversation.updated_at,
    )
    found = select(*columns).where(*mine).order_by(Conversation.created_at, Conversation.id)
    return [
        Case(
            *row,
            waits=tuple(Wait(*one) for one in waits[row.id]),
            requests=tuple(Asked(kind, _area(place)) for kind, place in asked[row.id]),
            steps=tuple((kind, data) for kind, data in steps[row.id]),
            score=next((data["score"] for (data,) in scores[row.id]), None),
            fragments=sum(int(count or 0) for (count,) in texts[row.id]),
        )
        for row in tx.execute(found)
    ]


def _grouped(
    tx: Transaction,
    table: Any,
    columns: Sequence[Any],
    mine: Sequence[Any],
    together: Any = None,
) -> dict[str, list[Sequence[Any]]]:
    """Rows of another table by the conversation they belong to."""
    found = select(table.conversation_id, *columns).join(
        Conversation, Conversation.id == table.conversation_id
    )
    found = found.where(*mine)
    found = found.order_by(table.id) if together is None else found.group_by(together)
    grouped: dict[str, list[Sequence[Any]]] = defaultdict(list)
    for row in tx.execute(found):
        grouped[row[0]].append(row[1:])
    return grouped


def _area(place: dict[str, Any]) -> str | None:
    """The ward where it is known, else the part of town as the address system writes it."""
    return place.get("ward") or place.get("locality") or None
