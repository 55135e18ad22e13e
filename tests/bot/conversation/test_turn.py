"""From the resident's message to the assistant's answer."""

import threading

from bot.conversation import answer as answers
from bot.conversation import turn
from integrations.store import conversations, messages, turns
from integrations.store.models import Message
from tests.road import Road, says


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


def test_the_tracker_is_begun_afresh_after_a_hundred_turns_between_tasks(road, resident):
    with road.store.begin() as tx:
        conversations.remember(tx, resident.conversation, [], None, 1, engine_turns=99)
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
