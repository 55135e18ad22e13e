"""Loading another world of addresses: what a few facts are enough for, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.addresses.world import load
from integrations.standin import BadSeed

HOUSE = {
    "uprn": "100000000001",
    "number": "7",
    "street": "Elm Row",
    "postcode": "zz1 1zz",
    "lat": 53.4,
    "long": -2.15,
}
DEFAULTS = {"town": "Anytown", "custodian": 9999}


def rows(*records, **more):
    return [row.lpi for row in load({"addresses": list(records), **more}, DEFAULTS)]


def test_six_facts_are_enough_for_an_address():
    (row,) = rows(HOUSE)
    assert row["ADDRESS"] == "7 ELM ROW, ANYTOWN, ZZ1 1ZZ"
    assert (row["PAO_START_NUMBER"], row["POSTCODE_LOCATOR"]) == ("7", "ZZ1 1ZZ")
    assert (row["LOCAL_CUSTODIAN_CODE"], row["LPI_LOGICAL_STATUS_CODE"]) == (9999, "1")
    assert (row["X_COORDINATE"], row["Y_COORDINATE"]) == pytest.approx((390120, 389200), abs=200)


@pytest.mark.parametrize(
    "record",
    [
        {**HOUSE, "uprn": 100000000001, "number": 7},
        {"UPRN": "100000000001", "PAO_START_NUMBER": "7", "STREET_DESCRIPTION": "ELM ROW",
         "POSTCODE_LOCATOR": "ZZ1 1ZZ", "LAT": 53.4, "LNG": -2.15},
        {"LPI": {**HOUSE}},
        {"DPA": {"UPRN": "100000000001", "BUILDING_NUMBER": "7", "THOROUGHFARE_NAME": "ELM ROW",
                 "POSTCODE": "ZZ1 1ZZ", "LAT": 53.4, "LNG": -2.15}},
        {"uprn": "100000000001", "House Number": "7", "Road": "elm row", "Post Code": "ZZ11ZZ",
         "latitude": "53.4", "longitude": "-2.15", "locality": None, "town": ""},
    ],
)  # fmt: skip
def test_names_of_fields_may_be_the_contracts_or_plain(record):
    (row,) = rows(record)
    assert row["ADDRESS"] == "7 ELM ROW, ANYTOWN, ZZ1 1ZZ"
    assert (row["UPRN"], row["LAT"], row["LNG"]) == ("100000000001", 53.4, -2.15)


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("14A", {"PAO_START_NUMBER": "14", "PAO_START_SUFFIX": "A"}),
        ("14a", {"PAO_START_NUMBER": "14", "PAO_START_SUFFIX": "A"}),
        ("10-12", {"PAO_START_NUMBER": "10", "PAO_END_NUMBER": "12"}),
        ("Rose Cottage", {"PAO_TEXT": "ROSE COTTAGE"}),
    ],
)
def test_a_house_number_is_taken_apart(number, parts):
    (row,) = rows({**HOUSE, "number": number})
    assert {field: row[field] for field in row if field.startswith("PAO_")} == parts


def test_eastings_and_northings_do_instead_of_degrees():
    placed = {key: value for key, value in HOUSE.items() if key not in ("lat", "long")}
    (row,) = rows({**placed, "easting": 389300, "northing": 390400})
    assert (row["LAT"], row["LNG"]) == pytest.approx((53.4103, -2.1624), abs=0.0005)


def test_a_street_without_a_number_gets_one_and_keeps_it():
    first, second, other = rows(
        HOUSE, {**HOUSE, "uprn": "2"}, {**HOUSE, "uprn": "3", "street": "Ash Row"}
    )
    assert first["USRN"] == second["USRN"] != other["USRN"]
    named = rows(HOUSE, {**HOUSE, "uprn": "2", "usrn": "45600001"})
    assert {row["USRN"] for row in named} == {"45600001"}


def test_a_world_may_bring_its_own_town_and_custodian():
    given = {**DEFAULTS, "town": "Otherton", "custodian": 4215}
    (row,) = [row.lpi for row in load({"addresses": [HOUSE]}, given)]
    assert (row["TOWN_NAME"], row["LOCAL_CUSTODIAN_CODE"]) == ("OTHERTON", 4215)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"street": ""}, "addresses[0]: no street"),
        ({"number": None}, "no number or name"),
        ({"postcode": "SK4"}, "SK4 is not one"),
        ({"lat": None}, "no lat and long"),
        ({"lat": "north"}, "LAT is not a number"),
        ({"lat": 40.7, "long": -74.0}, "not in Great Britain"),
        ({"lat": None, "easting": 1e9, "northing": 1}, "not in Great Britain"),
        ({"uprn": "A1"}, "12 digits"),
        ({"custodian": "ours"}, "not a number"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_by_name(change, says):
    with pytest.raises(BadSeed) as caught:
        rows({**HOUSE, **change})
    assert says in str(caught.value)


def test_a_bad_world_changes_nothing(standins):
    status, answer = standins.ask("PUT", "/_standin/addresses/seed", {"addresses": [{"uprn": 1}]})
    assert (status, answer["error"]) == (400, "bad_seed")
    found = standins.ask("GET", "/addresses/uprn?key=test-key&uprn=990000000001")[1]
    assert found["header"]["totalresults"] == 1


def test_a_world_can_ask_for_keys_of_its_own(standins):
    standins.load("addresses", {"api_keys": ["one-key"], "addresses": [HOUSE]})
    ask = "/addresses/postcode?postcode=ZZ1%201ZZ&key="
    assert standins.ask("GET", f"{ask}another")[0] == 401
    assert standins.ask("GET", f"{ask}one-key")[1]["header"]["totalresults"] == 1


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*HOUSE, "addresses", "LPI", "flat", "x"]), inner)
    ),
    max_leaves=12,
)


@given(anything, st.sampled_from(list(HOUSE)))
def test_no_world_breaks_the_loader(value, field):
    for seed in (
        {"addresses": value},
        {"addresses": [value]},
        {"addresses": [HOUSE | {field: value}]},
    ):
        try:
            load(seed, DEFAULTS)
        except BadSeed as refused:
            assert str(refused)
