"""The process dies while details are on their way to a helper, or while they are taken back: word
arrives once, and what was taken back is not sent. The provider is the stand-in for Notify."""

import json
import time

import pytest

from integrations.store import referrals, requests
from integrations.store.referrals import NewReferral
from tests.faults.conftest import KILLED
from tests.standins import StandIns

SERVICE, SECRET = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
KEY = f"test-{SERVICE}-{SECRET}"
TEMPLATE = "8b1c9a52-6d1f-4b0a-9f39-4c3f7d5f2a10"
LATER = 100.0  # seconds: past every lease and every wait
STEPS = ("referral.claimed", "referral.written_down", "referral.taken")
TAKE_BACK = "please take my details back"


@pytest.fixture(scope="module")
def process():
    with StandIns(NOTIFY_API_KEY=KEY, NOTIFY_EMAIL_TEMPLATE_ID=TEMPLATE) as running:
        yield running


@pytest.fixture
def post(process):
    process.reset()
    return process


@pytest.fixture
def work(run, database_url, post):
    """The worker of referrals in a process of its own, at a time, to its end."""

    def at(now, **more):
        known = {"database": database_url, "notify": post.url("notify"), "key": KEY}
        return run("refer", now=now, template=TEMPLATE, **known, **more)

    return at


@pytest.fixture
def reference(road, resident):
    new = NewReferral(
        conversation_id=f"{resident.id}.1", task="t1.1", need="money_worries", service_id="a",
        service_name="Hill Advice", address="in@hill.example",
        shared=[{"name": "contact", "label": "Phone", "value": "07700900123"}])  # fmt: skip
    with road.store.begin() as tx:
        return referrals.log(tx, new).reference


def mailed(post):
    """How often each reference was taken, as the provider counts."""
    sent = [json.loads(one["body"]) for one in post.received("notify") if one["body"]]
    return [one["reference"] for one in sent if "email_address" in one]


def status(road, reference):
    with road.store.read() as tx:
        return requests.by_reference(tx, reference).status


def until_settled(work, began):
    for step in range(1, 4):
        assert work(began + step * LATER) == 0


@pytest.mark.parametrize("step", [*STEPS, "referral.marked"])
def test_killed_while_it_is_sent_it_arrives_once(work, road, post, reference, step):
    began = time.time() + 1
    assert work(began, crash_at=step) == KILLED
    until_settled(work, began)
    assert mailed(post) == [reference]
    assert status(road, reference) == "sent"


def test_without_the_look_up_it_would_arrive_twice(work, post, reference):
    began = time.time() + 1
    assert work(began, crash_at="referral.taken", guard_off=True) == KILLED
    for step in range(1, 4):
        work(began + step * LATER, guard_off=True)
    assert mailed(post) == [reference, reference]


@pytest.mark.parametrize("step", STEPS)
def test_killed_while_word_goes_out_that_it_is_taken_back_that_arrives_once(
    work, road, resident, post, reference, step
):
    began = time.time() + 1
    assert work(began) == 0
    road.time.seconds = began + 1
    resident.writes(TAKE_BACK)
    assert work(began + 2, crash_at=step) == KILLED
    until_settled(work, began + 2)
    assert mailed(post) == [reference, f"{reference}-back"]
    assert status(road, reference) == "withdrawn"


@pytest.mark.parametrize("step", STEPS)
def test_taken_back_after_a_crash_in_mid_sending_no_details_leave_any_more(
    work, road, resident, post, reference, step
):
    """What may have left is followed by word of it; what cannot have left is not sent at all."""
    began = time.time() + 1
    assert work(began, crash_at=step) == KILLED
    before = mailed(post)
    road.time.seconds = began + 1
    resident.writes(TAKE_BACK)
    until_settled(work, began + 1)
    told = [] if step == "referral.claimed" else [f"{reference}-back"]
    assert mailed(post) == [*before, *told]
    assert status(road, reference) == "withdrawn"


def test_killed_before_taking_back_is_committed_it_is_as_it_was_and_can_be_said_again(
    run, work, database_url, road, resident, post, reference
):
    began = time.time() + 1
    assert work(began) == 0
    said = {"database": database_url, "conversation": resident.id, "client_id": "m1",
            "text": TAKE_BACK}  # fmt: skip
    assert run("receive", crash_at="receive.before_commit", **said) == KILLED
    assert status(road, reference) == "sent"
    for _ in range(2):
        assert run("receive", **said) == 0
    until_settled(work, time.time() + LATER)
    assert mailed(post) == [reference, f"{reference}-back"]
