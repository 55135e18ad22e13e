"""`kill -9` of the process that works, again and again, while residents write and the council
fails.

In the end every message was answered or given to a person, and the council has every request once.
"""

import random
import time

import pytest

from integrations.store import messages, requests
from integrations.store.models import Message, Request
from tests.road import Road

SEED = 4235
SPEED = 20.0
RESIDENTS, MESSAGES, KILLS = 5, 3, 5


class Victim:
    """The workers' process, killed and started again."""

    def __init__(self, nursery, **options):
        self.nursery, self.options = nursery, options
        self.start()

    def start(self):
        self.process = self.nursery.start("serve", **self.options)

    def kill(self):
        assert self.nursery.kill(self.process) == -9


FAULTS = [
    {"status": 500, "times": 2},
    {"drop_reply_after_commit": True, "times": 2},
    {"status": 503, "times": 2},
]


@pytest.fixture(params=[False, True], ids=["guarded", "guard off"])
def guard_off(request):
    return request.param


@pytest.fixture
def victim(nursery, database_url, council, guard_off):
    victim = Victim(
        nursery,
        database=database_url,
        open311=council.url("open311"),
        guard_off=guard_off,
        speed=SPEED,
        began=time.time(),
    )
    yield victim
    victim.kill()


def test_nothing_is_lost_and_nothing_is_sent_twice(store, victim, council, guard_off):
    """With the guard off, the worker does not look before it sends again: then the same run does
    send twice."""
    chance = random.Random(SEED)
    road = Road(store, now=time.time)
    residents = [road.resident() for _ in range(RESIDENTS)]
    writes = [(one, n) for n in range(MESSAGES) for one in residents]
    for at, (resident, number) in enumerate(writes):
        if at % (len(writes) // KILLS) == 1:
            council.misbehave("open311", **FAULTS[at % len(FAULTS)])
        resident.writes(f"message {number}")
        time.sleep(0.05)
        if at % (len(writes) // KILLS) == 2:
            time.sleep(chance.uniform(0.2, 0.6))
            victim.kill()
            victim.start()
    council.behave("open311")
    if guard_off:
        until(lambda: len(taken(council)) > logged(store))
    else:
        until(lambda: not unfinished(store))
        check(road, residents, taken(council))


def taken(council):
    return council.ask("GET", "/open311/requests.json")[1]


def logged(store):
    with store.read() as tx:
        return tx.query(Request).count()


def unfinished(store):
    with store.read() as tx:
        owed = tx.query(Message).filter_by(unanswered=True).count()
        return owed + tx.query(Request).filter_by(status="queued").count()


def until(condition, seconds=60.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to rest"
        time.sleep(0.1)


def check(road, residents, found):
    with road.store.read() as tx:
        logged = tx.query(Request).all()
        for request in logged:
            times = sum(request.reference in one["description"] for one in found)
            assert (request.status, times) == ("sent", 1)
        assert len(found) == len(logged)
        for resident in residents:
            said = messages.visible(tx, resident.id)
            written = [one for one in said if one.sender == "resident"]
            assert len(written) == MESSAGES
            for reference in shown(said):
                assert requests.by_reference(tx, reference)
            turns = {one.turn_id for one in written}
            given_up = resident.conversation.owner == "queue"
            assert given_up or len(shown(said)) == len(turns)
            assert len(shown(said)) == len(set(shown(said)))


def shown(said):
    """The references a resident was given."""
    return [
        one.text.split()[-1].rstrip(".") for one in said if one.text.startswith("Your reference")
    ]
