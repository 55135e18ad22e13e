"""What residents asked the council to do. Logging one commits it together with its way out.

One task asks for one thing: logging it again, from a turn that is run twice, changes nothing.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import or_, select, update

from integrations.store import conversations, events
from integrations.store.models import Outbox, Request
from integrations.store.session import Conflict, Moment, Transaction

NEEDS_STAFF = ("uncertain", "dead")


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """`conversation_id` may be the engine's name of the conversation. `place` holds lat, long and
    line; `attributes` the answers to the council's own questions, by code."""

    conversation_id: str
    task: str
    kind: str
    service_code: str
    place: dict[str, Any]
    description: str
    attributes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LoggedRequest:
    reference: str
    created: bool


def log(tx: Transaction, new: NewRequest) -> LoggedRequest:
    moment = Moment(time.time(), "")
    conversation_id = conversations.from_engine_name(new.conversation_id)
    if conversations.lock(tx, conversation_id, moment) is None:
        raise Conflict("there is no such conversation")
    if known := of_task(tx, conversation_id, new.task):
        return LoggedRequest(known.reference, created=False)
    request = Request(
        reference=_free_reference(tx),
        created_at=moment.now,
        **{**vars(new), "conversation_id": conversation_id},
    )
    tx.add(request)
    tx.flush()
    tx.add(Outbox(request_id=request.id, next_at=moment.now))
    tell(tx, request, request.status, moment)
    tx.flush()
    return LoggedRequest(request.reference, created=True)


def of_task(tx: Transaction, conversation_id: str, task: str) -> Request | None:
    found = select(Request).where(Request.conversation_id == conversation_id, Request.task == task)
    return tx.scalars(found).one_or_none()


def by_reference(tx: Transaction, text: str) -> Request | None:
    """By our reference or the council's, however the resident writes it."""
    wanted = "".join(text.upper().split())
    digits = wanted.removeprefix("SR").lstrip("-")
    found = select(Request).where(
        or_(
            Request.reference == wanted,
            Request.reference == f"SR-{digits}",
            Request.council_reference == text.strip(),
        )
    )
    return tx.scalars(found.order_by(Request.id.desc()).limit(1)).one_or_none()


def of_conversation(tx: Transaction, conversation_id: str) -> list[Request]:
    found = select(Request).where(Request.conversation_id == conversation_id)
    return list(tx.scalars(found.order_by(Request.id)))


def needing_staff(tx: Transaction) -> list[Request]:
    """Requests that no program may send (again): a person has to look."""
    found = select(Request).where(Request.status.in_(NEEDS_STAFF)).order_by(Request.id)
    return list(tx.scalars(found))


def mark(tx: Transaction, request: Request, moment: Moment, **values: Any) -> None:
    """Writes down what became of a request, and says so in its conversation."""
    tx.execute(update(Request).where(Request.id == request.id).values(**values))
    tell(tx, request, values.get("status", request.status), moment)


def tell(tx: Transaction, request: Request, status: str, moment: Moment) -> None:
    data = {"reference": request.reference, "kind": request.kind, "status": status}
    events.add(tx, request.conversation_id, "request", data, moment)


def _free_reference(tx: Transaction) -> str:
    """Easy to read out on the phone. The unique key guards it; this only avoids a wasted try."""
    while True:
        reference = f"SR-{secrets.randbelow(10**7):07d}"
        if tx.scalar(select(Request.id).where(Request.reference == reference)) is None:
            return reference
