import threading

import pytest

from integrations.store import conversations, events, outbox, requests
from integrations.store.requests import NewRequest
from integrations.store.session import Conflict, Moment

MOMENT = Moment(1000.0, "2026-01-05T09:30:00Z")


def new(task="t1.1", conversation="c1"):
    return NewRequest(
        conversation_id=conversation,
        task=task,
        kind="fly_tipping",
        service_code="FLYTIP",
        place={"lat": 53.41, "long": -2.16, "line": "Heaton Lane"},
        description="A sofa.",
        attributes={"size": "van", "kinds": ["sofa", "fridge"]},
    )


@pytest.fixture
def conversation(store):
    with store.begin() as tx:
        conversations.start(tx, "c1", "web", "c1", "en", MOMENT)


def test_a_request_is_logged_together_with_its_way_out(store, conversation):
    with store.begin() as tx:
        logged = requests.log(tx, new())
    assert logged.created
    assert logged.reference.startswith("SR-") and len(logged.reference) == 10
    with store.read() as tx:
        found = requests.by_reference(tx, logged.reference)
        assert found.attributes == {"size": "van", "kinds": ["sofa", "fridge"]}
        assert len(outbox.due(tx, found.created_at, 10)) == 1
        assert [one.kind for one in events.after(tx, "c1", 0, ("request",), 10)] == ["request"]


def test_a_request_whose_transaction_fails_was_never_logged(store, conversation):
    with pytest.raises(ZeroDivisionError), store.begin() as tx:
        logged = requests.log(tx, new())
        raise ZeroDivisionError
    with store.read() as tx:
        assert requests.by_reference(tx, logged.reference) is None
        assert outbox.due(tx, 9e9, 10) == []


def test_the_same_task_at_the_same_moment_in_two_processes_is_one_request(open_store):
    stores = [open_store() for _ in range(4)]
    with stores[0].begin() as tx:
        conversations.start(tx, "c1", "web", "c1", "en", MOMENT)
    start, logged = threading.Barrier(4), []

    def log(store):
        start.wait()
        with store.begin() as tx:
            logged.append(requests.log(tx, new()))

    threads = [threading.Thread(target=log, args=(store,)) for store in stores]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len({one.reference for one in logged}) == 1
    assert [one.created for one in logged].count(True) == 1


def test_the_engines_name_of_a_conversation_is_understood(store, conversation):
    with store.begin() as tx:
        logged = requests.log(tx, new(conversation="c1.7"))
    with store.read() as tx:
        assert requests.by_reference(tx, logged.reference).conversation_id == "c1"


def test_the_database_refuses_a_second_request_of_a_task(store, conversation):
    """The guard itself, without the look that comes before it."""
    with store.begin() as tx:
        requests.log(tx, new())
    with pytest.raises(Conflict), store.begin() as tx:
        row = dict(vars(new()), reference="SR-0000001", created_at=1.0)
        tx.add(requests.Request(**row))


def test_a_request_of_no_conversation_is_refused(store):
    with pytest.raises(Conflict), store.begin() as tx:
        requests.log(tx, new(conversation="nobody"))


@pytest.mark.parametrize("written", ["{}", " {} ", "{lower}", "{digits}", "{spaced}"])
def test_a_reference_is_found_however_it_is_written(store, conversation, written):
    with store.begin() as tx:
        reference = requests.log(tx, new()).reference
        found = requests.by_reference(tx, reference)
        requests.mark(tx, found, MOMENT, status="sent", council_reference="C-1")
    digits = reference.removeprefix("SR-")
    spaced = f"sr {digits[:3]} {digits[3:]}"
    text = written.format(reference, lower=reference.lower(), digits=digits, spaced=spaced)
    with store.read() as tx:
        assert requests.by_reference(tx, text).reference == reference
        assert requests.by_reference(tx, "C-1").reference == reference
        assert requests.by_reference(tx, "SR-0") is None
