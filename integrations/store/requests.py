"""What residents asked the council to do. Logging one commits it together with its way out.

One task asks for one thing: logging it again, from a turn that is run twice, changes nothing.
"""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, or_, select, update

from integrations.store import conversations, events, outbox, photos
from integrations.store.models import Conversation, Outbox, Request
from integrations.store.session import Conflict, Moment, Transaction

NEEDS_STAFF = ("uncertain", "dead", "returned")
# What an addition says of the request it is about: it is not done after all, or there is more.
REOPEN, NOTE = "reopen", "note"


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """`conversation_id` may be the engine's name of the conversation. `place` holds lat, long and
    line; `attributes` the answers to the council's own questions, by code; `contact` first_name,
    last_name, phone and email, each only if the resident gave it. `adds` (REOPEN, NOTE): it goes to
    the council as an update of the request it is `about`, if the council takes updates."""

    conversation_id: str
    task: str
    kind: str
    service_code: str
    place: dict[str, Any]
    description: str
    attributes: dict[str, Any] = field(default_factory=dict)
    contact: dict[str, str] | None = None
    about: str | None = None
    adds: str | None = None
    promise: dict[str, Any] | None = None


@dataclass(frozen=True)
class LoggedRequest:
    reference: str
    created: bool


def log(tx: Transaction, new: NewRequest, destination: str = outbox.OPEN311) -> LoggedRequest:
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
    if destination == outbox.OPEN311:
        photos.attach(tx, conversation_id, request.reference)
    step = "update" if new.adds else "send"
    way = Outbox(request_id=request.id, step=step, next_at=moment.now, destination=destination)
    tx.add(way)
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
        Request.adds.is_(None),
        or_(
            Request.reference == wanted,
            Request.reference == f"SR-{digits}",
            Request.council_reference == text.strip(),
            func.upper(Request.council_reference) == wanted,
        ),
    )
    return tx.scalars(found.order_by(Request.id.desc()).limit(1)).one_or_none()


def by_council_reference(tx: Transaction, council_reference: str) -> list[Request]:
    """Whom the council's number is for; additions to a request are not told of."""
    found = select(Request).where(
        Request.council_reference == council_reference, Request.adds.is_(None)
    )
    return list(tx.scalars(found.order_by(Request.id)))


def of_resident(tx: Transaction, conversation_id: str) -> list[Request]:
    """What whoever writes in this conversation asked for, here and in earlier ones of the same
    phone or browser, oldest first."""
    here = tx.get(Conversation, conversation_id)
    if here is None:
        return []
    mine = select(Conversation.id).where(
        Conversation.channel == here.channel, Conversation.identity == here.identity
    )
    found = select(Request).where(Request.conversation_id.in_(mine), Request.adds.is_(None))
    return list(tx.scalars(found.order_by(Request.id)))


def of_kind_since(tx: Transaction, kind: str, since: float) -> list[Request]:
    """Every request of a kind that was logged from an instant on (seconds), oldest first."""
    found = select(Request).where(
        Request.kind == kind, Request.adds.is_(None), Request.created_at >= since
    )
    return list(tx.scalars(found.order_by(Request.id)))


def additions(tx: Transaction, reference: str, kind: str) -> list[Request]:
    """What was added to a request: REOPEN or NOTE, oldest first."""
    found = select(Request).where(Request.about == reference, Request.adds == kind)
    return list(tx.scalars(found.order_by(Request.id)))


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
