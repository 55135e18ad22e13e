"""What any directory must keep to be used; OPEN_REFERRAL_URL points it at a real one."""

import os

import pytest

from integrations.client import ApiClient, Budget
from integrations.open_referral.client import OpenReferral


@pytest.fixture
def directory(standins):
    url = os.environ.get("OPEN_REFERRAL_URL") or standins.url("open_referral")
    return OpenReferral(ApiClient("open_referral", url, Budget.WORKER))


def test_services_have_what_a_resident_needs(directory):
    services = directory.services()
    assert services
    assert len({one.id for one in services}) == len(services)
    assert all(one.name and one.status == "active" for one in services)
    assert sum(bool(one.openings) for one in services) >= len(services) / 2
    assert sum(bool(one.phones or one.email or one.url) for one in services) >= len(services) / 2
