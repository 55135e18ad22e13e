"""Whose conversation it is: looked at before the engine is asked, and when its answer is stored."""

import pytest

from bot.conversation import session, turn
from integrations.store import conversations, queue
from integrations.store.models import Message, Turn
from tests.road import DANGER, hands_over, says


def rows(road, model):
    with road.store.read() as tx:
        return list(tx.query(model))


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
