"""Pictures residents sent of what they report. They are private: the id is the only key to one."""

import secrets
from dataclasses import dataclass

from sqlalchemy import select, update

from integrations.store.models import Photo
from integrations.store.session import Moment, Transaction

ID_BYTES = 24


@dataclass(frozen=True, kw_only=True)
class NewPhoto:
    """`kind` is its media type; `location` where its camera says it was taken."""

    kind: str
    data: bytes
    location: tuple[float, float] | None = None


def keep(tx: Transaction, conversation_id: str, new: NewPhoto, moment: Moment) -> Photo:
    where = new.location and {"lat": new.location[0], "lng": new.location[1]}
    photo = Photo(
        id=secrets.token_urlsafe(ID_BYTES),
        conversation_id=conversation_id,
        kind=new.kind,
        data=new.data,
        location=where,
        created_at=moment.now,
    )
    tx.add(photo)
    tx.flush()
    return photo


def get(tx: Transaction, photo_id: str) -> Photo | None:
    return tx.get(Photo, photo_id)


def count(tx: Transaction, conversation_id: str) -> int:
    found = select(Photo.id).where(Photo.conversation_id == conversation_id)
    return len(list(tx.scalars(found)))


def waiting(tx: Transaction, conversation_id: str) -> list[Photo]:
    """Those that belong to no report yet, oldest first."""
    found = select(Photo).where(
        Photo.conversation_id == conversation_id, Photo.request_reference.is_(None)
    )
    return list(tx.scalars(found.order_by(Photo.created_at)))


def attach(tx: Transaction, conversation_id: str, reference: str) -> None:
    """Everything sent since the last report belongs to this one."""
    loose = update(Photo).where(
        Photo.conversation_id == conversation_id, Photo.request_reference.is_(None)
    )
    tx.execute(loose.values(request_reference=reference))


def of_request(tx: Transaction, reference: str) -> list[str]:
    """The ids of a report's pictures, oldest first."""
    found = select(Photo.id).where(Photo.request_reference == reference)
    return list(tx.scalars(found.order_by(Photo.created_at)))
