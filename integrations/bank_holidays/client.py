"""Asks GOV.UK for the bank holidays once a day, and always has an answer.

The days change a few times in ten years, and a due date must be told while GOV.UK is down: the last
answer is kept, and before there is one, the copy in this folder.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from integrations.bank_holidays.contract import SYSTEM, Holidays, from_answer
from integrations.client import ApiClient
from integrations.errors import IntegrationError, NotFound, Unreadable

LAST_KNOWN = Path(__file__).with_name("last_known.json")
FRESH_SECONDS = 24 * 3600
AGAIN_SECONDS = 600

logger = logging.getLogger(__name__)


class BankHolidays:
    """`division` is the council's own nation, as GOV.UK writes it."""

    def __init__(
        self, api: ApiClient, division: str, passing: Callable[[], float] = time.monotonic
    ) -> None:
        self._api = api
        self._division = division
        self._passing = passing
        self._lock = threading.Lock()
        self._known = last_known()
        self._ask_after = float("-inf")

    def days(self) -> frozenset[date]:
        """The council's own bank holidays."""
        return self._current().of(self._division)

    def known(self) -> frozenset[date]:
        """The same as last known: it asks nobody, for whoever may not wait."""
        return self._known.of(self._division)

    def is_old(self) -> bool:
        """Whether it is time to ask again."""
        return self._passing() >= self._ask_after

    def anywhere(self) -> frozenset[date]:
        """Bank holidays in any part of the United Kingdom: FOI Act 2000 s.10(6)."""
        return self._current().anywhere()

    def known_until(self) -> date:
        """Dates after this one may still turn out to be holidays."""
        return self._current().known_until(self._division)

    def fetch(self) -> Holidays:
        """What GOV.UK says now; every failure is one of our errors."""
        try:
            found = from_answer(self._api.get("bank-holidays.json").json())
        except NotFound as wrong_address:
            raise Unreadable(SYSTEM, "no bank-holidays.json at this address") from wrong_address
        found.of(self._division)
        return found

    def _current(self) -> Holidays:
        """One caller asks; the others go on with what is known."""
        if not self.is_old() or not self._lock.acquire(blocking=False):
            return self._known
        try:
            self._known, wait = self.fetch(), FRESH_SECONDS
        except IntegrationError as fault:
            logger.warning("bank holidays as last known: %s", fault)
            wait = AGAIN_SECONDS
        finally:
            self._lock.release()
        self._ask_after = self._passing() + wait
        return self._known


def last_known(path: Path = LAST_KNOWN) -> Holidays:
    """The copy that is part of the program."""
    divisions = json.loads(path.read_text(encoding="utf-8"))["divisions"]
    return Holidays(
        {name: frozenset(map(date.fromisoformat, days)) for name, days in divisions.items()}
    )
