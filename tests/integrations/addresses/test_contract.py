"""Promises any OS Places keeps: ours, or the one ADDRESSES_URL and ADDRESSES_KEY lead to."""

import os

import pytest

from integrations.addresses.client import Addresses, refusal
from integrations.client import ApiClient, Budget
from integrations.errors import NotFound

POSTCODE = os.environ.get("ADDRESSES_POSTCODE", "SK4 1ZD")


@pytest.fixture
def addresses(standins):
    url = os.environ.get("ADDRESSES_URL") or standins.url("addresses")
    headers = {"key": os.environ.get("ADDRESSES_KEY", "test-key")}
    return Addresses(ApiClient("addresses", url, Budget.WORKER, headers=headers, refusal=refusal))


@pytest.fixture
def found(addresses):
    found = addresses.by_postcode(POSTCODE)
    assert found, f"no address in {POSTCODE}: name another in ADDRESSES_POSTCODE"
    return found


def test_a_postcodes_addresses_are_all_in_it_and_each_comes_once(found):
    assert {address.postcode.replace(" ", "") for address in found} == {POSTCODE.replace(" ", "")}
    assert len({address.uprn for address in found}) == len(found)


def test_each_is_placed_in_great_britain_and_belongs_to_a_council(found):
    for address in found:
        assert 49 <= address.lat <= 61
        assert -9 <= address.long <= 3
        assert address.easting
        assert address.northing
        assert address.custodian > 0
        assert address.usrn


def test_a_uprn_leads_back_to_the_same_address(addresses, found):
    assert addresses.by_uprn(found[0].uprn).line == found[0].line


def test_its_own_line_finds_an_address(addresses, found):
    best = addresses.find(found[0].line, limit=5)
    assert found[0].uprn in {match.address.uprn for match in best}


def test_its_point_leads_to_an_address_nearby(addresses, found):
    assert addresses.nearest(found[0].lat, found[0].long) is not None


def test_nobody_has_a_uprn_of_nines(addresses):
    with pytest.raises(NotFound):
        addresses.by_uprn("999999999999")
