"""The other world of the two-worlds tests holds together, and shares nothing with the seed's."""

import json
from datetime import date

import pytest

from integrations.addresses.client import Addresses
from integrations.client import ApiClient, Budget
from integrations.collections.client import Collections
from integrations.postcodes.client import Postcodes
from tests.sources import ROOT

WORLD = ROOT / "tests" / "worlds" / "second"
SYSTEMS = ("addresses", "postcodes", "collections", "open311")


def world(system):
    return json.loads((WORLD / f"{system}.json").read_text(encoding="utf-8"))


@pytest.fixture
def moved(standins):
    for system in SYSTEMS:
        standins.load(system, world(system))
    return standins


def api(standins, system):
    headers = {"key": "test-key"}
    return ApiClient(system, standins.url(system), Budget.IN_TURN, headers=headers)


def test_no_street_is_in_both_worlds(standins):
    seed = standins.ask("GET", "/_standin/addresses/seed")[1]["addresses"]
    other = world("addresses")["addresses"]
    assert not {each["street"] for each in seed} & {each["street"] for each in other}
    assert not {each["uprn"] for each in seed} & {each["uprn"] for each in other}
    assert not {each["postcode"] for each in seed} & {each["postcode"] for each in other}


def test_every_address_has_a_postcode_that_is_known_and_near(moved):
    postcodes = Postcodes(api(moved, "postcodes"))
    for record in world("addresses")["addresses"]:
        found = postcodes.lookup(record["postcode"])
        assert abs(found.lat - record["lat"]) < 0.002
        ours = record.get("custodian", 4235) == 4235
        assert (found.district_code == "E08000007") == ours


def test_the_second_worlds_streets_are_found_and_the_seeds_are_not(moved):
    addresses = Addresses(api(moved, "addresses"))
    assert addresses.find("14 tannery ln")[0].address.line.startswith("14 Tannery Lane, Portwood")
    assert len({m.address.locality for m in addresses.find("chapel road") if m.score == 1}) == 2
    assert addresses.find("heaton lane") == ()


def test_its_bins_have_other_days_and_names(moved):
    collections = Collections(api(moved, "collections"))
    found = collections.schedule("990000500007", date(2026, 2, 1), date(2026, 2, 28))
    assert {each.date.weekday() for each in found} == {2}
    assert {each.service for each in found} == {
        "Domestic Waste",
        "Paper",
        "Mixed Recycling",
        "Garden Waste",
    }


@pytest.mark.parametrize("code", ["FLYTIP", "POTHOLE"])
def test_its_services_ask_other_questions(moved, code):
    status, definition = moved.ask("GET", f"/open311/services/{code}.json")
    assert status == 200
    assert definition["attributes"]


def test_the_seed_agrees_with_itself(standins):
    """Every seed address has its postcode, in the right ward's borough and close by."""
    postcodes = Postcodes(api(standins, "postcodes"))
    records = standins.ask("GET", "/_standin/addresses/seed")[1]["addresses"]
    by_code = {}
    for record in records:
        by_code.setdefault(record["postcode"], []).append(record)
    wards = set()
    for postcode, houses in by_code.items():
        found = postcodes.lookup(postcode)
        wards.add((found.district, found.ward))
        assert all(abs(found.lat - each["lat"]) < 0.003 for each in houses), postcode
        assert all(abs(found.long - each["long"]) < 0.004 for each in houses), postcode
    assert len([ward for district, ward in wards if district == "Stockport"]) == 21


def test_every_home_in_the_seed_has_its_bins_emptied(standins):
    collections = Collections(api(standins, "collections"))
    records = standins.ask("GET", "/_standin/addresses/seed")[1]["addresses"]
    homes = [
        each
        for each in records
        if each.get("custodian", 4235) == 4235
        and each.get("class", "RD04").startswith("RD")
        and each.get("status", "1") == "1"
        and each.get("name") != "Lapwing Court"
    ]
    assert len(homes) > 250
    for home in homes[::7]:
        found = collections.schedule(home["uprn"], date(2026, 11, 22), date(2026, 12, 20))
        assert len({each.service for each in found}) >= 3, home
