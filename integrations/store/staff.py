"""Who may sign in at the desk, and the sessions of those who have."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select, update

from integrations.store.desk_models import Presence, Staff, StaffSession
from integrations.store.session import Moment, Transaction

# Built once: every open page of the desk asks these each time it looks.
NAMES = select(Staff.id, Staff.name)
OPENED = (
    select(StaffSession, Staff, Presence.status)
    .join(Staff, Staff.id == StaffSession.staff_id)
    .outerjoin(Presence, Presence.staff_id == Staff.id)
    .where(StaffSession.secret_hash == bindparam("secret_hash"))
)


@dataclass(frozen=True, kw_only=True)
class NewStaff:
    """Either a password's hash, or the subject an identity provider knows somebody by."""

    username: str
    name: str
    role: str
    teams: Sequence[str] = field(default_factory=tuple)
    password: str | None = None
    subject: str | None = None
    demo: bool = False


def add(tx: Transaction, new: NewStaff, moment: Moment) -> Staff:
    """Raises Conflict when the name is taken."""
    values = {**vars(new), "username": folded(new.username), "teams": list(new.teams)}
    person = Staff(id=str(uuid.uuid4()), created_at=moment.now, **values)
    tx.add(person)
    tx.flush()
    return person


def folded(username: str) -> str:
    """One account, however it is typed."""
    return username.strip().casefold()


def get(tx: Transaction, staff_id: str) -> Staff | None:
    return tx.get(Staff, staff_id)


def by_username(tx: Transaction, username: str) -> Staff | None:
    return tx.scalars(select(Staff).where(Staff.username == folded(username))).one_or_none()


def everybody(tx: Transaction) -> list[Staff]:
    """Every account, those that are closed last."""
    return list(tx.scalars(select(Staff).order_by(Staff.active.desc(), Staff.username)))


def names(tx: Transaction) -> dict[str, str]:
    """What each of the staff is called, by id."""
    return {one[0]: one[1] for one in tx.execute(NAMES)}


def change(tx: Transaction, staff_id: str, **values: Any) -> None:
    tx.execute(update(Staff).where(Staff.id == staff_id).values(**values))


def failed(tx: Transaction, staff_id: str, allowed: int, until: float) -> None:
    """Counts a wrong password; the one that is too many locks the account for a time."""
    mine = update(Staff).where(Staff.id == staff_id)
    tx.execute(mine.values(failures=Staff.failures + 1))
    many = mine.where(Staff.failures >= allowed)
    tx.execute(many.values(failures=0, locked_until=until))


def start_session(
    tx: Transaction, staff_id: str, secret_hash: str, expires_at: float, moment: Moment
) -> StaffSession:
    session = StaffSession(
        id=str(uuid.uuid4()),
        staff_id=staff_id,
        secret_hash=secret_hash,
        created_at=moment.now,
        used_at=moment.now,
        expires_at=expires_at,
    )
    tx.add(session)
    change(tx, staff_id, failures=0, locked_until=None, signed_in_at=moment.now)
    tx.flush()
    return session


def opened(tx: Transaction, secret_hash: str) -> tuple[StaffSession, Staff, str | None] | None:
    """A session, whose it is, and the status they have given themselves."""
    found = tx.execute(OPENED, {"secret_hash": secret_hash}).one_or_none()
    return (found[0], found[1], found[2]) if found else None


def used(tx: Transaction, session_id: str, moment: Moment) -> None:
    valid = StaffSession.id == session_id, StaffSession.revoked_at.is_(None)
    tx.execute(update(StaffSession).where(*valid).values(used_at=moment.now))


def revoke(tx: Transaction, session_id: str, moment: Moment) -> None:
    valid = StaffSession.id == session_id, StaffSession.revoked_at.is_(None)
    tx.execute(update(StaffSession).where(*valid).values(revoked_at=moment.now))


def revoke_all(tx: Transaction, staff_id: str, moment: Moment) -> None:
    """When a role or a password changes, or somebody leaves."""
    valid = StaffSession.staff_id == staff_id, StaffSession.revoked_at.is_(None)
    tx.execute(update(StaffSession).where(*valid).values(revoked_at=moment.now))
