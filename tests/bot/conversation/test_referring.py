"""Details on their way to somebody who helps: never lost, never twice, never unanswered."""

import pytest

from bot.conversation import returning
from integrations.errors import Refused, Unavailable
from tests.referring import DAY, DAYS, link, logged, post, reference, road, staff, status, work
from tests.road import DANGER

__all__ = ["post", "reference", "road"]

DOWN = Unavailable("notify", "refused", sent=False)
LOST = Unavailable("notify", "too slow", sent=True)


def test_the_e_mail_holds_a_reference_and_a_link_and_nothing_of_the_person(road, post, reference):
    work(road)
    ((address, subject, body, named),) = post.sent
    assert (address, named) == ("in@hill.example", reference)
    assert reference in subject and "https://chat.example/referrals/" in body
    assert "07700900123" not in subject + body
    assert status(road, reference) == "sent"


def test_the_same_task_is_logged_once(road, resident, post, reference):
    assert logged(road, resident) == reference
    work(road)
    assert len(post.sent) == 1


@pytest.mark.parametrize(("fault", "again_after"), [(DOWN, 60.0), (LOST, 100.0)])
def test_an_e_mail_whose_try_failed_is_sent_once(road, post, reference, fault, again_after):
    post.faults.append(fault)
    work(road)
    assert status(road, reference) == "queued"
    work(road, again_after)
    work(road, again_after)
    assert (len(post.sent), status(road, reference)) == (1, "sent")


def test_an_address_that_is_refused_goes_to_a_person_and_the_resident_is_told(
    road, resident, post, reference
):
    post.faults.append(Refused("notify", "Not a valid email address", status=400))
    work(road)
    assert status(road, reference) == "returned"
    ((reason, summary),) = staff(road)
    assert reason == "referral_returned" and "did not get through" in summary
    assert "07700900123" in summary, "the adviser can call them"
    assert any(reference in one for one in resident.sees("notice"))


def test_what_could_not_be_sent_for_days_goes_to_a_person(road, post, reference):
    post.faults.extend([DOWN] * 200)
    for _ in range(90):
        work(road, 3700)
    assert post.sent == [] and status(road, reference) == "returned"


@pytest.mark.parametrize("said", ["accepted", "waiting"])
def test_good_news_is_told_without_naming_the_matter(road, resident, post, reference, said):
    work(road)
    assert returning.answered(road.parts, link(post), said)
    assert status(road, reference) == said
    assert resident.sees("notice") == [
        f"Stockport Council: there is news about {reference}. Write here to ask."
    ]


@pytest.mark.parametrize("said", ["cannot", "unreached"])
def test_a_helper_who_cannot_gives_it_back_to_staff(road, post, reference, said):
    work(road)
    assert returning.answered(road.parts, link(post), said)
    assert status(road, reference) == "returned"
    assert len(staff(road)) == 1


def test_a_link_is_used_up_by_one_answer(road, post, reference):
    work(road)
    assert returning.answered(road.parts, link(post), "accepted")
    assert not returning.answered(road.parts, link(post), "cannot")
    assert status(road, reference) == "accepted"


def test_a_link_runs_out(road, post, reference):
    work(road)
    road.time.move(DAYS["link"] * DAY + 1)
    assert not returning.answered(road.parts, link(post), "accepted")


def test_silence_goes_back_to_staff_once(road, resident, post):
    reference = logged(road, resident, ask_at=None)
    work(road)
    work(road, DAYS["silent"] * DAY - 60)
    assert staff(road) == []
    work(road, 120)
    assert status(road, reference) == "returned"
    assert "has not answered" in staff(road)[0][1]
    work(road, 30 * DAY)
    assert len(staff(road)) == 1


def test_the_resident_is_asked_once_and_only_if_they_agreed(road, resident, post, reference):
    logged(road, resident, task="t2.1", ask_at=None)
    work(road)
    work(road, DAYS["ask"] * DAY + 60)
    work(road, 60)
    asked = [one for one in resident.sees("notice") if "write to you?" in one]
    assert asked == [
        f"Stockport Council: this is about {reference}. Did anyone call or write to you?"
    ]


@pytest.mark.parametrize(
    ("said", "heard", "returned"),
    [("yes they rang on Tuesday", "Good", False), ("not yet", "asked a person", True),
     ("nobody has", "asked a person", True)],
)  # fmt: skip
def test_their_answer_is_heard(road, resident, post, reference, said, heard, returned):
    work(road)
    work(road, DAYS["ask"] * DAY + 60)
    resident.writes(said)
    road.work()
    assert heard in resident.sees("notice")[-1]
    assert (status(road, reference) == "returned") is returned
    assert road.engine.asked == [], "the assistant need not read it"
    work(road, 30 * DAY)
    assert len(staff(road)) == returned


def test_other_words_after_the_question_go_to_the_assistant(road, resident, post, reference):
    work(road)
    work(road, DAYS["ask"] * DAY + 60)
    resident.writes("what day is my bin")
    road.work()
    assert len(road.engine.asked) == 1


def test_in_a_thread_with_danger_nothing_is_asked_and_silence_is_met_by_staff(
    road, resident, post, reference
):
    work(road)
    resident.writes(DANGER)
    before = len(resident.sees())
    work(road, DAYS["ask"] * DAY + 60)
    work(road, DAYS["silent"] * DAY)
    assert len(resident.sees()) == before
    assert status(road, reference) == "returned"
