"""Who waits for a person, in which order, and that one person gets each of them."""

import threading
from collections import Counter

import pytest

from integrations.store import conversations, queue
from integrations.store.queue import Handover
from integrations.store.session import Moment


def moment(seconds=1000.0):
    return Moment(seconds, "2026-01-05T09:30:00Z")


def enter(store, name, priority="normal", since=1000.0):
    with store.begin() as tx:
        conversation = conversations.start(tx, name, "web", name, "en", moment())
        wanted = Handover(
            reason="requested", team="contact_centre", topic="report", priority=priority
        )
        item = queue.enter(tx, conversation, wanted, moment(since))
        conversations.move(tx, conversation, "queue", moment(since))
    return item


def owner(store, name):
    with store.read() as tx:
        return conversations.get(tx, name).owner


def test_the_most_urgent_comes_first_and_then_the_longest_wait(store):
    enter(store, "late", since=1030)
    enter(store, "early", since=1010)
    enter(store, "high", "high", since=1040)
    enter(store, "urgent", "urgent", since=1050)
    with store.read() as tx:
        waiting = queue.waiting(tx)
        assert [one.conversation_id for one in waiting] == ["urgent", "high", "early", "late"]
        assert [queue.position(tx, one) for one in waiting] == [1, 2, 3, 4]


def test_two_who_came_at_the_same_moment_have_different_places(store):
    enter(store, "one")
    enter(store, "two")
    with store.read() as tx:
        assert [queue.position(tx, one) for one in queue.waiting(tx)] == [1, 2]


def test_of_30_advisers_who_take_one_item_at_once_one_gets_it(open_store):
    stores = [open_store() for _ in range(3)]
    items = [enter(stores[0], f"c{number}") for number in range(5)]
    wins = Counter()
    lock = threading.Lock()

    def take(store, adviser, item, start):
        start.wait()
        with store.begin() as tx:
            won = queue.claim(tx, item.id, adviser, moment())
        with lock:
            wins[item.id] += won

    for item in items:
        start = threading.Barrier(30)
        threads = [
            threading.Thread(target=take, args=(stores[n % 3], f"adviser {n}", item, start))
            for n in range(30)
        ]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
    assert wins == Counter({item.id: 1 for item in items})
    with stores[0].read() as tx:
        for item in items:
            found = queue.get(tx, item.id)
            conversation = conversations.get(tx, item.conversation_id)
            assert found.status == "claimed"
            assert (conversation.owner, conversation.adviser) == ("adviser", found.adviser)
            assert conversation.version == 3


def test_an_item_that_is_let_go_keeps_its_place(store):
    first = enter(store, "first", since=1010)
    enter(store, "second", since=1020)
    with store.begin() as tx:
        assert queue.claim(tx, first.id, "Sam", moment())
    with store.begin() as tx:
        assert queue.release(tx, first.id, "Sam", moment(2000))
    assert owner(store, "first") == "queue"
    with store.read() as tx:
        assert [one.conversation_id for one in queue.waiting(tx)] == ["first", "second"]


@pytest.mark.parametrize(
    ("hand", "then"), [(queue.return_to_assistant, "assistant"), (queue.close, "closed")]
)
def test_an_adviser_gives_the_conversation_back_or_closes_it(store, hand, then):
    item = enter(store, "one")
    with store.begin() as tx:
        assert queue.claim(tx, item.id, "Sam", moment())
    with store.begin() as tx:
        assert hand(tx, item.id, "Sam", moment())
    assert owner(store, "one") == then
    with store.read() as tx:
        assert queue.open_item(tx, "one") is None
        assert queue.waiting(tx) == []


@pytest.mark.parametrize("hand", [queue.release, queue.return_to_assistant, queue.close])
def test_only_the_adviser_who_has_it_may_hand_it_on(store, hand):
    item = enter(store, "one")
    with store.begin() as tx:
        assert not hand(tx, item.id, "Alex", moment())
        assert queue.claim(tx, item.id, "Sam", moment())
    with store.begin() as tx:
        assert not hand(tx, item.id, "Alex", moment())
    assert owner(store, "one") == "adviser"


def test_nobody_gets_an_item_that_does_not_exist(store):
    with store.begin() as tx:
        assert not queue.claim(tx, 4235, "Sam", moment())


def test_a_more_urgent_reason_raises_an_item_and_a_lesser_one_does_not_lower_it(store):
    enter(store, "one", "high")
    for priority, expected in (("normal", "high"), ("urgent", "urgent"), ("high", "urgent")):
        with store.begin() as tx:
            conversation = conversations.lock(tx, "one", moment())
            wanted = Handover(reason="emergency", team="adult_care", topic="x", priority=priority)
            queue.enter(tx, conversation, wanted, moment())
        with store.read() as tx:
            assert queue.open_item(tx, "one").priority == expected
