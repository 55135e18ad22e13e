"""Promises any postcodes.io keeps: ours, or the one POSTCODES_URL leads to."""

import os

import pytest

from integrations.client import ApiClient, Budget
from integrations.postcodes.client import Postcodes, refusal
from integrations.postcodes.contract import PostcodeNotFound

POSTCODE = os.environ.get("POSTCODES_SAMPLE", "SK4 1ZD")
TERMINATED = os.environ.get("POSTCODES_TERMINATED", "SK4 1ZQ")
if os.environ.get("POSTCODES_URL"):  # two that the real one has always known
    POSTCODE = os.environ.get("POSTCODES_SAMPLE", "SK1 3XE")
    TERMINATED = os.environ.get("POSTCODES_TERMINATED", "AB1 0AA")


@pytest.fixture
def postcodes(standins):
    url = os.environ.get("POSTCODES_URL") or standins.url("postcodes")
    return Postcodes(ApiClient("postcodes", url, Budget.WORKER, refusal=refusal))


def test_a_postcode_has_a_district_and_a_place(postcodes):
    found = postcodes.lookup(POSTCODE.lower())
    assert found.postcode == POSTCODE
    assert found.district_code
    assert found.district_code.startswith("E")
    assert found.ward
    assert found.lat is not None


def test_its_place_leads_back_to_a_postcode_of_the_same_district(postcodes):
    found = postcodes.lookup(POSTCODE)
    near = postcodes.nearest(found.lat or 0, found.long or 0)
    assert near is not None
    assert near.district_code == found.district_code


def test_an_ended_postcode_says_so(postcodes):
    with pytest.raises(PostcodeNotFound) as caught:
        postcodes.lookup(TERMINATED)
    assert caught.value.terminated


@pytest.mark.parametrize(("typed", "invalid"), [("ZZ99 9ZZ", False), ("not one", True)])
def test_what_never_was_one_is_not_found(postcodes, typed, invalid):
    with pytest.raises(PostcodeNotFound) as caught:
        postcodes.lookup(typed)
    assert (caught.value.invalid, caught.value.terminated) == (invalid, False)
