"""The local copy of the directory: kept when the directory is down, made by one worker only."""

from dataclasses import replace

import pytest

from bot.conversation import renew
from integrations.errors import Unavailable
from integrations.open_referral.contract import SYSTEM, Service, from_data
from integrations.store import directory

LARDER = Service(id="a", name="Larder", organization="O", status="active")


class FakeDirectory:
    def __init__(self):
        self.has, self.fault, self.asked = [LARDER], None, 0

    def services(self):
        self.asked += 1
        if self.fault:
            raise self.fault
        return self.has


@pytest.fixture
def services():
    return FakeDirectory()


@pytest.fixture
def parts(road, services):
    return replace(road.parts, open_referral=services)


def renewed(parts):
    for name in renew.due(parts):
        renew.run(parts, name)


def kept(parts):
    with parts.store.read() as tx:
        return directory.copy(tx, SYSTEM)


def test_the_copy_is_made_at_once_and_then_left_for_a_while(parts, services, road):
    renewed(parts)
    renewed(parts)
    assert services.asked == 1
    assert [from_data(one) for one in kept(parts).services] == [LARDER]
    road.time.move(renew.EVERY)
    renewed(parts)
    assert services.asked == 2


def test_the_copy_stays_while_the_directory_is_down(parts, services, road):
    renewed(parts)
    made = kept(parts).fetched_at
    services.fault = Unavailable("open_referral", "refused")
    road.time.move(renew.EVERY)
    renewed(parts)
    assert kept(parts).fetched_at == made
    assert kept(parts).failed
    services.fault, services.has = None, []
    road.time.move(renew.AFTER_A_FAILURE)
    renewed(parts)
    assert (kept(parts).services, kept(parts).failed) == ([], False)


def test_there_is_no_copy_before_the_directory_has_answered(parts, services):
    services.fault = Unavailable("open_referral", "refused")
    renewed(parts)
    assert kept(parts) is None


def test_another_worker_does_not_ask_as_well(parts, services, road):
    with parts.store.begin() as tx:
        assert directory.claim(tx, SYSTEM, parts.now(), parts.now() + renew.LEASE)
    assert not renew.run(parts, SYSTEM)
    assert services.asked == 0
    road.time.move(renew.LEASE)
    renewed(parts)
    assert services.asked == 1, "the other one is gone"


def test_a_road_without_a_directory_goes_on(road):
    assert not renew.run(road.parts, SYSTEM)
