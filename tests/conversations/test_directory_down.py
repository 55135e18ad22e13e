"""The directory of services does not answer: the copy does, and says so; without one nothing is
guessed at."""

import time
from collections.abc import Iterator

import pytest

from integrations.open_referral.contract import SYSTEM
from integrations.store import directory
from integrations.store.help_models import Directory
from integrations.store.session import Store
from tests.stack import Resident, Stack

HOUR = 3600.0


@pytest.fixture
def record(stack: Stack) -> Iterator[Store]:
    """The product's own database, put right again afterwards."""
    store = Store(stack.environment["DOORSTEP_DATABASE_URL"])
    with store.read() as tx:
        before = directory.copy(tx, SYSTEM)
    assert before is not None
    yield store
    with store.begin() as tx:
        directory.keep(tx, SYSTEM, before.services, time.time(), time.time() + HOUR)
    store.close()


def asks(resident: Resident) -> str:
    resident.say("I look after my wife and need a break")
    return "\n".join(one["text"] for one in resident.choose("Anywhere"))


def test_the_copy_goes_on_and_tells_its_age(record: Store, resident: Resident) -> None:
    with record.begin() as tx:
        directory.failed(tx, SYSTEM, "Unavailable: refused", time.time() + HOUR)
    told = asks(resident)
    assert "can't be reached now. This is my copy from" in told
    assert "Fits because" in told


def test_without_a_copy_a_number_is_given_and_nothing_guessed(
    record: Store, resident: Resident
) -> None:
    with record.begin() as tx:
        row = tx.get_one(Directory, SYSTEM)
        row.fetched_at, row.next_at = None, time.time() + HOUR
    told = "\n".join(one["text"] for one in resident.say("I look after my wife and need a break"))
    assert "I can't reach the list of services now, so I will not guess" in told
    assert "Fits because" not in told
