"""The shapes servers really send, kept beside the project in ../shared/contracts/open311. They are
not part of it, so these tests are left out where the folder is not there."""

import json
from typing import Any

import pytest
import requests

from integrations.errors import Unreadable
from integrations.open311 import contract
from integrations.open311.client import refusal
from integrations.open311.formats import read_xml
from integrations.open311.world import STATUSES
from tests.integrations.open311.reports import connect
from tests.standins import ROOT, StandIns

EXAMPLES = ROOT.parent / "shared" / "contracts" / "open311" / "examples"

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="missing outside thing: ../shared/contracts/open311/examples"
)


def text(name: str, folder: str = "wire-shapes") -> str:
    return (EXAMPLES / folder / name).read_text(encoding="utf-8")


def shape(name: str) -> Any:
    return json.loads(text(name))


def test_services_of_every_kind_of_server() -> None:
    def read(name: str) -> list[contract.Service]:
        return [contract.service(row) for row in contract.rows(shape(name), "services")]

    assert [one.type for one in read("services.spec.json")] == ["realtime", "batch", "blackbox"]
    pothole, tipping = read("services.adapter.json")
    assert (pothole.metadata, pothole.groups) == (True, ("Roads",))
    assert (tipping.groups, tipping.keywords) == (("Street cleaning", "Rubbish"), ())
    assert read("services.fixmystreet-server.json")[0].metadata is False


def test_definitions_of_the_spec_and_of_a_uk_adapter() -> None:
    tipping = contract.definition(shape("service-definition.spec.json"))
    assert tipping.notices == ("Do not touch needles or chemicals.",)
    assert [one.code for one in tipping.questions] == ["size", "kinds", "seen_at", "count", "more"]
    assert tipping.questions[1].values[1] == contract.Option("2", "Builders' rubble")
    pothole = contract.definition(shape("service-definition.adapter-uk.json"))
    assert [one.code for one in pothole.questions] == ["depth"]
    automated = [one.code for one in pothole.attributes if one.automated]
    assert automated == ["easting", "northing", "fixmystreet_id", "uprn"]


def test_answers_to_a_request_of_every_kind() -> None:
    answers = {name: contract.submitted(shape(f"post-response.{name}.json")) for name in
               ("id", "id-int", "token")}  # fmt: skip
    assert answers["id"].service_request_id == answers["id-int"].service_request_id == "293944"
    assert answers["id"].notice == "We will inspect within 5 working days"
    assert (answers["token"].service_request_id, answers["token"].token) == (None, "12345")
    assert contract.submitted(shape("token.pending.json")).service_request_id is None
    assert contract.submitted(shape("token.ready.json")).service_request_id == "638344"


def test_requests_of_every_kind_of_server() -> None:
    rows = contract.rows(shape("requests.spec.json"), "service_requests")
    first, second = map(contract.request, rows)
    assert (first.status, second.status) == ("open", "closed")
    assert second.status_notes == "Duplicate of 638300"
    assert first.expected
    assert first.expected.isoformat() == "2026-01-12T17:00:00+00:00"
    theirs = contract.rows(shape("requests.fixmystreet-server.json"), "service_requests")[0]
    read = contract.request(theirs)
    assert (read.service_request_id, read.agency) == ("1234567", "")
    assert "Ada" not in repr(read), "who reported it is nobody's business"


def test_errors_are_read() -> None:
    assert refusal(403, text("errors.403.json")).startswith("Invalid api_key received")
    both = "service_code was not provided; attribute[size] is required"
    assert refusal(400, text("errors.400-multi.json")) == both
    assert refusal(400, "<html>no</html>") == refusal(400, "no") == "status 400"


@pytest.mark.parametrize(
    ("name", "reader"),
    [
        ("service-list.xml", lambda data: contract.service(contract.rows(data, "services")[0])),
        ("service-definition.xml", contract.definition),
        ("service-request-post.xml", contract.submitted),
        ("request-from-token.xml", contract.submitted),
        ("service-requests.xml", lambda data: contract.request(contract.rows(data, "")[1])),
    ],
)
def test_the_specs_own_xml_is_read(name: str, reader: Any) -> None:
    assert reader(read_xml(text(name, "spec-verbatim")))


def test_the_specs_own_json_that_is_none_is_refused(standins: StandIns) -> None:
    standins.misbehave("open311", body=text("service-list.json", "spec-verbatim"))
    with pytest.raises(Unreadable):
        connect(standins.url("open311")).services()


def world() -> dict[str, Any]:
    definition = shape("service-definition.spec.json")
    uprn = {"code": "uprn", "automated": "hidden_field"}
    definition["attributes"].append(uprn)
    return {
        "services": shape("services.adapter.json"),
        "definitions": {
            "FLYTIP": definition,
            "POTHOLE": shape("service-definition.adapter-uk.json"),
        },
        "requests": shape("requests.spec.json"),
        "updates": shape("updates.mysociety.json"),
        "jurisdiction_id": "example.gov.uk",
    }


def test_the_stand_in_takes_the_contracts_own_form(standins: StandIns) -> None:
    standins.load("open311", world())
    url = standins.url("open311") + "/requests.json"
    kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    form = text("post-request.form.txt").strip()
    answer = requests.post(url, data=form, headers=kind, timeout=5)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()[0]) == set(shape("post-response.id.json")[0])


def test_the_stand_in_sends_the_contracts_own_names(standins: StandIns) -> None:
    standins.load("open311", world())

    def keys(path: str) -> set[str]:
        params = {
            "jurisdiction_id": "example.gov.uk",
            "api_key": "test-key",
            "start_date": "2026-01-01T00:00:00Z",
            "end_date": "2026-02-01T00:00:00Z",
        }
        answer = requests.get(standins.url("open311") + path, params=params, timeout=5).json()
        return set(answer[0] if isinstance(answer, list) else answer)

    assert keys("/services.json") >= set(shape("services.spec.json")[0])
    assert keys("/services/FLYTIP.json") == set(shape("service-definition.spec.json"))
    assert keys("/requests.json") == set(shape("requests.spec.json")[0])
    assert keys("/requests/638344.json") == set(shape("request.spec.json")[0])
    assert keys("/servicerequestupdates.json") >= set(shape("updates.mysociety.json")[0])
    assert keys("/discovery.json") == set(shape("discovery.spec.json"))


def test_every_status_of_the_extension_is_known() -> None:
    assert set(STATUSES) == set(shape("extended-statuses.mysociety.json"))
