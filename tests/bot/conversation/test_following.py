"""News of requests: once, in the order of the council's clock, to everyone it concerns."""

from datetime import timedelta

import pytest

from bot.conversation import deliver, following, submit
from integrations.errors import Unavailable
from integrations.open311.contract import Update
from integrations.store import (
    conversations,
    events,
    messages,
    phones,
    requests,
    subscriptions,
    updates,
)
from tests.road import DANGER, Road
from tests.road import Resident as Browser

ASK = "Is it fixed now?"


@pytest.fixture
def sent(road, resident):
    """A pothole that the council has under its number C-1."""
    road.time.start = road.time.seconds = requests.time.time() + 1
    logged = resident.logs(kind="pothole", service_code="POTHOLE")
    for one in submit.due(road.parts):
        submit.run(road.parts, one)
    return logged.reference


def entry(road, number, status, *, at=0.0, request="C-1", note=""):
    """An entry of the feed; `at` is in seconds from now by the council's clock."""
    return Update(number, request, status, road.time.now() + timedelta(seconds=at), note)


def push(road, *entries):
    following.keep(road.parts, entries)
    tell(road)


def tell(road):
    for one in following.due(road.parts):
        following.run(road.parts, one)


def read_feed(road, seconds=0.0):
    road.time.move(seconds)
    for one in following.feed_due(road.parts):
        following.read_feed(road.parts, one)
    tell(road)


def news(road, resident):
    return [text for text in resident.sees("notice") if "has news" in text]


def test_news_says_the_number_and_the_state_and_no_more(road, resident, sent):
    push(road, entry(road, "1", "planned", note="Crew 7 to visit Mrs Smith"))
    assert news(road, resident) == [f"Stockport Council has news on {sent}. The work is planned."]


def test_the_feed_is_read_when_there_is_something_to_follow(road, resident):
    read_feed(road)
    assert road.council.asked_for == []


def test_what_the_feed_and_a_push_bring_is_told_once(road, resident, sent):
    road.council.feed = [entry(road, "1", "planned")]
    read_feed(road)
    push(road, entry(road, "1", "planned"))
    read_feed(road, 11)
    read_feed(road, 11)
    assert len(news(road, resident)) == 1
    assert len(road.council.asked_for) == 3


def test_the_same_state_under_another_number_is_no_news(road, resident, sent):
    push(road, entry(road, "1", "in_progress"))
    push(road, entry(road, "2", "in_progress", at=60))
    push(road, entry(road, "3", "unchanged", at=90, note="A note for the file"))
    assert len(news(road, resident)) == 1


def test_what_comes_late_and_is_older_is_not_told(road, resident, sent):
    push(road, entry(road, "2", "fixed", at=60))
    push(road, entry(road, "1", "in_progress", at=0))
    assert len(news(road, resident)) == 1
    assert "fixed" in news(road, resident)[0]


def test_of_several_at_once_the_newest_is_told(road, resident, sent):
    push(road, entry(road, "3", "planned", at=60), entry(road, "1", "open"),
         entry(road, "2", "investigating", at=30))  # fmt: skip
    assert [text.partition(". ")[2] for text in news(road, resident)] == ["The work is planned."]


def test_a_feed_that_cannot_be_read_is_asked_again_later(road, resident, sent):
    road.council.feed = [entry(road, "1", "planned")]
    road.council.feed_faults.append(Unavailable("open311", "too slow"))
    read_feed(road)
    read_feed(road, 30)
    assert news(road, resident) == []
    read_feed(road, 31)
    assert len(news(road, resident)) == 1


def test_the_feed_is_asked_for_with_some_days_twice_and_never_more_than_ninety(
    road, resident, sent
):
    read_feed(road)
    read_feed(road, 11)
    (first, first_end), (second, second_end) = road.council.asked_for
    assert timedelta(days=1.9) < road.time.now() - second < timedelta(days=2.1)
    assert first_end - first < timedelta(days=90)
    assert second_end - second < timedelta(days=90)


def test_news_that_comes_before_the_number_does_waits_for_it(road, resident):
    push(road, entry(road, "1", "planned"))
    road.time.start = road.time.seconds = requests.time.time() + 1
    resident.logs(kind="pothole", service_code="POTHOLE")
    for one in submit.due(road.parts):
        submit.run(road.parts, one)
    tell(road)
    assert len(news(road, resident)) == 1


@pytest.mark.parametrize("status", ["closed", "fixed"])
def test_at_its_end_it_is_asked_once_whether_it_is_fixed(road, resident, sent, status):
    push(road, entry(road, "1", status))
    push(road, entry(road, "2", "in_progress", at=10))
    push(road, entry(road, "3", status, at=20))
    assert [ASK in text for text in news(road, resident)] == [True, False]


