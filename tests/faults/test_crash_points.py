"""The process dies at the worst moment. Each guard is shown to be what saves us: the same crash
with the guard off goes wrong in the way it is there to prevent."""

import json
import time

import pytest

from bot.conversation import turn
from integrations.store import requests
from integrations.store.models import Event, Message, Turn
from tests.faults.conftest import KILLED
from tests.road import DANGER

LATER = 100.0  # seconds: past every lease and every wait


@pytest.fixture
def tracker(tmp_path):
    return tmp_path / "tracker.json"


def saved(tracker):
    return json.loads(tracker.read_text(encoding="utf-8"))["slots"]


def rows(road, model):
    with road.store.read() as tx:
        return list(tx.query(model))


def reference_of(road, logged):
    with road.store.read() as tx:
        return requests.by_reference(tx, logged.reference)


@pytest.mark.parametrize(
    ("guard_off", "noted"),
    [(False, ["Elm Grove"]), (True, ["Elm Grove", "Elm Grove"])],
    ids=["guarded", "guard off"],
)
def test_killed_after_the_engine_saved_and_before_our_commit(
    run, database_url, road, resident, tracker, guard_off, noted
):
    """The guard is the engine's own: a turn it has saved is answered from memory."""
    resident.writes("Elm Grove")
    options = {"database": database_url, "tracker": tracker, "guard_off": guard_off}
    crash = run("turn", crash_at="turn.engine_saved", now=road.time(), **options)
    assert crash == KILLED
    assert saved(tracker) == ["Elm Grove"]
    assert resident.sees("assistant") == []
    assert run("turn", now=road.time() + 1, **options) == 0
    assert resident.sees("assistant") == [], "its lease has not ended"
    assert run("turn", now=road.time() + LATER, **options) == 0
    assert resident.sees("assistant") == ["I have noted Elm Grove."]
    assert saved(tracker) == noted
    assert [(one.status, one.attempts) for one in rows(road, Turn)] == [("answered", 2)]


def test_killed_after_our_commit_the_turn_is_over(run, database_url, road, resident, tracker):
    resident.writes("Elm Grove")
    options = {"database": database_url, "tracker": tracker}
    assert run("turn", crash_at="turn.committed", now=road.time(), **options) == KILLED
    assert run("turn", now=road.time() + LATER, **options) == 0
    assert resident.sees() == ["Elm Grove", "I have noted Elm Grove."]
    assert turn.due(road.parts) == []


@pytest.mark.parametrize(
    ("guard_off", "times"), [(False, 1), (True, 2)], ids=["guarded", "guard off"]
)
def test_killed_after_the_council_accepted_and_before_we_marked_it(
    run, database_url, road, resident, council, guard_off, times
):
    """The guard is the look-up by our reference before anything is sent again."""
    logged = resident.logs()
    now = time.time()
    options = {
        "database": database_url,
        "open311": council.url("open311"),
        "guard_off": guard_off,
    }
    assert run("submit", crash_at="submit.council_accepted", now=now, **options) == KILLED
    assert reference_of(road, logged).status == "queued"
    assert len(taken(council, logged)) == 1
    assert run("submit", now=now + LATER, **options) == 0
    assert len(taken(council, logged)) == times
    request = reference_of(road, logged)
    assert request.status == "sent"
    assert request.council_reference in [
        one["service_request_id"] for one in taken(council, logged)
    ]
    assert run("submit", now=now + 50 * LATER, **options) == 0
    assert len(taken(council, logged)) == times


def taken(council, logged):
    """Every request the council has under our reference."""
    _, found = council.ask("GET", "/open311/requests.json")
    return [one for one in found if logged.reference in one["description"]]


@pytest.mark.parametrize(
    "fault",
    [{"drop_reply_after_commit": True, "times": 1}, {"latency_ms": 12000, "times": 1}],
    ids=["reply lost", "reply too late"],
)
def test_a_council_that_took_a_request_without_our_knowing_is_not_sent_it_twice(
    run, database_url, road, resident, council, fault
):
    logged = resident.logs()
    council.misbehave("open311", **fault)
    options = {"database": database_url, "open311": council.url("open311")}
    now = time.time()
    assert run("submit", now=now, **options) == 0
    assert reference_of(road, logged).status == "queued"
    council.behave("open311")
    assert run("submit", now=now + LATER, **options) == 0
    assert (len(taken(council, logged)), reference_of(road, logged).status) == (1, "sent")


@pytest.mark.parametrize("text", ["a sofa", DANGER], ids=["ordinary", "danger"])
def test_killed_before_a_message_is_committed_nothing_of_it_is_there(
    run, database_url, road, resident, text
):
    """The guard is the one transaction, and the client's own id when it sends again."""
    before = len(rows(road, Event))
    options = {
        "database": database_url,
        "conversation": resident.id,
        "client_id": "m1",
        "text": text,
    }
    assert run("receive", crash_at="receive.before_commit", **options) == KILLED
    assert len(rows(road, Message)) == 1, "only the welcome"
    assert len(rows(road, Event)) == before
    assert resident.conversation.owner == "assistant" and resident.item is None
    for _ in range(2):
        assert run("receive", **options) == 0
    assert resident.sees("resident") == [text]
    seqs = sorted(one.seq for one in rows(road, Message))
    assert seqs == list(range(1, len(seqs) + 1))
    assert (resident.item is not None) == (text == DANGER)
