"""What a resident adds to a request reaches the council once: as an update, or as a new request."""

import pytest

from bot.conversation import following, submit
from integrations.errors import NotFound, Refused, Unavailable
from integrations.open311.contract import Update
from integrations.store import requests

DOWN = Unavailable("open311", "refused", sent=False)
LOST = Unavailable("open311", "too slow", sent=True)


@pytest.fixture
def sent(road, resident):
    road.time.start = road.time.seconds = requests.time.time() + 1
    logged = resident.logs(kind="pothole", service_code="POTHOLE")
    work(road)
    return logged.reference


def work(road, seconds=0.0):
    road.time.move(seconds)
    while any(submit.run(road.parts, one) for one in submit.due(road.parts)):
        pass


def says_not_fixed(resident, about, task="t2.reopen", adds=requests.REOPEN):
    new = resident.logs(
        kind="pothole",
        service_code="POTHOLE",
        task=task,
        description="The resident says that it is not fixed.",
        about=about,
        adds=adds,
    )
    return new.reference


def now(road, reference):
    with road.store.read() as tx:
        return tx.query(requests.Request).filter_by(reference=reference).one()


def test_it_is_opened_again_under_its_own_number(road, resident, sent):
    added = says_not_fixed(resident, sent)
    work(road)
    new = road.council.added[0]
    assert (new.service_request_id, new.status, new.reference) == ("C-1", "open", added)
    assert len(road.council.received) == 1, "no second request"
    assert (now(road, added).status, now(road, added).council_reference) == ("sent", "C-1")
    with road.store.read() as tx:
        assert requests.by_reference(tx, "C-1").reference == sent


def test_its_own_echo_is_no_news_and_the_next_end_is(road, resident, sent):
    says_not_fixed(resident, sent)
    work(road)
    following.keep(road.parts, road.council.feed)
    closed = Update("9", "C-1", "closed", road.time.now().replace(year=2027))
    following.keep(road.parts, [closed])
    for one in following.due(road.parts):
        following.run(road.parts, one)
    assert len(resident.sees("notice")) == 1
    assert "Is it fixed now?" in resident.sees("notice")[0]


@pytest.mark.parametrize(
    "fault",
    [NotFound("open311", "no such call"), Refused("open311", "not taken here", status=405)],
    ids=["not found", "refused"],
)
def test_where_no_updates_are_taken_a_new_request_names_the_old_one(road, resident, sent, fault):
    road.council.add_faults.append(fault)
    added = says_not_fixed(resident, sent)
    work(road)
    again = road.council.received[1]
    assert (again.service_code, again.reference) == ("POTHOLE", added)
    assert again.description.startswith(f"Not fixed: earlier request C-1 ({sent}).")
    assert (again.lat, again.address_string) == (53.41, "Heaton Lane")
    assert resident.sees("notice") == [
        f"The council could not open {sent} again. So I have sent it as a new report."
        f" Its reference is {added}."
    ]
    with road.store.read() as tx:
        assert requests.by_reference(tx, added).council_reference == "C-2"


def test_while_the_council_is_away_it_waits_and_then_arrives_once(road, resident, sent):
    road.council.add_faults.extend([DOWN, DOWN])
    says_not_fixed(resident, sent)
    work(road)
    work(road, 20)
    work(road, 100)
    work(road, 4000)
    assert len(road.council.added) == 1


def test_one_that_was_taken_without_an_answer_is_found_and_not_sent_again(road, resident, sent):
    road.council.add_faults.append(LOST)
    added = says_not_fixed(resident, sent)
    work(road)
    work(road, 20)
    assert now(road, added).status == "sent"
    work(road, 4000)
    assert len(road.council.added) == 1


def test_one_that_was_lost_on_the_way_is_sent_again(road, resident, sent):
    road.council.add_faults.append(LOST)
    says_not_fixed(resident, sent)
    work(road)
    road.council.feed.clear()
    work(road, 20)
    assert len(road.council.added) == 2


def test_it_waits_for_the_number_of_the_request_itself(road, resident):
    road.time.start = road.time.seconds = requests.time.time() + 1
    road.council.faults.append(DOWN)
    logged = resident.logs(kind="pothole", service_code="POTHOLE")
    work(road)
    says_not_fixed(resident, logged.reference)
    work(road)
    assert road.council.added == []
    work(road, 20)
    work(road, 20)
    assert len(road.council.added) == 1


def test_a_further_word_changes_no_status(road, resident, sent):
    says_not_fixed(resident, sent, adds=requests.NOTE)
    work(road)
    assert road.council.added[0].status == "unchanged"