@pytest.mark.parametrize(
    "status", ["no_further_action", "not_councils_responsibility", "duplicate", "cancelled"]
)
def test_what_the_council_will_not_do_is_not_asked_about(road, resident, sent, status):
    push(road, entry(road, "1", status))
    assert ASK not in news(road, resident)[0]


def test_someone_in_the_middle_of_something_is_not_asked(road, resident, sent):
    resident.writes("another pothole")
    moment = road.parts.moment()
    with road.store.begin() as tx:
        held = conversations.lock(tx, resident.id, moment)
        conversations.remember(tx, held, [], "report_form", 1, 1)
    push(road, entry(road, "1", "fixed"))
    assert ASK not in news(road, resident)[0]


def test_the_question_goes_with_the_next_message_to_the_engine_and_no_further(road, resident, sent):
    push(road, entry(road, "1", "fixed"))
    resident.writes("no still there")
    road.work()
    resident.writes("thanks")
    road.work()
    first, second = road.engine.ran
    assert first.question["slots"]["track_which"] == sent
    assert (first.question["form"], first.question["slot"]) == ("track_form", "track_fixed")
    assert [one["title"] for one in first.question["offered"]] == [
        "Yes, it is fixed",
        "No, still there",
    ]
    assert second.question is None


def test_a_choice_of_the_question_goes_with_it(road, resident, sent):
    push(road, entry(road, "1", "fixed"))
    with road.store.read() as tx:
        no = messages.visible(tx, resident.id)[-1].choices[1]["id"]
    resident.writes(choice=no)
    road.work()
    assert (road.engine.ran[0].payload, road.engine.ran[0].question["slot"]) == (
        "/deny",
        "track_fixed",
    )


def test_whoever_follows_is_told_by_the_councils_number_and_not_asked(road, resident, sent):
    other = Browser(road)
    moment = road.parts.moment()
    with road.store.begin() as tx:
        facts = {"service_code": "POTHOLE", "kind": "pothole", "place": "Heaton Lane",
                 "status": "open"}  # fmt: skip
        subscriptions.follow(tx, other.id, "C-1", moment, **facts)
    push(road, entry(road, "1", "fixed"))
    assert other.sees("notice") == [
        "Stockport Council: you follow report C-1. The team says that it is fixed."
    ]
    assert len(news(road, resident)) == 1


def test_news_of_a_private_matter_names_only_its_number(road, resident):
    road.time.start = road.time.seconds = requests.time.time() + 1
    reference = resident.logs(kind="complaint", service_code="COMPLAINT").reference
    for one in submit.due(road.parts):
        submit.run(road.parts, one)
    push(road, entry(road, "1", "closed"))
    assert news(road, resident) == [
        f"Stockport Council has news on {reference}. Send me that number to read it."
    ]


def test_nobody_who_was_in_danger_is_written_to(road, resident, sent):
    resident.writes(DANGER)
    push(road, entry(road, "1", "fixed"))
    assert news(road, resident) == []
    assert following.due(road.parts) == [], "and it is not tried for ever"


def test_who_said_stop_gets_no_text(store):
    road = Road(store, senders={"sms": lambda *_: None})
    moment = road.parts.moment()
    with road.store.begin() as tx:
        phones.heard(tx, "p1", "sms", "sealed", moment.now)
        phones.note(tx, "p1", stopped_at=moment.now)
        conversation = conversations.start(tx, "c1", "sms", "p1", "en", moment)
        events.add(tx, conversation.id, "message", {}, moment)
    caller = Browser.__new__(Browser)
    caller.road, caller.id, caller.sent = road, "c1", 0
    caller.logs(kind="pothole", service_code="POTHOLE")
    road.time.start = road.time.seconds = requests.time.time() + 1
    for one in submit.due(road.parts):
        submit.run(road.parts, one)
    push(road, entry(road, "1", "planned"))
    for one in deliver.due(road.parts):
        deliver.run(road.parts, one)
    with road.store.read() as tx:
        statuses = [one.status for one in tx.query(deliver.Delivery)]
    assert statuses == ["refused"]


def test_a_residents_own_words_that_come_back_are_no_note_of_the_councils(road, resident, sent):
    push(road, entry(road, "1", "open", note="It stinks\n\nDoorstep reference: SR-1234567"))
    push(road, entry(road, "2", "planned", at=9, note="Crew on Friday"))
    with road.store.read() as tx:
        assert [one.note for one in tx.scalars(updates.of("C-1"))] == ["", "Crew on Friday"]
