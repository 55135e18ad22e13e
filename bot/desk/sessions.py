"""Staff sessions: kept here, known to a browser by a secret, over when they are idle or old.

The token that every form and every JSON write carries is made from that secret, so it needs no
place of its own and a page of another site cannot know it (OWASP, cross-site request forgery).
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.parts import Parts
from bot.desk import accounts, roles
from integrations.store import audit, presence, staff
from integrations.store.audit import Deed
from integrations.store.desk_models import Staff, StaffSession

SECRET_BYTES = 32
IDLE = 30 * 60.0
LONGEST = 12 * 3600.0
NOTED_EVERY = 60.0


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody who is signed in, and what their browser must send with what it changes."""

    id: str
    name: str
    role: str
    teams: tuple[str, ...]
    session_id: str
    csrf: str
    idle_at: float
    choices: dict[str, Any] = field(default_factory=dict)
    status: str = presence.AVAILABLE

    def may(self, what: str) -> bool:
        return roles.may(self.role, what)


def begin(parts: Parts, person: Staff) -> str:
    """The secret for the cookie. It is made anew at every sign-in."""
    moment = parts.moment()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with parts.store.begin() as tx:
        staff.start_session(tx, person.id, hashed(secret), moment.now + LONGEST, moment)
        presence.become(tx, person.id, presence.AVAILABLE, moment)
        deed = Deed(action="signed_in", staff_id=person.id, name=person.name)
        audit.write(tx, deed, moment)
    return secret


def look(parts: Parts, secret: str | None, *, use: bool = True) -> Who | None:
    """Whose session a secret opens. `use`: somebody did something, and is idle from now on."""
    if not secret:
        return None
    now = parts.now()
    with parts.store.read() as tx:
        found = staff.opened(tx, hashed(secret))
    if found is None or not _valid(parts, found[0], found[1]):
        return None
    session, person, status = found
    if use and now - session.used_at >= NOTED_EVERY:
        with parts.store.begin() as tx:
            staff.used(tx, session.id, parts.moment())
    used_at = now if use else session.used_at
    return Who(
        id=person.id,
        name=person.name,
        role=person.role,
        teams=tuple(person.teams),
        session_id=session.id,
        csrf=csrf_of(secret),
        idle_at=min(used_at + IDLE, session.expires_at),
        choices=dict(person.choices),
        status=status or presence.AVAILABLE,
    )


def stay(parts: Parts, who: Who) -> None:
    """They are not idle: not at the next whole minute, but now."""
    with parts.store.begin() as tx:
        staff.used(tx, who.session_id, parts.moment())


def end(parts: Parts, who: Who) -> None:
    moment = parts.moment()
    with parts.store.begin() as tx:
        staff.revoke(tx, who.session_id, moment)
        presence.leave(tx, who.id)
        audit.write(tx, Deed(action="signed_out", staff_id=who.id, name=who.name), moment)


def _valid(parts: Parts, session: StaffSession, person: Staff) -> bool:
    now = parts.now()
    if session.revoked_at is not None or session.expires_at <= now:
        return False
    return session.used_at + IDLE > now and accounts.usable(parts, person)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def csrf_of(secret: str) -> str:
    key = secret.encode("utf-8", "replace")
    return hmac.new(key, b"doorstep desk form", hashlib.sha256).hexdigest()


def same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())
