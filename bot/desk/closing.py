"""What a supervisor does to the hours and the switches, each with a reason that stays on record."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.conversation.parts import Parts
from bot.conversation.text import clean
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.clock import LOCAL
from integrations.store import audit, closures, switches
from integrations.store.audit import Deed
from integrations.store.closures import NewClosure
from integrations.store.session import Conflict

Given = Mapping[str, object]
LONGEST = timedelta(days=92)
LONGEST_REASON = 500


def close(parts: Parts, who: Who, given: Given) -> int:
    """A team, or every team, is shut from now on; tells the closure's number."""
    team = given.get("team") or None
    if team is not None and team not in parts.council.teams:
        raise Problem(422, "team", "There is no such team.")
    now = parts.clock.now()
    new = NewClosure(
        team=str(team) if team else None,
        begins=now,
        until=until(given.get("until"), now),
        reason=reason(given),
        staff_id=who.id,
        name=who.name,
    )
    told = {"team": new.team, "until": closures.written(new.until)}
    with parts.store.begin() as tx:
        row = closures.add(tx, new)
        deed = Deed(action="closed_team", staff_id=who.id, name=who.name, subject=str(row.id),
                    after=told, reason=new.reason)  # fmt: skip
        audit.write(tx, deed, parts.moment())
        return row.id


def reopen(parts: Parts, who: Who, closure_id: int) -> None:
    with parts.store.begin() as tx:
        if not closures.end(tx, closure_id, parts.clock.now()):
            raise Problem(409, "over", "That closure is over already.")
        deed = Deed(action="reopened_team", staff_id=who.id, name=who.name, subject=str(closure_id))
        audit.write(tx, deed, parts.moment())


def switch(parts: Parts, who: Who, what: str, given: Given) -> None:
    if what not in switches.ALL:
        raise Problem(404, "not_found", "There is no such switch.")
    off = given.get("off") in (True, "true")
    why, moment = reason(given), parts.moment()
    try:
        with parts.store.begin() as tx:
            if off:
                switches.turn_off(tx, what, why, who.id, who.name, moment)
            elif not switches.turn_on(tx, what):
                raise Problem(409, "on_already", "It is on already.")
            deed = Deed(action="switched_off" if off else "switched_on", staff_id=who.id,
                        name=who.name, subject=what, reason=why)  # fmt: skip
            audit.write(tx, deed, moment)
    except Conflict as fault:
        raise Problem(409, "off_already", "Somebody has switched it off already.") from fault


def reason(given: Given) -> str:
    said = clean(str(given.get("reason") or "")).strip()
    if not said or len(said) > LONGEST_REASON:
        raise Problem(422, "reason", f"Say why, in at most {LONGEST_REASON} characters.")
    return said


def until(value: object, now: datetime) -> datetime:
    """An instant; without a zone it is the council's own time."""
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError as fault:
        raise Problem(422, "until", "until is no day and time.") from fault
    found = found if found.tzinfo else found.replace(tzinfo=LOCAL)
    if not now < found <= now + LONGEST:
        raise Problem(422, "until", "until is not within the next three months.")
    return found
