"""Requests on their way to the council: never lost, never twice, and staff see the doubtful."""

from itertools import pairwise

import pytest

from bot.conversation import submit, view
from integrations.errors import NotFound, Refused, Unavailable, Unreadable
from integrations.open311.contract import Attribute, Definition, Submitted
from integrations.store import events, requests

DOWN = Unavailable("open311", "refused", sent=False)
BUSY = Unavailable("open311", "status 429", sent=False, retry_after=400)
LOST = Unavailable("open311", "too slow", sent=True)


@pytest.fixture
def logged(road, resident):
    # The log is timed by the machine; the road's own clock begins here.
    road.time.start = road.time.seconds = requests.time.time() + 1
    return resident.logs()


def send(road, seconds=0.0):
    """A worker's rounds: everything that is due now, until nothing is."""
    road.time.move(seconds)
    while any(submit.run(road.parts, one) for one in submit.due(road.parts)):
        pass


def now(road, logged):
    with road.store.read() as tx:
        return requests.by_reference(tx, logged.reference)


def told(road, resident):
    with road.store.read() as tx:
        found = events.after(tx, resident.id, 0, ("request",), 100)
    return [one.data["status"] for one in found]


def test_a_logged_request_reaches_the_council_with_its_place_words_and_reference(
    road, resident, logged
):
    send(road)
    new = road.council.received[0]
    assert (new.service_code, new.description, new.reference) == (
        "FLYTIP",
        "A sofa.",
        logged.reference,
    )
    assert (new.lat, new.long, new.address_string) == (53.41, -2.16, "Heaton Lane")
    request = now(road, logged)
    assert (request.status, request.council_reference) == ("sent", "C-1")
    assert told(road, resident) == ["queued", "sent"]


def test_a_sent_request_is_not_sent_again(road, logged):
    for _ in range(3):
        send(road, 3600)
    assert len(road.council.received) == 1


def test_one_task_is_one_request_however_often_its_turn_runs(road, resident, logged):
    again = resident.logs()
    assert (again.reference, again.created) == (logged.reference, False)
    assert resident.logs(task="t1.2").created
    send(road)
    assert len(road.council.received) == 2


def test_while_the_council_is_away_it_is_tried_again_with_longer_and_longer_waits(road, logged):
    road.council.faults.extend([DOWN] * 100)
    send(road)
    waits = []
    for _ in range(7):
        with road.store.read() as tx:
            waits.append(tx.query(submit.outbox.Outbox).one().next_at - road.time())
        send(road, waits[-1] - 0.1)
        assert len(road.council.faults) == 100 - len(waits), "not before its time"
        send(road, 0.2)
    floors = [10, 60, 300, 900, 1800, 3600, 3600]
    assert all(low <= wait <= low * 1.1 for low, wait in zip(floors, waits, strict=True))
    road.council.faults.clear()
    send(road, 4000)
    assert now(road, logged).status == "sent"
    assert len(road.council.received) == 1


def test_the_council_may_name_a_longer_wait(road, logged):
    road.council.faults.append(BUSY)
    send(road)
    send(road, 399)
    assert road.council.received == []
    send(road, 2)
    assert len(road.council.received) == 1


def test_after_72_hours_it_is_dead_and_resident_and_staff_know(road, resident, logged):
    road.council.faults.extend([DOWN] * 200)
    for _ in range(80):
        send(road, 3700)
    assert now(road, logged).status == "dead"
    assert resident.sees("notice") == [road.words("request_dead", reference=logged.reference)]
    with road.store.read() as tx:
        assert [one["reference"] for one in view.requests_for_staff(tx)] == [logged.reference]
    assert submit.due(road.parts) == []


@pytest.mark.parametrize(
    "fault",
    [Refused("open311", "lat is missing", status=400), NotFound("open311", "no such service")],
    ids=["refused", "not found"],
)
def test_a_request_the_council_refuses_is_dead_with_its_reason(road, resident, logged, fault):
    fault.sent = False
    road.council.faults.append(fault)
    send(road)
    assert (now(road, logged).status, now(road, logged).notice) == ("dead", fault.detail)
    send(road, 3600)
    assert road.council.received == []
    assert told(road, resident) == ["queued", "dead"]


@pytest.mark.parametrize("fault", [LOST, Unreadable("open311", "not JSON")], ids=["lost", "junk"])
def test_a_try_whose_end_is_not_known_is_looked_up_and_not_sent_twice(road, logged, fault):
    road.council.faults.append(fault)
    send(road)
    send(road, 16)
    request = now(road, logged)
    assert (request.status, request.council_reference) == ("sent", "C-1")
    assert len(road.council.received) == 1
    reference, code, since = road.council.lookups[0]
    assert (reference, code) == (logged.reference, "FLYTIP")
    assert abs(since.timestamp() - request.created_at) < 1


def test_a_try_that_did_not_arrive_is_sent_again_but_not_before_15_seconds(road, logged):
    road.council.faults.append(LOST)
    send(road)
    road.council.received.clear()
    send(road, 14)
    assert road.council.lookups == []
    send(road, 2)
    assert len(road.council.lookups) == 1
    assert [one.reference for one in road.council.received] == [logged.reference]
    assert now(road, logged).status == "sent"


def test_a_council_that_fails_at_every_try_is_tried_less_and_less_often(road, logged):
    road.council.faults.extend([LOST] * 200)
    road.council.shows_what_it_has = False
    sent = []
    for second in range(0, 3600, 5):
        send(road, 5)
        sent += [second] * (len(road.council.received) - len(sent))
    gaps = [later - earlier for earlier, later in pairwise(sent)]
    assert len(sent) == 7
    assert gaps == sorted(gaps) and gaps[0] == 15 and gaps[-1] >= 1800


