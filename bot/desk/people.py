"""Who may sign in, as an administrator keeps it: accounts are made, changed, given a new password
and closed. Whatever changes what somebody may do ends their sessions at once. Nobody changes their
own: so there is always an administrator left."""

from typing import Any

from bot.conversation.parts import Parts
from bot.desk import accounts, passwords
from bot.desk import given as read
from bot.desk.accounts import CannotBeMade
from bot.desk.claiming import Given
from bot.desk.roles import ROLES
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store import audit, staff
from integrations.store.audit import Deed
from integrations.store.desk_models import Staff
from integrations.store.session import Transaction
from integrations.store.staff import NewStaff

LONGEST = 100
Result = dict[str, Any]


def listed(parts: Parts) -> list[Result]:
    """Everybody who has an account, those who may sign in first."""
    now = parts.now()
    with parts.store.read() as tx:
        return [_row(one, now) for one in staff.everybody(tx)]


def one(parts: Parts, staff_id: str) -> Result:
    with parts.store.read() as tx:
        return _row(_known(tx, staff_id), parts.now())


def make(parts: Parts, who: Who, given: Given) -> Result:
    """A new account. Its first password is told once, to whoever makes it."""
    password = passwords.new()
    new = NewStaff(
        username=read.needed(given, "username", LONGEST),
        name=read.needed(given, "name", LONGEST),
        role=read.one_of(given, "role", tuple(ROLES)),
        teams=read.several(given, "team", tuple(parts.council.teams)),
    )
    try:
        person = accounts.make(parts.store, new, password, parts.moment(), (who.id, who.name))
    except CannotBeMade as fault:
        raise Problem(409, "taken", str(fault)) from fault
    return {"id": person.id, "username": person.username, "password": password}


def change(parts: Parts, who: Who, staff_id: str, given: Given) -> Result:
    values = {
        "name": read.needed(given, "name", LONGEST),
        "role": read.one_of(given, "role", tuple(ROLES)),
        "teams": read.several(given, "team", tuple(parts.council.teams)),
    }
    return _done(parts, who, staff_id, "account_changed", values, told=values)


def new_password(parts: Parts, who: Who, staff_id: str) -> Result:
    """For who has forgotten theirs, or may have shown it to somebody. It opens a locked account."""
    password = passwords.new()
    values = {"password": passwords.hashed(password), "failures": 0, "locked_until": None}
    return {**_done(parts, who, staff_id, "password_changed", values), "password": password}


def close(parts: Parts, who: Who, staff_id: str) -> Result:
    return _done(parts, who, staff_id, "account_closed", {"active": False})


def reopen(parts: Parts, who: Who, staff_id: str) -> Result:
    return _done(parts, who, staff_id, "account_reopened", {"active": True})


def _done(
    parts: Parts,
    who: Who,
    staff_id: str,
    action: str,
    values: dict[str, Any],
    told: dict[str, Any] | None = None,
) -> Result:
    moment = parts.moment()
    with parts.store.begin() as tx:
        person = _known(tx, staff_id)
        if person.id == who.id:
            raise Problem(409, "yourself", "Another administrator has to change your account.")
        before = {name: getattr(person, name) for name in told or {}}
        staff.change(tx, person.id, **values)
        staff.revoke_all(tx, person.id, moment)
        deed = Deed(action=action, staff_id=who.id, name=who.name, subject=person.id,
                    before=before or None, after=told)  # fmt: skip
        audit.write(tx, deed, moment)
        return {"id": person.id, "username": person.username}


def _known(tx: Transaction, staff_id: str) -> Staff:
    person = staff.get(tx, staff_id)
    if person is None:
        raise Problem(404, "not_found", "There is no such account.")
    return person


def _row(person: Staff, now: float) -> Result:
    return {
        "id": person.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "teams": list(person.teams),
        "active": person.active,
        "locked": person.locked_until is not None and person.locked_until > now,
        "signed_in": person.signed_in_at is not None,
    }
