"""The council's feed of updates: each entry once, however often and by whatever way it comes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Select, exists, or_, select, update

from integrations.store.follow_models import Feed, Subscription, Update
from integrations.store.models import Request
from integrations.store.session import Moment, Transaction, changed

UNCHANGED = "unchanged"


@dataclass(frozen=True, kw_only=True)
class NewUpdate:
    """`at` is an instant in UTC, as text that sorts; `note` is what the council wrote."""

    update_id: str
    council_reference: str
    status: str
    at: str
    note: str = ""


@dataclass(frozen=True)
class News:
    """`status` is what a request has come to; `update_id` names the entry that says so."""

    update_id: str
    status: str


def as_text(instant: datetime) -> str:
    """An instant as it is kept: in UTC, so that it sorts by time."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def keep(tx: Transaction, new: NewUpdate, moment: Moment, *, settled: bool = False) -> bool:
    """False: it was known. `settled`: the resident has just been told it, so it is no news."""
    known = select(Update.id).where(
        Update.council_reference == new.council_reference, Update.update_id == new.update_id
    )
    if tx.scalar(known) is not None:
        return False
    tx.add(Update(**vars(new), settled=settled, received_at=moment.now))
    tx.flush()
    return True


def known_ids(tx: Transaction, council_references: Sequence[str]) -> set[tuple[str, str]]:
    """Which entries we have of these requests: (council reference, update id)."""
    found = select(Update.council_reference, Update.update_id).where(
        Update.council_reference.in_(council_references)
    )
    return {(reference, update_id) for reference, update_id in tx.execute(found)}


def followed(tx: Transaction, council_references: Sequence[str]) -> set[str]:
    """Those of the council's numbers that somebody here made or follows."""
    made = select(Request.council_reference).where(
        Request.council_reference.in_(council_references)
    )
    follow = select(Subscription.council_reference).where(
        Subscription.council_reference.in_(council_references)
    )
    return {str(one) for one in (*tx.scalars(made), *tx.scalars(follow))}


def anything_to_follow(tx: Transaction) -> bool:
    """Whether anything of ours is with the council."""
    made = select(Request.id).where(Request.council_reference.is_not(None)).limit(1)
    return tx.scalar(made) is not None or tx.scalar(select(Subscription.id).limit(1)) is not None


def to_tell(tx: Transaction, limit: int) -> list[str]:
    """Numbers of requests that have entries somebody here may have to be told of."""
    ours = or_(
        exists().where(Request.council_reference == Update.council_reference),
        exists().where(Subscription.council_reference == Update.council_reference),
    )
    found = select(Update.council_reference).where(Update.settled.is_(False), ours)
    return list(tx.scalars(found.distinct().limit(limit)))


def settle(tx: Transaction, council_reference: str) -> News | None:
    """Takes all that is untold of a request, for one caller only, and gives what of it is news:
    the newest status by the council's clock, if it is not the one that was told before."""
    every = list(tx.scalars(of(council_reference)))
    told = [one for one in every if one.settled and one.status != UNCHANGED]
    free = update(Update).where(
        Update.council_reference == council_reference,
        Update.settled.is_(False),
        Update.id.in_([one.id for one in every if not one.settled]),
    )
    if not changed(tx, free.values(settled=True)):
        return None
    said = [one for one in every if one.status != UNCHANGED]
    if not said or said[-1] in told or (told and told[-1].status == said[-1].status):
        return None
    return News(said[-1].update_id, said[-1].status)


def newest(tx: Transaction, council_reference: str) -> tuple[str, str, str] | None:
    """What the feed says last of a request: status, note and when. None when it says nothing."""
    every = list(tx.scalars(of(council_reference)))
    said = [one for one in every if one.status != UNCHANGED]
    notes = [one.note for one in every if one.note and (not said or one.at >= said[-1].at)]
    if not every:
        return None
    return (said[-1].status if said else UNCHANGED, notes[-1] if notes else "", every[-1].at)


def of(council_reference: str) -> Select[Update]:
    """Every entry of a request, in the order of the council's clock."""
    mine = select(Update).where(Update.council_reference == council_reference)
    return mine.order_by(Update.at, Update.id)


def feed_due(tx: Transaction, name: str, now: float) -> bool:
    next_at = tx.scalar(select(Feed.next_at).where(Feed.name == name))
    return next_at is None or next_at <= now


def claim_feed(tx: Transaction, name: str, now: float, lease_until: float) -> tuple[bool, str]:
    """One worker reads the feed; it is told up to when it was read. Raises Conflict when another
    began its row just now."""
    row = tx.get(Feed, name)
    if row is None:
        tx.add(Feed(name=name, next_at=lease_until))
        tx.flush()
        return True, ""
    free = update(Feed).where(Feed.name == name, Feed.next_at <= now)
    return bool(changed(tx, free.values(next_at=lease_until))), row.seen_to or ""


def read_to(
    tx: Transaction, name: str, next_at: float, seen_to: str | None, error: str | None = None
) -> None:
    """`seen_to` stays as it was when the feed could not be read."""
    values = {"next_at": next_at, "last_error": error}
    if seen_to:
        values["seen_to"] = seen_to
    tx.execute(update(Feed).where(Feed.name == name).values(**values))
