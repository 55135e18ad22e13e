"""Asking whose area a postcode is in, over HTTP, in the seed world."""

import pytest

from integrations.client import ApiClient, Budget
from integrations.errors import NotFound, Unavailable, Unreadable
from integrations.postcodes.client import Postcodes, refusal
from integrations.postcodes.contract import PostcodeNotFound
from tests.integrations.failures import each_fault, fails, nobody_there


def client(url):
    return Postcodes(ApiClient("postcodes", url, Budget.IN_TURN, refusal=refusal))


@pytest.fixture
def postcodes(standins):
    return client(standins.url("postcodes"))


@pytest.mark.parametrize("typed", ["SK4 1ZD", "sk41zd", "  Sk4   1zD ", "SK41ZD"])
def test_a_postcode_may_be_typed_in_any_way(postcodes, typed):
    found = postcodes.lookup(typed)
    assert (found.postcode, found.ward) == ("SK4 1ZD", "Heatons South")
    assert (found.district, found.district_code) == ("Stockport", "E08000007")
    assert (found.lat, found.long) == pytest.approx((53.4106, -2.1641), abs=0.001)


def test_a_postcode_of_the_next_borough_says_whose_it_is(postcodes):
    found = postcodes.lookup("M19 2ZA")
    assert (found.district, found.district_code) == ("Manchester", "E08000003")


def test_a_postcode_without_a_place_has_none(postcodes):
    found = postcodes.lookup("SK8 9ZY")
    assert (found.lat, found.long, found.ward) == (None, None, None)


@pytest.mark.parametrize(
    ("typed", "terminated", "invalid"),
    [
        ("SK4 1ZQ", True, False),
        ("SK4 9ZZ", False, False),
        ("hello", False, True),
        ("SK4", False, True),
        ("", False, True),
        ("SK4/1ZD", False, True),
        ("../../etc", False, True),
        ("SK4 1ZD?x=1", False, True),
        ("лес", False, True),
    ],
)
def test_what_is_not_a_postcode_today_is_not_found_and_says_why(
    postcodes, typed, terminated, invalid
):
    with pytest.raises(PostcodeNotFound) as caught:
        postcodes.lookup(typed)
    assert (caught.value.terminated, caught.value.invalid) == (terminated, invalid)
    assert isinstance(caught.value, NotFound)


def test_a_point_leads_to_the_nearest_postcode(postcodes):
    found = postcodes.nearest(53.4104, -2.1652)
    assert found is not None
    assert found.postcode == "SK4 1ZD"


def test_a_point_in_the_sea_leads_to_none(postcodes):
    assert postcodes.nearest(53.9, -4.2) is None


@each_fault
def test_each_failure_has_its_error(standins, fault, error):
    fails(standins, "postcodes", lambda url: client(url).lookup("SK4 1ZD"), fault, error)


def test_nobody_there_is_unavailable_and_nothing_was_sent():
    with pytest.raises(Unavailable) as caught:
        client(nobody_there()).lookup("SK4 1ZD")
    assert not caught.value.sent


def test_another_service_at_this_address_is_not_taken_for_an_unknown_postcode(standins):
    with pytest.raises(Unreadable):
        client(standins.url("addresses")).lookup("SK4 1ZD")


@pytest.mark.parametrize(
    "body",
    [
        '{"status": 200, "result": null}',
        '{"status": 200, "result": {"postcode": "SK4 1ZD"}}',
        '{"status": 200, "result": {"postcode": "SK4 1ZD", "codes": [], "latitude": 1,'
        ' "longitude": 1}}',
        '{"status": 200, "result": {"postcode": "SK4 1ZD", "codes": {}, "latitude": "x",'
        ' "longitude": 1}}',
        '{"status": 200, "result": []}',
    ],
)
def test_results_that_break_the_contract_are_unreadable(standins, postcodes, body):
    standins.misbehave("postcodes", body=body)
    with pytest.raises(Unreadable):
        postcodes.lookup("SK4 1ZD")
