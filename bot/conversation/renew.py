"""Keeps our copies of what others publish fresh, whatever becomes of them: the directory of
services, and the bank holidays."""

from bot.conversation.parts import Parts
from integrations.bank_holidays.contract import SYSTEM as HOLIDAYS
from integrations.errors import IntegrationError
from integrations.open_referral.contract import SYSTEM, as_data
from integrations.store import directory
from integrations.store.session import Conflict

EVERY = 900.0
AFTER_A_FAILURE = 60.0
LEASE = 180.0
"""Longer than reading a whole directory takes."""


def due(parts: Parts) -> list[str]:
    with parts.store.read() as tx:
        found = [SYSTEM] if directory.due(tx, SYSTEM, parts.now()) else []
    old = parts.bank_holidays is not None and parts.bank_holidays.is_old()
    return [*found, HOLIDAYS] if old else found


def run(parts: Parts, name: str) -> bool:
    """Asks for all of it. False: another worker does, or there is nobody to ask."""
    if name == HOLIDAYS:
        return parts.bank_holidays is not None and bool(parts.bank_holidays.days())
    if parts.open_referral is None:
        return False
    now = parts.now()
    try:
        with parts.store.begin() as tx:
            if not directory.claim(tx, name, now, now + LEASE):
                return False
    except Conflict:
        return False
    try:
        found = [as_data(one) for one in parts.open_referral.services()]
    except IntegrationError as fault:
        with parts.store.begin() as tx:
            directory.failed(tx, name, str(fault), parts.now() + AFTER_A_FAILURE)
        return True
    with parts.store.begin() as tx:
        directory.keep(tx, name, found, parts.now(), parts.now() + EVERY)
    return True
