"""The client and the stand-in against answers in OS Places' wire shape."""

import json

import pytest

from integrations.addresses.client import Addresses, refusal
from integrations.client import ApiClient, Budget
from integrations.errors import Refused
from tests.integrations.examples import example


@pytest.fixture
def addresses(standins):
    api = ApiClient(
        "addresses",
        standins.url("addresses"),
        Budget.IN_TURN,
        headers={"key": "test-key"},
        refusal=refusal,
    )
    return Addresses(api)


def test_two_rows_of_one_property_are_read_as_its_approved_address(standins, addresses):
    standins.misbehave(
        "addresses", body=json.dumps(example("os-places/examples/uprn.lpi.200.json"))
    )
    address = addresses.by_uprn("990000000004")
    assert address.line == "Sub Station, Acacia Avenue, Exampleton, AB1 2CD"
    assert (address.flat, address.number, address.name) == ("2A", "10-12", "")
    assert (address.lat, address.long) == pytest.approx((53.411, -2.159), abs=0.001)


def test_an_answer_without_results_is_no_address(standins, addresses):
    body = json.dumps(example("os-places/examples/postcode.none.200.json"))
    standins.misbehave("addresses", body=body)
    assert addresses.by_postcode("AB1 2CD") == ()


def test_the_reason_in_a_400_is_kept():
    body = json.dumps(example("os-places/examples/error.400.json"))
    assert refusal(400, body).startswith("Requested postcode must contain a minimum of the sector")


@pytest.mark.parametrize(("name", "status"), [("401-key", 401), ("429", 429)])
def test_the_gateways_errors_are_known_by_their_status_alone(name, status):
    body = json.dumps(example(f"os-places/examples/error.{name}.unverified.json"))
    assert refusal(status, body) == f"status {status}"


def test_the_stand_in_says_the_same_400(standins, addresses):
    words = example("os-places/examples/error.400.json")["error"]["message"]
    with pytest.raises(Refused) as caught:
        addresses.by_postcode("S")
    assert caught.value.detail == words


@pytest.mark.parametrize(
    ("dataset", "name"), [("LPI", "uprn.lpi.200.json"), ("DPA", "postcode.dpa.200.json")]
)
def test_the_stand_ins_rows_use_only_names_of_the_contract(standins, dataset, name):
    real = example(f"os-places/examples/{name}")
    known = {field for row in real["results"] for field in row[dataset]}
    known |= {"ORGANISATION", "LOCALITY_NAME", "DEPENDENT_LOCALITY", "SAO_TEXT", "PARENT_UPRN"}
    ask = f"/addresses/postcode?key=test-key&postcode=SK5%208ZL&dataset={dataset}"
    ours = standins.ask("GET", ask)[1]
    assert set(ours["header"]) == set(real["header"])
    assert {field for row in ours["results"] for field in row[dataset]} <= known
    for row in ours["results"]:
        for field, value in row[dataset].items():
            samples = {type(r[dataset][field]) for r in real["results"] if field in r[dataset]}
            assert not samples or type(value) in samples, field


def test_the_stand_ins_gateway_errors_have_the_recorded_shape(standins):
    recorded = example("os-places/examples/error.401-key.unverified.json")
    assert standins.ask("GET", "/addresses/find?query=x&key=stolen")[1] == recorded
    standins.misbehave("addresses", status=429)
    recorded = example("os-places/examples/error.429.unverified.json")
    assert standins.ask("GET", "/addresses/find?query=x")[1] == recorded
