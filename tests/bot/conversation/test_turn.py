"""From the resident's message to the assistant's answer, and what happens when none comes."""

import threading

import pytest

from bot.conversation import answer as answers
from bot.conversation import session, turn
from integrations.errors import Refused, Unavailable, Unreadable
from integrations.store import conversations, messages, queue, turns
from integrations.store.models import Message, Turn
from tests.road import DANGER, Road, hands_over, says


def rows(road, model):
    with road.store.read() as tx:
        return list(tx.query(model))


def test_a_message_is_answered_by_the_engine(road, resident):
    resident.writes("there's a sofa dumped on Heaton Lane")
    road.work()
    asked = road.engine.ran[0]
    assert asked.text == "there's a sofa dumped on Heaton Lane"
    assert asked.conversation == f"{resident.id}.1"
    assert (asked.channel, asked.messages) == ("web", (2,))
    assert resident.sees("assistant") == ["You said: there's a sofa dumped on Heaton Lane"]


def test_an_answered_message_is_not_sent_again(road, resident):
    resident.writes("hello")
    road.work()
    road.work()
    assert len(road.engine.asked) == 1
    assert turn.due(road.parts) == []


def test_messages_sent_one_after_another_are_one_turn(road, resident):
    resident.writes("there's a sofa")
    resident.writes("on Heaton Lane")
    road.work()
    assert [one.text for one in road.engine.ran] == ["there's a sofa\non Heaton Lane"]
    assert road.engine.ran[0].messages == (2, 3)


def test_what_is_written_while_the_assistant_thinks_is_the_next_turn(road, resident):
    resident.writes("one")
    road.engine.while_thinking = lambda: road.engine.asked[1:] or resident.writes("two")
    road.work()
    assert [one.text for one in road.engine.ran] == ["one", "two"]
    assert road.engine.ran[0].turn != road.engine.ran[1].turn


def test_a_choice_is_a_turn_of_its_own(road, resident):
    road.engine.answers.append(says("Is this right?", buttons=(("Yes", "/affirm"),)))
    resident.writes("a sofa")
    road.work()
    with road.store.read() as tx:
        choice = messages.visible(tx, resident.id)[-1].choices[0]["id"]
    resident.writes("hang on")
    resident.writes(choice=choice)
    resident.writes("and another thing")
    road.work()
    said = [one.payload or one.text for one in road.engine.ran[1:]]
    assert said == ["hang on", "/affirm", "and another thing"]


def test_a_burst_is_never_longer_than_the_engine_reads(road, resident):
    for number in range(4):
        resident.writes(f"{number} " + "x" * 400)
    road.work()
    assert [len(one.messages) for one in road.engine.ran] == [2, 2]
    assert all(len(one.text) <= 1000 for one in road.engine.ran)


def test_two_workers_on_one_conversation_take_one_turn(open_store):
    roads = [Road(open_store()) for _ in range(4)]
    resident = roads[0].resident()
    for round_ in range(5):
        resident.writes(f"message {round_}")
        start = threading.Barrier(len(roads))

        def work(road, start=start):
            start.wait()
            turn.run(road.parts, resident.id)

        threads = [threading.Thread(target=work, args=(road,)) for road in roads]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert sum(len(road.engine.asked) for road in roads) == 5
    assert resident.sees("assistant") == [f"You said: message {n}" for n in range(5)]


def test_a_second_worker_waits_while_a_turn_is_under_way(road, resident):
    resident.writes("hello")
    assert turn.claim(road.parts, resident.id)
    resident.writes("still there?")
    assert turn.due(road.parts) == []
    assert turn.claim(road.parts, resident.id) is None


def test_another_worker_takes_the_same_turn_when_the_first_is_gone(road, resident):
    resident.writes("hello")
    first = turn.claim(road.parts, resident.id)
    road.time.move(turn.LEASE + 1)
    road.work()
    assert road.engine.ran[0].turn == first.turn.id
    assert resident.sees("assistant") == ["You said: hello"]


def test_an_answer_is_stored_once_when_two_workers_have_it(road, resident):
    resident.writes("hello")
    slow = turn.claim(road.parts, resident.id)
    answer = road.parts.assistant.turn(slow.to_engine)
    road.time.move(turn.LEASE + 1)
    road.work()
    answers.store(road.parts, slow.turn, slow.version, slow.newest, answer)
    assert resident.sees("assistant") == ["You said: hello"]
    assert [one for one in rows(road, Message) if one.suppressed] == []


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


def move(road, resident, owner):
    with road.store.begin() as tx:
        conversation = conversations.lock(tx, resident.id, road.parts.moment())
        assert conversations.move(tx, conversation, owner, road.parts.moment(), "Sam")


