"""Referrals: what a resident agreed to share, with whom, and what became of it.

Logged together with a request and its way out, so it is never lost and never doubled. What must
happen once (an answer, a question, a return to staff) is a conditional UPDATE.
"""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select, update

from integrations.store import outbox, requests
from integrations.store.help_models import Referral
from integrations.store.models import Conversation, Items, Request
from integrations.store.requests import LoggedRequest, NewRequest
from integrations.store.session import Moment, Transaction, changed

KIND = "referral"
ACCEPTED, WAITING, CANNOT, UNREACHED = "accepted", "waiting", "cannot", "unreached"
ANSWERS = (ACCEPTED, WAITING, CANNOT, UNREACHED)
RETURNED, WITHDRAWN = "returned", "withdrawn"
Pair = tuple[Referral, Request]


@dataclass(frozen=True, kw_only=True)
class NewReferral:
    """`shared` are lines of {name, label, value}. With a `service_code` it goes to the council's
    own system instead of an address, and names the `area`: Open311 takes nothing without a place
    (GeoReport v2, POST Service Request). `ask_at`: when to ask the resident, if they agreed."""

    conversation_id: str
    task: str
    need: str
    service_id: str
    service_name: str
    address: str
    shared: Items
    service_code: str = ""
    area: str = ""
    ask_at: float | None = None


def log(tx: Transaction, new: NewReferral) -> LoggedRequest:
    """Commits it with its way out; the same task again changes nothing."""
    told = "\n".join(f"{one['label']}: {one['value']}" for one in new.shared)
    request = NewRequest(
        conversation_id=new.conversation_id,
        task=new.task,
        kind=KIND,
        service_code=new.service_code,
        place={"line": new.area} if new.service_code else {},
        description=told,
    )
    way = outbox.OPEN311 if new.service_code else outbox.EMAIL
    logged = requests.log(tx, request, way)
    if logged.created:
        row = requests.by_reference(tx, logged.reference)
        tx.add(
            Referral(
                request_id=row.id if row else 0,
                service_id=new.service_id,
                service_name=new.service_name,
                need=new.need,
                address=new.address,
                shared=new.shared,
                ask_at=new.ask_at,
            )
        )
        tx.flush()
    return logged


def of_request(tx: Transaction, request_id: int) -> Referral | None:
    found = select(Referral).where(Referral.request_id == request_id)
    return tx.scalars(found).one_or_none()


def get(tx: Transaction, referral_id: int) -> Pair | None:
    return _pair(tx, Referral.id == referral_id)


def by_token(tx: Transaction, token: str) -> Pair | None:
    return _pair(tx, Referral.link_hash == digest(token))


def by_email(tx: Transaction, provider_id: str) -> Pair | None:
    """By what the provider calls the e-mail."""
    return _pair(tx, Referral.provider_id == provider_id)


def by_reference(tx: Transaction, reference: str) -> Pair | None:
    return _pair(tx, Request.reference == reference)


def live(tx: Transaction, conversation: Conversation) -> list[Pair]:
    """Those of this person that have not been taken back: of this chat, or of this phone."""
    mine = select(Conversation.id).where(
        Conversation.channel == conversation.channel, Conversation.identity == conversation.identity
    )
    found = (
        select(Referral, Request)
        .join(Request, Request.id == Referral.request_id)
        .where(Request.conversation_id.in_(mine), Referral.withdrawn_at.is_(None))
        .order_by(Referral.id)
    )
    return [(one, request) for one, request in tx.execute(found)]


def due(tx: Transaction, now: float) -> list[tuple[str, int]]:
    """What its time has come for: to ask the resident, or to give it back to staff."""
    found = select(Referral.id, Referral.ask_at, Referral.silent_at).where(
        Referral.withdrawn_at.is_(None), or_(Referral.ask_at <= now, Referral.silent_at <= now)
    )
    tasks: list[tuple[str, int]] = []
    for one, ask_at, silent_at in tx.execute(found):
        if ask_at is not None and ask_at <= now:
            tasks.append(("ask", one))
        if silent_at is not None and silent_at <= now:
            tasks.append(("silent", one))
    return tasks


def settle(tx: Transaction, referral: Referral, name: str, now: float) -> bool:
    """True for the one that may act on `ask_at` or `silent_at`; nobody does again."""
    column = getattr(Referral, name)
    mine = update(Referral).where(
        Referral.id == referral.id, Referral.withdrawn_at.is_(None), column <= now
    )
    return bool(changed(tx, mine.values({name: None})))


def note(tx: Transaction, referral: Referral, **values: Any) -> None:
    tx.execute(update(Referral).where(Referral.id == referral.id).values(**values))


def answer(tx: Transaction, referral: Referral, said: str, moment: Moment) -> bool:
    """True for the first answer only, and while the link holds; it is used up by it."""
    mine = update(Referral).where(
        Referral.id == referral.id,
        Referral.answer.is_(None),
        Referral.withdrawn_at.is_(None),
        Referral.link_expires_at > moment.now,
    )
    told = {"answer": said, "answered_at": moment.now, "silent_at": None}
    return bool(changed(tx, mine.values(**told)))


def heard(tx: Transaction, referral: Referral, said: str) -> bool:
    """True for the resident's first word on whether anybody got in touch."""
    mine = update(Referral).where(
        Referral.id == referral.id, Referral.heard.is_(None), Referral.withdrawn_at.is_(None)
    )
    return bool(changed(tx, mine.values(heard=said, silent_at=None, ask_at=None)))


def withdraw(tx: Transaction, pair: Pair, moment: Moment) -> bool:
    """Consent is gone: what was shared is emptied, nothing more happens by itself, and word of it
    follows what may have left. True for the first time."""
    referral, request = pair
    mine = update(Referral).where(Referral.id == referral.id, Referral.withdrawn_at.is_(None))
    gone: dict[str, Any] = {"shared": [], "silent_at": None, "ask_at": None}
    if not changed(tx, mine.values(**gone, withdrawn_at=moment.now)):
        return False
    outbox.turn_back(tx, request.id, moment.now)
    requests.mark(tx, request, moment, status=WITHDRAWN, description="")
    return True


def digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _pair(tx: Transaction, wanted: Any) -> Pair | None:
    found = select(Referral, Request).join(Request, Request.id == Referral.request_id).where(wanted)
    row = tx.execute(found).one_or_none()
    return (row[0], row[1]) if row else None
