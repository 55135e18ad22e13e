"""A road with e-mail at its end, and a referral on it."""

import time
from collections import deque
from types import SimpleNamespace

import pytest

from bot.conversation import referring
from integrations.notify.contract import Sent
from integrations.store import queue, referrals, requests
from integrations.store.referrals import NewReferral
from tests.road import PROVIDERS, Road

DAY = 24 * 3600.0
DAYS = referring.words("words")["days"]
SHARED = [{"name": "contact", "label": "Phone or email", "value": "07700900123"}]


class Post:
    """Takes e-mails as Notify does: it never notices that it has one already."""

    def __init__(self):
        self.sent, self.faults = [], deque()

    def email(self, address, subject, body, reference):
        fault = self.faults.popleft() if self.faults else None
        if fault is None or getattr(fault, "sent", False):
            self.sent.append((address, subject, body, reference))
        if fault is not None:
            raise fault
        return Sent(f"id-{len(self.sent)}")

    def find(self, reference):
        found = [at for at, one in enumerate(self.sent, 1) if one[3] == reference]
        return Sent(f"id-{found[0]}") if found else None


@pytest.fixture
def post():
    return Post()


@pytest.fixture
def road(store, post):
    settings = SimpleNamespace(
        crash_at="", public_url="https://chat.example", secret="s", **PROVIDERS
    )
    return Road(store, email=post, settings=settings)


@pytest.fixture
def reference(road, resident):
    return logged(road, resident)


def logged(road, resident, task="t1.1", **more):
    """The action commits by the machine's clock; the road's own goes on from there."""
    given = {"conversation_id": f"{resident.id}.1", "task": task, "need": "money_worries",
             "service_id": "a", "service_name": "Hill Advice", "address": "in@hill.example",
             "shared": SHARED, "ask_at": time.time() + DAYS["ask"] * DAY}  # fmt: skip
    with road.store.begin() as tx:
        found = referrals.log(tx, NewReferral(**{**given, **more}))
    road.time.seconds = max(road.time.seconds, time.time() + 1)
    return found.reference


def work(road, seconds=0.0):
    road.time.move(seconds)
    for _ in range(8):
        did = [referring.run(road.parts, one) for one in referring.due(road.parts)]
        if not any(did):
            return


def status(road, reference):
    with road.store.read() as tx:
        return requests.by_reference(tx, reference).status


def link(post):
    return post.sent[0][2].split("/referrals/")[1].split()[0]


def staff(road):
    with road.store.read() as tx:
        return [(one.reason, one.summary) for one in queue.waiting(tx)]
