"""Local accounts: made by a command, checked at sign-in, locked after many wrong tries."""

import time
from dataclasses import dataclass

from bot.conversation.parts import Parts
from bot.desk import passwords
from bot.desk.roles import ROLES
from integrations.clock import Clock
from integrations.store import audit, staff
from integrations.store.audit import Deed
from integrations.store.desk_models import Staff
from integrations.store.session import Conflict, Moment, Store
from integrations.store.staff import NewStaff

TRIES = 5
LOCKED_FOR = 15 * 60.0


class CannotBeMade(Exception):
    """One sentence about an account that was not made."""


@dataclass(frozen=True)
class Checked:
    """`locked`: one try too many, just now. Nobody who tries is told which it was."""

    person: Staff | None
    locked: bool = False


def make(
    store: Store,
    new: NewStaff,
    password: str,
    moment: Moment,
    by: tuple[str | None, str | None] = (None, None),
) -> Staff:
    """`by`: the id and the name of whoever made it at the desk."""
    if new.role not in ROLES:
        raise CannotBeMade(f"a role is one of {', '.join(ROLES)}")
    if wrong := passwords.why_not(password):
        raise CannotBeMade(wrong)
    made = NewStaff(**{**vars(new), "password": passwords.hashed(password)})
    try:
        with store.begin() as tx:
            person = staff.add(tx, made, moment)
            told = {"username": person.username, "role": person.role}
            deed = Deed(action="account_made", staff_id=by[0], name=by[1], subject=person.id,
                        after=told)  # fmt: skip
            audit.write(tx, deed, moment)
    except Conflict as fault:
        raise CannotBeMade(f"there is an account called {staff.folded(new.username)}") from fault
    return person


def make_again(store: Store, new: NewStaff, password: str, moment: Moment) -> None:
    """A demo's account: made, or given a new password."""
    with store.read() as tx:
        known = staff.by_username(tx, new.username)
    if known is None:
        make(store, new, password, moment)
    elif known.demo:
        values = {"password": passwords.hashed(password), "failures": 0, "locked_until": None}
        with store.begin() as tx:
            staff.change(tx, known.id, **values)


def at(clock: Clock) -> Moment:
    return Moment(time.time(), clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def usable(parts: Parts, person: Staff) -> bool:
    """An account of a demo opens nothing where residents are served."""
    return person.active and not (person.demo and parts.settings.production)


def check(parts: Parts, username: str, password: str) -> Checked:
    """Takes as long for a name there is as for one there is not, and for a locked account."""
    moment = parts.moment()
    with parts.store.read() as tx:
        known = staff.by_username(tx, username)
    right = passwords.matches(known.password if known else None, password)
    with parts.store.begin() as tx:
        person = staff.get(tx, known.id) if known else None
        open_to = person is not None and _open(parts, person, moment)
        if person is not None and open_to and right:
            return Checked(person)
        if person is not None and open_to:
            staff.failed(tx, person.id, TRIES, moment.now + LOCKED_FOR)
            tx.refresh(person)
        locked = bool(open_to and person is not None and _locked(person, moment))
        deed = Deed(
            action="account_locked" if locked else "sign_in_failed",
            subject=person.id if person else None,
        )
        audit.write(tx, deed, moment)
    return Checked(None, locked)


def _open(parts: Parts, person: Staff, moment: Moment) -> bool:
    return usable(parts, person) and not _locked(person, moment)


def _locked(person: Staff, moment: Moment) -> bool:
    return person.locked_until is not None and person.locked_until > moment.now
