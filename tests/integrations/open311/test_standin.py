"""The stand-in is as strict as the strictest server: every rule of the contract, one by one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from integrations.open311.formats import read_xml
from tests.standins import StandIns

ATTRIBUTES = [
    {"code": "kind", "required": True, "values": [{"key": "a", "name": "A"}]},
    {
        "code": "many",
        "datatype": "multivaluelist",
        "values": [{"key": "1", "name": "1"}, {"key": "2", "name": "2"}],
    },
    {"code": "count", "datatype": "number"},
    {"code": "seen", "datatype": "datetime"},
    {"code": "note", "variable": False, "required": True, "description": "Stay away."},
    {"code": "easting", "variable": False, "required": True, "automated": "server_set"},
]
WORLD: dict[str, Any] = {
    "services": [{"service_code": "A", "service_name": "A thing"}],
    "definitions": {"A": {"attributes": ATTRIBUTES}},
}
GOOD = {
    "api_key": "demo-x",
    "service_code": "A",
    "address_string": "Heaton Lane",
    "attribute[kind]": "a",
    "attribute[easting]": "389100",
}


@pytest.fixture
def url(standins: StandIns) -> str:
    standins.load("open311", WORLD)
    return standins.url("open311")


def post(url: str, form: dict[str, Any], kind: str = "json") -> requests.Response:
    return requests.post(f"{url}/requests.{kind}", data=form, timeout=5)


def reasons(answer: requests.Response) -> list[str]:
    body = answer.json()
    assert {row["code"] for row in body} == {answer.status_code}
    return [row["description"] for row in body]


def test_a_right_request_is_taken(url: str) -> None:
    more = {
        "lat": "53.4",
        "long": "-2.1",
        "email": "ada@example.com",
        "description": "3 < 4 & so on",
        "media_url": "https://example.com/a.jpg",
        "attribute[many][]": ["1", "2"],
        "attribute[count]": "2.5",
        "attribute[seen]": "2026-01-05T09:00:00Z",
    }
    assert post(url, {**GOOD, **more}).status_code == 200
    shown = requests.get(f"{url}/requests.json", timeout=5).json()
    assert [(one["service_code"], one["lat"], one["status"]) for one in shown] == [
        ("A", 53.4, "open")
    ]
    assert shown[0]["media_url"] == "https://example.com/a.jpg"


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({"api_key": ""}, 403, "Invalid api_key"),
        ({"api_key": "live-key"}, 403, "Invalid api_key"),
        ({"service_code": ""}, 400, "service_code was not provided"),
        ({"service_code": "B"}, 400, "service_code B was not found"),
        ({"address_string": ""}, 400, "a location is required"),
        ({"lat": "53.4"}, 400, "lat and long must be provided together"),
        ({"lat": "53.4", "long": "west"}, 400, "long is not a coordinate"),
        ({"lat": "91", "long": "0"}, 400, "lat is not a coordinate"),
        ({"lat": "nan", "long": "0"}, 400, "lat is not a coordinate"),
        ({"description": "x" * 4001}, 400, "description is over 4000 characters"),
        ({"description": "a <b>bold</b> word"}, 400, "description may not contain HTML"),
        ({"email": "ada"}, 400, "email is not an address"),
        ({"media_url": "a.jpg"}, 400, "media_url is not an address"),
        ({"colour": "red"}, 400, "colour is not a field of a request"),
        ({"service_code": ["A", "A"]}, 400, "service_code was provided 2 times"),
        ({"attribute[kind]": ""}, 400, "attribute[kind] is required"),
        ({"attribute[kind]": "A"}, 400, "attribute[kind] has no option A"),
        ({"attribute[kind][]": "a"}, 400, "attribute[kind] takes one value"),
        ({"attribute[many][]": "3"}, 400, "attribute[many] has no option 3"),
        ({"attribute[count]": "two"}, 400, "attribute[count] is not a number"),
        ({"attribute[seen]": "2026-01-05T09:00:00"}, 400, "with a zone"),
        ({"attribute[note]": "ok"}, 400, "attribute[note] is shown only"),
        ({"attribute[easting]": ""}, 400, "attribute[easting] is required"),
        ({"attribute[colour]": "red"}, 400, "attribute[colour] is unknown"),
    ],
)
def test_a_wrong_request_is_refused_with_the_reason(
    url: str, change: dict[str, Any], status: int, reason: str
) -> None:
    answer = post(url, {**GOOD, **change})
    assert answer.status_code == status
    assert any(reason in one for one in reasons(answer)), answer.text
    assert requests.get(f"{url}/requests.json", timeout=5).json() == [], "nothing is kept"


def test_every_reason_is_given_at_once(url: str) -> None:
    assert len(reasons(post(url, {"api_key": "demo-x", "service_code": "A", "lat": "1"}))) == 3


def test_only_a_form_is_taken(url: str) -> None:
    answer = requests.post(f"{url}/requests.json", json=GOOD, timeout=5)
    assert (answer.status_code, len(answer.json())) == (400, 1)
    raw = b"api_key=demo-x&service_code=%FF"
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = requests.post(f"{url}/requests.json", data=raw, headers=kind, timeout=5)
    assert answer.status_code == 400


def test_errors_come_in_xml_too(url: str) -> None:
    answer = post(url, {"api_key": "stolen"}, kind="xml")
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/xml")
    assert read_xml(answer.text)[0]["code"] == "403"


def test_a_council_among_several_must_be_named(standins: StandIns) -> None:
    standins.load("open311", {**WORLD, "jurisdiction_id": "a.gov.uk", "api_keys": ["k"]})
    services = standins.url("open311") + "/services.json"
    for jurisdiction, status in ((None, 400), ("b.gov.uk", 404), ("a.gov.uk", 200)):
        params = {"jurisdiction_id": jurisdiction} if jurisdiction else {}
        assert requests.get(services, params=params, timeout=5).status_code == status
    form = {**GOOD, "jurisdiction_id": "a.gov.uk"}
    assert post(standins.url("open311"), form).status_code == 403, "its own keys only"
    assert post(standins.url("open311"), {**form, "api_key": "k"}).status_code == 200


def days(number: float) -> str:
    return (datetime.now(UTC) + timedelta(days=number)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def dated(standins: StandIns) -> str:
    """Requests of 1, 2 ... 200 days ago, the even ones closed."""
    requests_ = [
        {
            "service_request_id": str(ago),
            "service_code": "A" if ago < 100 else "B",
            "status": "open" if ago % 2 else "closed",
            "requested_datetime": -ago,
        }
        for ago in (1, 2, 3, 89, 91, 199, 200)
    ]
    services = [{"service_code": code, "service_name": code} for code in "AB"]
    standins.load("open311", {"services": services, "requests": requests_})
    return standins.url("open311")


@pytest.mark.parametrize(
    ("params", "ids"),
    [
        ({}, "1 2 3 89"),
        ({"status": "open"}, "1 3 89"),
        ({"status": "open,closed"}, "1 2 3 89"),
        ({"start_date": days(-1.5)}, "1"),
        ({"start_date": days(-210), "end_date": days(-150)}, "199 200"),
        ({"end_date": days(-90)}, "91"),
        ({"start_date": days(-210), "end_date": days(-150), "service_code": "A"}, ""),
        ({"service_code": "A,B"}, "1 2 3 89"),
        ({"service_request_id": "200,1", "status": "closed", "service_code": "Z"}, "1 200"),
        ({"service_request_id": "77"}, ""),
    ],
)
def test_the_list_is_cut_as_the_contract_says(dated: str, params: dict[str, str], ids: str) -> None:
    found = requests.get(f"{dated}/requests.json", params=params, timeout=5).json()
    assert " ".join(one["service_request_id"] for one in found) == ids


@pytest.mark.parametrize(
    "params",
    [
        {"start_date": days(-200), "end_date": days(-100)},
        {"start_date": "2026-01-05"},
        {"start_date": "yesterday"},
        {"status": "gone"},
    ],
)
def test_a_question_it_cannot_answer_is_refused(dated: str, params: dict[str, str]) -> None:
    assert requests.get(f"{dated}/requests.json", params=params, timeout=5).status_code == 400


def test_the_update_feed_needs_a_key(standins: StandIns) -> None:
    update = {"update_id": "1", "service_request_id": "9", "status": "fixed"}
    standins.load("open311", {**WORLD, "updates": [update]})
    feed = standins.url("open311") + "/servicerequestupdates.json"
    assert requests.get(feed, timeout=5).status_code == 403
    found = requests.get(feed, params={"api_key": "demo-x"}, timeout=5).json()
    assert [(one["update_id"], one["status"]) for one in found] == [("1", "fixed")]


def test_unknown_things_and_shapes_are_not_found(url: str) -> None:
    for path in ("services/B.json", "requests/1.xml", "tokens/T1.json", "services.yaml", "nothing"):
        assert requests.get(f"{url}/{path}", timeout=5).status_code == 404, path
    assert requests.post(f"{url}/services.json", timeout=5).status_code == 405


UPDATE = {
    "api_key": "demo-x",
    "service_request_id": "9",
    "update_id": "SR-1",
    "status": "OPEN",
    "updated_datetime": "2026-01-07T08:00:00Z",
    "description": "It is still there",
}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 200),
        ({"api_key": ""}, 403),
        ({"status": "open"}, 400),
        ({"status": "GONE"}, 400),
        ({"updated_datetime": "today"}, 400),
        ({"description": ""}, 400),
        ({"colour": "red"}, 400),
        ({"service_request_id": "10"}, 404),
    ],
)
def test_more_on_a_request_is_taken_as_strictly(
    standins: StandIns, change: dict[str, str], status: int
) -> None:
    requests_ = [{"service_request_id": "9", "service_code": "A", "status": "closed"}]
    standins.load("open311", {**WORLD, "requests": requests_})
    url = standins.url("open311")
    answer = requests.post(f"{url}/servicerequestupdates.json", {**UPDATE, **change}, timeout=5)
    assert answer.status_code == status, answer.text
    shown = requests.get(f"{url}/requests/9.json", timeout=5).json()[0]
    assert shown["status"] == ("open" if status == 200 else "closed")


def test_the_councils_people_cannot_do_what_the_contract_has_no_word_for(
    standins: StandIns,
) -> None:
    standins.load("open311", WORLD)
    order = {"service_request_id": "9", "status": "vanished"}
    assert standins.ask("POST", "/_standin/open311/updates", order)[0] == 400
