"""E-mail through Notify, against the stand-in: taken once, found again, refused as the real one."""

import json

import pytest

from integrations.errors import Refused, Unavailable
from integrations.notify.client import Notify
from integrations.notify.contract import SendLimit
from tests.standins import StandIns

SERVICE, SECRET = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
KEY = f"test-{SERVICE}-{SECRET}"
TEMPLATE = "8b1c9a52-6d1f-4b0a-9f39-4c3f7d5f2a10"


@pytest.fixture(scope="module")
def process():
    with StandIns(NOTIFY_API_KEY=KEY, NOTIFY_EMAIL_TEMPLATE_ID=TEMPLATE) as running:
        yield running


@pytest.fixture
def council(process):
    process.reset()
    return process


def notify(council, template=TEMPLATE):
    return Notify(council.url("notify"), KEY, "", template)


def test_an_e_mail_is_taken_and_found_by_our_reference(council):
    sent = notify(council).email("help@hill.example", "A subject", "A body", "SR-1")
    found = notify(council).find("SR-1")
    assert found is not None
    assert (found.id, found.status) == (sent.id, "delivered")
    assert notify(council).find("SR-2") is None


def test_what_was_sent_is_what_was_written(council):
    notify(council).email("help@hill.example", "A subject", "A body", "SR-1")
    body = json.loads(council.received("notify")[-1]["body"])
    assert body["email_address"] == "help@hill.example"
    assert body["personalisation"] == {"subject": "A subject", "body": "A body"}


@pytest.mark.parametrize(
    ("address", "template"),
    [("not an address", TEMPLATE), ("a@b.example", "9d751e0e-f929-4891-82a1-a3e1c3c18ee3")],
)
def test_a_wrong_address_or_template_is_refused(council, address, template):
    with pytest.raises(Refused):
        notify(council, template).email(address, "s", "b", "SR-1")


def test_an_answer_that_is_lost_leaves_the_e_mail_to_be_found(council):
    council.misbehave("notify", drop_reply_after_commit=True, times=1)
    with pytest.raises(Unavailable) as caught:
        notify(council).email("help@hill.example", "s", "b", "SR-1")
    assert caught.value.sent
    assert notify(council).find("SR-1") is not None


def test_the_limit_of_the_day_has_a_name_of_its_own(council):
    council.load("notify", {"templates": {}, "api_key": KEY, "left_today": 0})
    with pytest.raises(SendLimit):
        notify(council).email("help@hill.example", "s", "b", "SR-1")