def test_a_worker_that_died_while_sending_is_looked_up_after(road, logged):
    class Died(BaseException):
        pass

    road.council.faults.append(Died())
    road.council.faults[0].sent = True
    with pytest.raises(Died):
        send(road)
    send(road, submit.LEASE - 1)
    assert road.council.lookups == []
    send(road, 2)
    assert (len(road.council.received), now(road, logged).council_reference) == (1, "C-1")


def test_a_worker_that_died_a_moment_ago_is_not_taken_for_one_that_never_sent(road, logged):
    """Looked up early, an absent request is not yet sent again."""
    claim_and_send_only(road)
    road.council.shows_what_it_has = False
    with road.store.begin() as tx:
        row = tx.query(submit.outbox.Outbox).one()
        row.lease_until = None
    send(road, 1)
    assert len(road.council.lookups) == 1
    assert len(road.council.received) == 1
    road.council.shows_what_it_has = True
    send(road, 20)
    assert len(road.council.received) == 1
    assert now(road, logged).status == "sent"


def claim_and_send_only(road):
    moment = road.time()
    with road.store.begin() as tx:
        claim = submit.outbox.claim(tx, submit.outbox.due(tx, moment, 1)[0], moment, moment + 45)
        submit.outbox.sending(tx, claim, moment, moment + 45)
    road.council.submit(submit.as_new_request(claim, Definition("FLYTIP"), {}))


def test_while_the_look_up_is_away_too_nothing_is_sent_and_nothing_is_given_up(road, logged):
    road.council.faults.append(LOST)
    road.council.lookup_faults.extend([DOWN] * 6)
    send(road)
    for _ in range(6):
        send(road, 4000)
    assert len(road.council.lookups) == 6
    assert now(road, logged).status == "queued"
    send(road, 4000)
    assert now(road, logged).status == "sent"
    assert len(road.council.received) == 1


def test_what_cannot_be_looked_up_ends_as_uncertain_and_staff_see_it(road, resident, logged):
    road.council.faults.append(LOST)
    road.council.lookup_faults.extend([Refused("open311", "no list here", status=403)] * 9)
    send(road)
    for _ in range(9):
        send(road, 4000)
    assert len(road.council.lookups) == submit.MOST_LOOKUPS
    assert now(road, logged).status == "uncertain"
    assert len(road.council.received) == 1
    assert resident.sees() == []
    with road.store.read() as tx:
        assert view.requests_for_staff(tx)[0]["status"] == "uncertain"
    assert told(road, resident) == ["queued", "uncertain"]


def test_a_council_that_is_lost_for_72_hours_after_a_lost_try_leaves_it_uncertain(road, logged):
    road.council.faults.append(LOST)
    road.council.lookup_faults.extend([DOWN] * 200)
    for _ in range(80):
        send(road, 3700)
    assert now(road, logged).status == "uncertain"
    assert len(road.council.received) == 1


def test_a_token_is_asked_for_its_number_later(road, logged):
    road.council.answers_with = Submitted(token="T9")
    send(road)
    assert (now(road, logged).status, now(road, logged).council_token) == ("sent", "T9")
    send(road, 11)
    assert now(road, logged).council_reference is None
    road.council.numbers["T9"] = "C-77"
    send(road, 70)
    assert now(road, logged).council_reference == "C-77"
    send(road, 4000)
    assert len(road.council.received) == 1


def test_a_council_that_gives_no_number_at_all_still_has_it(road, logged):
    road.council.answers_with = Submitted()
    send(road)
    assert (now(road, logged).status, now(road, logged).council_reference) == ("sent", None)


def test_two_workers_send_one_request_once(road, logged):
    mine = submit.due(road.parts)
    assert submit.run(road.parts, mine[0])
    assert not submit.run(road.parts, mine[0])
    assert len(road.council.received) == 1


def test_a_worker_that_was_too_slow_changes_nothing(road, logged):
    moment = road.time()
    with road.store.begin() as tx:
        slow = submit.outbox.claim(tx, submit.due(road.parts)[0], moment, moment + 1)
    send(road, 2)
    assert now(road, logged).council_reference == "C-1"
    with road.store.begin() as tx:
        assert not submit.outbox.sending(tx, slow, moment, moment + 45)
        assert not submit.outbox.finish(tx, slow, "done", moment, None)


def test_what_the_council_wants_from_our_program_is_filled_in_when_it_is_sent(road, logged):
    road.council.wants = (
        Attribute("easting", automated="server_set"),
        Attribute("fixmystreet_id", automated="server_set"),
        Attribute("size"),
    )
    with road.store.begin() as tx:
        request = requests.by_reference(tx, logged.reference)
        request.place = {**request.place, "easting": 389116.0}
    send(road)
    assert road.council.received[0].attributes["easting"] == "389116.0"
    assert "fixmystreet_id" in road.council.received[0].attributes


def test_a_council_that_cannot_say_what_it_wants_is_asked_later(road, logged):
    road.council.definition_faults.append(DOWN)
    send(road)
    assert road.council.received == []
    send(road, 12)
    assert len(road.council.received) == 1
    assert road.council.lookups == []


def test_a_service_without_a_definition_is_sent_as_it_is(road, logged):
    road.council.definition_faults.append(NotFound("open311", "no such service"))
    send(road)
    assert len(road.council.received) == 1
