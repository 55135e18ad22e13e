"""Nobody waits in silence: they are told when nobody is there, when it takes long, and when the
doors open (checks 30 and 31)."""

from datetime import UTC, datetime

import pytest

from actions import hours
from bot.conversation import waiting
from integrations.store import presence, queue, staff
from integrations.store.staff import NewStaff
from tests.road import DANGER, Road, hands_over
from tests.texting import Phone

CLOSED = datetime(2026, 1, 5, 22, 0, tzinfo=UTC).timestamp()
TOLD_WITHIN = 30.0
WANTED = {"reason": "requested", "team": "contact_centre", "topic": "report"}


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


def look(road):
    """What the worker does, until nothing is due."""
    did = [waiting.run(road.parts, one) for one in waiting.due(road.parts)]
    return look(road) if any(did) else None


def asks_for_a_person(road, resident):
    road.engine.answers.append(hands_over(**WANTED))
    resident.writes("a person please")
    road.work()
    return len(resident.sees())


def comes_to_the_desk(road):
    moment = road.parts.moment()
    with road.store.begin() as tx:
        sam = staff.add(tx, NewStaff(username="sam", name="Sam", role="agent"), moment)
        presence.become(tx, sam.id, presence.AVAILABLE, moment)


def test_when_nobody_is_there_they_are_told_once_within_half_a_minute(road, resident):
    before = asks_for_a_person(road, resident)
    look(road)
    assert len(resident.sees()) == before
    road.time.move(TOLD_WITHIN)
    look(road)
    look(road)
    assert resident.sees()[before:] == [road.words("nobody")]


def test_while_somebody_is_there_nothing_is_said_of_nobody(road, resident):
    before = asks_for_a_person(road, resident)
    road.time.move(TOLD_WITHIN - 1)
    comes_to_the_desk(road)
    road.time.move(1)
    look(road)
    assert len(resident.sees()) == before


def test_who_waits_long_is_told_again_and_again(road, resident):
    before = asks_for_a_person(road, resident)
    again = road.parts.council.queue.tell_again_minutes * 60.0
    road.time.move(TOLD_WITHIN)
    look(road)
    for _ in range(2):
        road.time.move(again)
        look(road)
        look(road)
    assert resident.sees()[before:] == [
        road.words("nobody"), road.words("still_waiting"), road.words("still_waiting")
    ]  # fmt: skip


def test_who_may_be_watched_is_not_written_to_again_and_again(road, resident):
    resident.writes(DANGER)
    before = len(resident.sees())
    road.time.move(3600)
    look(road)
    assert len(resident.sees()) - before <= 1


def test_after_hours_whoever_waits_is_kept_and_told_when_the_doors_open(road, provider):
    road.time.seconds = CLOSED
    browser = road.resident()
    others = [Phone(road, provider, f"+44770090000{at}", channel)
              for at, channel in enumerate(("sms", "whatsapp"))]  # fmt: skip
    for one in others:
        one.says("hello")
    for writes in (browser.writes, *(one.texts for one in others)):
        road.engine.answers.append(hands_over(**{**WANTED, "reason": "error"}))
        writes("where is my bin")
        road.time.move(3)
        road.work()
    with road.store.read() as tx:
        waits = queue.waiting(tx)
    assert sorted(one.channel for one in waits) == ["sms", "web", "whatsapp"]
    opens = hours.said(datetime(2026, 1, 6, 8, 30, tzinfo=UTC), road.parts.clock.now())
    night = road.parts.council.out_of_hours.phone
    told = road.words("nobody_closed", opens=opens, night=night)
    road.time.move(TOLD_WITHIN)
    look(road)
    others[0].push()
    assert browser.sees()[-1] == told
    assert sum(told in one for one in provider.got) == len(others)
