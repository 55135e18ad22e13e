"""What a resident and a person get when no answer comes."""

import pytest

from bot.conversation import turn
from integrations.errors import Refused, Unavailable, Unreadable
from integrations.store.models import Message, Turn
from tests.road import Road, says


def rows(road, model):
    with road.store.read() as tx:
        return list(tx.query(model))


@pytest.mark.parametrize(
    "fault",
    [
        Unavailable("assistant", "status 503", sent=True),
        Unavailable("assistant", "too slow", sent=True),
        Unavailable("assistant", "no reply", sent=True),
        Unreadable("assistant", "not JSON"),
        Refused("assistant", "bad token", status=401),
    ],
    ids=lambda fault: fault.detail,
)
def test_a_failed_turn_is_sent_again_as_the_same_turn(road, resident, fault):
    road.engine.faults.append(fault)
    resident.writes("hello")
    road.work()
    road.time.move(6)
    road.work()
    assert road.engine.asked[0].turn == road.engine.asked[1].turn
    assert resident.sees() == ["hello", "You said: hello"]


def test_the_tries_come_at_once_after_6_and_after_20_seconds(road, resident):
    road.engine.is_down()
    resident.writes("hello")
    tried = []
    for second in range(30):
        road.time.set(second)
        before = len(road.engine.asked)
        road.work()
        tried += [second] * (len(road.engine.asked) - before)
    assert tried == [0, 6, 20]


def test_after_8_seconds_the_resident_is_told_once_with_the_phone_number(road, resident):
    road.engine.is_down()
    resident.writes("hello")
    road.work()
    road.time.set(7.9)
    road.sweep()
    assert resident.sees() == ["hello"]
    road.time.set(8)
    road.sweep()
    road.sweep()
    resident.writes("anyone?")
    road.time.set(17)
    road.sweep()
    assert resident.sees("notice") == [road.words("slow")]
    assert road.parts.council.contact.phone in road.words("slow")


def test_the_next_wait_gets_a_notice_of_its_own(road, resident):
    for _ in range(2):
        road.engine.is_down(1)
        resident.writes("hello")
        road.work()
        road.time.move(8)
        road.sweep()
        road.work()
    assert resident.sees() == ["hello", road.words("slow"), "You said: hello"] * 2


def test_after_three_tries_a_person_gets_the_conversation_with_everything(road, resident):
    slots = {"report_kind": {"name": "fly-tipping"}, "report_notes": ["a sofa", "green"]}
    road.engine.answers.append(says("Where is it?", task="report_form", slots=slots))
    resident.writes("a sofa")
    road.work()
    road.engine.is_down()
    resident.writes("Heaton Lane")
    for second in (0, 6, 20):
        road.time.set(second)
        road.work()
    assert resident.sees()[-1] == road.words("error_handover")
    assert resident.conversation.owner == "queue"
    item = resident.item
    assert (item.reason, item.priority, item.team, item.topic) == (
        "error",
        "high",
        "contact_centre",
        "report",
    )
    assert "Heaton Lane" in item.summary
    assert "fly-tipping" in item.summary
    assert [(one["name"], one["value"], one["message"]) for one in item.facts] == [
        ("About", "fly-tipping", 2),
        ("Details", "a sofa; green", 2),
    ]
    assert [one.status for one in rows(road, Turn)] == ["answered", "abandoned"]


def test_after_60_seconds_a_person_gets_it_even_if_no_worker_ever_looked(road, resident):
    resident.writes("hello")
    road.time.set(59)
    road.sweep()
    assert resident.conversation.owner == "assistant"
    road.time.set(60)
    road.sweep()
    assert resident.conversation.owner == "queue"
    assert resident.item.reason == "error"
    assert resident.sees() == ["hello", road.words("slow"), road.words("error_handover")]
    road.work()
    assert road.engine.asked == []


def test_an_answer_that_comes_after_the_hand_over_is_never_shown(road, resident):
    def everything_takes_too_long():
        road.time.set(61)
        road.sweep()

    road.engine.while_thinking = everything_takes_too_long
    resident.writes("hello")
    road.work()
    assert resident.sees()[-1] == road.words("error_handover")
    late = [one for one in rows(road, Message) if one.suppressed]
    assert [(one.text, one.seq) for one in late] == [("You said: hello", None)]


def test_messages_that_waited_for_a_process_to_come_back_get_an_answer_first(open_store):
    before = Road(open_store())
    resident = before.resident()
    resident.writes("hello")
    after = Road(open_store(), started_at=before.time.start + 600)
    after.time.set(601)
    after.sweep()
    after.work()
    assert resident.sees("assistant") == ["You said: hello"]
    assert resident.conversation.owner == "assistant"


def test_a_worker_that_dies_three_times_on_a_turn_leaves_it_to_a_person(road, resident):
    resident.writes("hello")
    for _ in turn.TRIES_AT:
        assert turn.claim(road.parts, resident.id)
        road.time.move(turn.LEASE + 1)
    assert turn.claim(road.parts, resident.id) is None
    assert resident.conversation.owner == "queue"
    assert resident.sees("notice")[-1] == road.words("error_handover")
