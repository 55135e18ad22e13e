"""Promises any such schedule keeps: ours, or the one COLLECTIONS_URL leads to."""

import os
from datetime import date, timedelta

import pytest

from integrations.client import ApiClient, Budget
from integrations.collections.client import Collections, refusal

UPRN = os.environ.get("COLLECTIONS_UPRN", "990000000007")


@pytest.fixture
def collections(standins):
    url = os.environ.get("COLLECTIONS_URL") or standins.url("collections")
    return Collections(ApiClient("collections", url, Budget.WORKER, refusal=refusal))


def test_four_weeks_of_a_home_hold_collections_in_order(collections):
    today = date.today()
    found = collections.schedule(UPRN, today, today + timedelta(days=28))
    assert found
    assert [each.date for each in found] == sorted(each.date for each in found)
    assert all(today <= each.date <= today + timedelta(days=28) for each in found)
    assert all(each.service for each in found)


def test_a_uprn_of_nines_has_none(collections):
    today = date.today()
    assert collections.schedule("999999999999", today, today + timedelta(days=28)) == ()
