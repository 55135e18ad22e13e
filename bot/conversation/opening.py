"""When the people of a team are there, with what a supervisor has closed and the bank holidays as
we know them: asked inside a transaction, so it waits for nobody."""

from datetime import date, datetime

from actions import hours
from actions.hours import Closed, Opening
from bot.conversation.parts import Parts
from integrations.store import closures
from integrations.store.session import Transaction

ANYONE = "contact_centre"


def of_team(
    tx: Transaction, parts: Parts, team: str = ANYONE, since: datetime | None = None
) -> Opening:
    """`since`: for what happened before now."""
    shut = closures.still_to_come(tx, since or parts.clock.now())
    return hours.of_team(parts.council, team, holidays(parts), [Closed(*one) for one in shut])


def opens(tx: Transaction, parts: Parts, team: str = ANYONE) -> datetime | None:
    """When the team next opens; None when it is open."""
    opening, now = of_team(tx, parts, team), parts.clock.now()
    return None if hours.is_open(opening, now) else hours.next_open(opening, now)


def holidays(parts: Parts) -> frozenset[date]:
    return parts.bank_holidays.known() if parts.bank_holidays else frozenset()
