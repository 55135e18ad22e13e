"""GOV.UK Notify's own call-backs at our real endpoints."""

import uuid

import pytest
import requests

from integrations.store import messages, receipts
from integrations.store.models import Conversation, Message
from integrations.store.phone_models import Phone
from tests.bot.served import Web
from tests.integrations import examples

TOKEN = {"Authorization": "Bearer notify-callbacks"}


def post(web: Web, path: str, body: object, headers: dict[str, str] | None = None):
    where = f"{web.address}/webhooks/notify/{path}"
    return requests.post(where, json=body, headers=TOKEN if headers is None else headers, timeout=5)


def text(words: str = "hello", number: str = "447700900123", **more: str) -> dict[str, str]:
    return {
        "id": str(uuid.uuid4()),
        "source_number": number,
        "destination_number": "07700900876",
        "message": words,
        "date_received": "2026-01-05T12:15:30.000000Z",
        **more,
    }


def stored(web: Web, provider_id: str) -> Message | None:
    with web.store.read() as tx:
        return messages.by_key(tx, f"sms:{provider_id}")


def test_a_text_is_stored_before_it_is_acknowledged(web: Web) -> None:
    sent = text("my bin was missed")
    assert post(web, "inbound", sent).status_code == 200
    found = stored(web, sent["id"])
    assert found is not None
    assert found.text == "my bin was missed"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic notify-callbacks"},
     {"Authorization": "Bearer "}],
)  # fmt: skip
def test_a_stranger_is_refused_and_leaves_nothing(web: Web, headers: dict[str, str]) -> None:
    sent = text()
    assert post(web, "inbound", sent, headers).status_code == 403
    assert post(web, "receipts", sent, headers).status_code == 403
    assert stored(web, sent["id"]) is None


@pytest.mark.parametrize("body", [[], None, "x", {}, {"id": 5}, {"id": "a", "source_number": None}])
def test_what_is_no_text_is_refused_for_good(web: Web, body: object) -> None:
    assert post(web, "inbound", body).status_code == 400


def test_the_number_is_nowhere_in_the_database(web: Web) -> None:
    post(web, "inbound", text(number="447700900456"))
    with web.store.read() as tx:
        identities = [one.identity for one in tx.query(Conversation)]
        sealed = [one.sealed for one in tx.query(Phone)]
    assert not [one for one in identities + sealed if "7700900456" in one]


def test_every_example_of_notify_is_taken(web: Web) -> None:
    for name in ("received-text", "received-text.alphanumeric"):
        told = examples.example(f"govuk-notify/examples/callback.{name}.json")
        assert post(web, "inbound", told).status_code == 200, name
    for name in ("delivery-receipt", "delivery-receipt.failed"):
        told = examples.example(f"govuk-notify/examples/callback.{name}.json")
        assert post(web, "receipts", told).status_code == 200, name


def test_nobody_answers_a_name_that_cannot_be_answered(web: Web) -> None:
    sent = text("STOP", number="PROMO")
    assert post(web, "inbound", sent).status_code == 200
    assert stored(web, sent["id"]) is None


def test_receipts_never_go_back(web: Web) -> None:
    told = {"id": str(uuid.uuid4()), "notification_type": "sms"}
    for status, kept in (
        ("delivered", "delivered"),
        ("sending", "delivered"),
        ("permanent-failure", "delivered"),
        ("delivered", "delivered"),
    ):
        assert post(web, "receipts", {**told, "status": status}).status_code == 200
        with web.store.read() as tx:
            found = receipts.of(tx, told["id"])
            assert found is not None
            assert found.status == kept


def test_a_status_nobody_knows_is_not_taken_silently(web: Web) -> None:
    told = {"id": "x", "notification_type": "sms", "status": "vanished"}
    assert post(web, "receipts", told).status_code == 400


@pytest.mark.parametrize("number", ["441614960000", "07700900457", "4915112345678", "+14155550100"])
def test_landlines_and_numbers_abroad_are_heard(web: Web, number: str) -> None:
    sent = text("my bin was missed", number=number)
    assert post(web, "inbound", sent).status_code == 200
    assert stored(web, sent["id"])


@pytest.mark.parametrize("number", ["60886", "DVLA", "Stockport", "1234"])
def test_short_codes_and_names_are_taken_and_dropped(web: Web, number: str) -> None:
    sent = text("win a prize", number=number)
    assert post(web, "inbound", sent).status_code == 200
    assert stored(web, sent["id"]) is None


@pytest.mark.parametrize("stamp", ["", "yesterday", "2026-01-05T12:15:30Z", "2026-01-05 12:15:30"])
def test_a_text_with_any_stamp_is_kept(web: Web, stamp: str) -> None:
    sent = text("hello", number="447700900458", date_received=stamp)
    assert post(web, "inbound", {**sent, "new_field": {"a": 1}}).status_code == 200
    assert stored(web, sent["id"])


def test_news_of_mails_and_letters_is_no_text_of_ours(web: Web) -> None:
    told = {"id": str(uuid.uuid4()), "notification_type": "letter", "status": "received"}
    assert post(web, "receipts", told).status_code == 200
    with web.store.read() as tx:
        assert receipts.of(tx, told["id"]) is None
