"""The council's push of updates: with its key, in every shape, and kept once."""

import uuid

import pytest
import requests

from integrations.store import updates

PATH = "/webhooks/open311/updates"
KEY = "test-updates"
ENTRY = {
    "update_id": "777",
    "status": "OPEN",
    "updated_datetime": "2026-01-07T08:00:00Z",
    "description": "It is still there",
}


@pytest.fixture
def entry():
    """An update of a request that no other test has."""
    return {"service_request_id": str(uuid.uuid4().int), **ENTRY}


def post(web, **more):
    return requests.post(web.address + PATH, timeout=5, **more)


def kept(web, entry):
    with web.store.read() as tx:
        found = tx.scalars(updates.of(str(entry["service_request_id"])))
        return [(one.update_id, one.status) for one in found]


def test_a_form_with_the_key_is_kept_and_answered_as_the_contract_has_it(web, entry):
    answer = post(web, data={"api_key": KEY, "jurisdiction_id": "x", **entry})
    assert (answer.status_code, answer.json()) == (200, [{"update_id": "777"}])
    assert kept(web, entry) == [("777", "open")]


def test_the_same_entry_again_changes_nothing(web, entry):
    for _ in range(3):
        assert post(web, data={"api_key": KEY, **entry}).status_code == 200
    assert len(kept(web, entry)) == 1


@pytest.mark.parametrize(
    "wrap",
    [lambda one: one, lambda one: [one], lambda one: {"service_requests_updates": [one]}],
    ids=["one", "list", "wrapped"],
)
def test_json_with_a_bearer_token_is_kept(web, entry, wrap):
    body = wrap(entry)
    assert post(web, json=body, headers={"Authorization": f"Bearer {KEY}"}).status_code == 200
    assert kept(web, entry) == [("777", "open")]


def test_numbers_may_be_numbers(web, entry):
    number = int(entry["service_request_id"])
    given = {**entry, "update_id": 777, "service_request_id": number, "api_key": KEY}
    assert post(web, json=given).json() == [{"update_id": "777"}]


@pytest.mark.parametrize("key", ["", "wrong", KEY[:-1]])
def test_without_the_key_nothing_is_kept(web, entry, key):
    bearer = {"Authorization": f"Bearer {key}"}
    assert post(web, data={"api_key": key, **entry}).status_code == 403
    assert post(web, json=[entry], headers=bearer).status_code == 403
    assert post(web, json=entry).status_code == 403
    assert kept(web, entry) == []


@pytest.mark.parametrize("missing", ["update_id", "service_request_id", "status"])
def test_an_entry_that_cannot_be_read_is_refused_whole(web, entry, missing):
    broken = {name: value for name, value in entry.items() if name != missing}
    answer = post(web, json=[entry, broken], headers={"Authorization": f"Bearer {KEY}"})
    assert answer.status_code == 400
    assert missing in answer.json()["detail"]
    assert kept(web, entry) == []


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b"\xff"])
def test_what_is_no_update_is_refused(web, body):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"}
    assert post(web, data=body, headers=headers).status_code == 400