@pytest.mark.parametrize("owner", ["queue", "adviser", "closed"])
def test_the_engine_is_not_asked_when_somebody_else_owns_the_conversation(road, resident, owner):
    resident.writes("hello")
    move(road, resident, owner)
    assert turn.due(road.parts) == []
    assert turn.claim(road.parts, resident.id) is None


@pytest.mark.parametrize("owner", ["queue", "adviser", "closed"])
def test_an_answer_is_kept_back_when_the_owner_changed_meanwhile(road, resident, owner):
    road.engine.while_thinking = lambda: move(road, resident, owner)
    resident.writes("hello")
    road.work()
    assert resident.sees("assistant") == []
    assert [one.text for one in rows(road, Message) if one.suppressed] == ["You said: hello"]
    assert [one.status for one in rows(road, Turn)] == ["suppressed"]


def test_an_answer_is_kept_back_when_the_owner_changed_and_changed_back(road, resident):
    def there_and_back():
        move(road, resident, "adviser")
        move(road, resident, "assistant")

    road.engine.while_thinking = there_and_back
    resident.writes("hello")
    turn.run(road.parts, resident.id)
    assert resident.sees("assistant") == []


def test_words_on_their_way_when_the_resident_ends_are_never_shown(road, resident):
    road.engine.while_thinking = lambda: session.end(road.parts, resident.id)
    resident.writes("hello")
    road.work()
    assert resident.sees("assistant") == []


def test_danger_written_while_the_assistant_thinks_keeps_its_answer_back(road, resident):
    road.engine.while_thinking = lambda: resident.writes(DANGER)
    resident.writes("hello")
    road.work()
    assert resident.sees("assistant") == []
    assert resident.conversation.owner == "queue"


def test_a_request_for_a_person_moves_the_conversation_with_the_last_words(road, resident):
    slots = {"report_place": {"label": "Heaton Lane, SK4", "confirmed": True}}
    road.engine.answers.append(says("What is it?", task="report_form", slots=slots))
    resident.writes("Heaton Lane")
    road.work()
    road.engine.answers.append(
        hands_over(reason="requested", team="environment", topic="report", priority="normal")
    )
    resident.writes("speak to a human")
    road.work()
    assert resident.sees()[-1] == "I will get a person."
    assert resident.conversation.owner == "queue"
    item = resident.item
    assert (item.reason, item.team, item.topic) == ("requested", "environment", "report")
    assert item.summary


def test_messages_after_a_hand_over_reach_no_model(road, resident):
    road.engine.answers.append(hands_over(reason="requested"))
    resident.writes("speak to a human")
    road.work()
    resident.writes("hello?")
    resident.writes("is anyone there")
    road.work()
    road.time.move(120)
    road.sweep()
    assert len(road.engine.asked) == 1
    assert resident.sees("resident")[-1] == "is anyone there"


def test_a_hand_over_without_details_still_fills_the_queue_item(road, resident):
    road.engine.answers.append(hands_over())
    resident.writes("help")
    road.work()
    item = resident.item
    assert (item.team, item.priority, item.reason) == ("contact_centre", "normal", "requested")
    assert item.topic and item.summary and item.language == "en" and item.channel == "web"


def test_the_tracker_is_begun_afresh_after_a_hundred_turns_between_tasks(road, resident):
    road.engine.answers.extend([says("ok")] * 99)
    for number in range(99):
        resident.writes(f"m {number}")
        road.work()
    road.engine.answers.append(says("Where?", task="report_form"))
    resident.writes("a sofa")
    road.work()
    assert resident.conversation.engine_session == 1
    road.engine.answers.append(says("Thank you."))
    resident.writes("Heaton Lane")
    road.work()
    resident.writes("hello")
    road.work()
    assert road.engine.ran[-1].conversation == f"{resident.id}.2"


def test_leases_and_tries_belong_to_one_worker(road, resident):
    resident.writes("hello")
    mine = turn.claim(road.parts, resident.id).turn
    road.time.move(turn.LEASE + 1)
    assert turn.claim(road.parts, resident.id)
    with road.store.begin() as tx:
        assert not turns.finish(tx, mine, "answered")
        assert not turns.postpone(tx, mine, road.time(), "too late")


def test_a_queue_item_is_never_made_twice(road, resident):
    road.engine.answers.append(hands_over(team="environment"))
    resident.writes("a person please")
    road.work()
    with road.store.begin() as tx:
        conversation = conversations.lock(tx, resident.id, road.parts.moment())
        again = queue.Handover(reason="error", team="contact_centre", topic="x")
        queue.enter(tx, conversation, again, road.parts.moment())
    with road.store.read() as tx:
        assert [one.team for one in queue.waiting(tx)] == ["environment"]
