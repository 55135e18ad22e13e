"""Photos that a provider keeps for us for a few days, each fetched once."""

from sqlalchemy import ColumnElement, or_, select, update

from integrations.store.phone_models import Media
from integrations.store.session import Moment, Transaction, changed


def by_key(tx: Transaction, dedup_key: str) -> Media | None:
    return tx.scalars(select(Media).where(Media.dedup_key == dedup_key)).one_or_none()


def add(
    tx: Transaction,
    conversation_id: str,
    channel: str,
    address: str,
    dedup_key: str,
    moment: Moment,
) -> None:
    """`address` is what its provider calls it."""
    tx.add(
        Media(
            conversation_id=conversation_id,
            channel=channel,
            address=address,
            dedup_key=dedup_key,
            next_at=moment.now,
        )
    )


def due(tx: Transaction, now: float, limit: int) -> list[int]:
    found = select(Media.id).where(Media.status == "queued", Media.next_at <= now, _free(now))
    return list(tx.scalars(found.order_by(Media.id).limit(limit)))


def claim(tx: Transaction, media_id: int, now: float, lease_until: float) -> Media | None:
    row = tx.get(Media, media_id)
    if row is None or row.status != "queued":
        return None
    mine = update(Media).where(
        Media.id == media_id,
        Media.status == "queued",
        Media.attempts == row.attempts,
        _free(now),
    )
    if not changed(tx, mine.values(attempts=row.attempts + 1, lease_until=lease_until)):
        return None
    return row


def _free(now: float) -> ColumnElement[bool]:
    return or_(Media.lease_until.is_(None), Media.lease_until <= now)


def finish(tx: Transaction, media: Media, status: str, error: str | None) -> None:
    _set(tx, media, status=status, last_error=error)


def postpone(tx: Transaction, media: Media, next_at: float, error: str) -> None:
    _set(tx, media, next_at=next_at, last_error=error)


def _set(tx: Transaction, media: Media, **values: object) -> None:
    tx.execute(update(Media).where(Media.id == media.id).values(lease_until=None, **values))
