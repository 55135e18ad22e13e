"""The shapes that design.md fixes for other front ends and for the desk."""

from bot.conversation import session, view
from integrations.store import queue
from tests.road import DANGER, hands_over, says


def read(road, what, *arguments):
    with road.store.read() as tx:
        return what(tx, *arguments)


def news(road, resident, after=0, limit=100):
    return read(road, view.events_after, resident.id, after, limit, road.parts)


def state(road, resident):
    return read(road, view.state, resident.id, road.parts)


def ask_for_a_person(road, resident):
    road.engine.answers.append(hands_over(reason="requested"))
    resident.writes("a person please")
    road.work()


def test_a_message_has_the_fields_of_the_interface_and_no_payload(road, resident):
    road.engine.answers.append(says("Is this right?", buttons=(("Yes", '/choose{"option":"1"}'),)))
    resident.writes("a sofa")
    road.work()
    mine, answer = read(road, view.messages, resident.id, 1)
    assert mine == {
        "seq": 2,
        "from": "resident",
        "name": None,
        "text": "a sofa",
        "choices": [],
        "image": None,
        "at": "2026-01-05T09:30:00Z",
    }
    assert answer["from"] == "assistant"
    assert [set(one) for one in answer["choices"]] == [{"id", "label"}]
    assert "option" not in str(answer)


def test_messages_are_given_after_a_number(road, resident):
    resident.writes("one")
    resident.writes("two")
    assert [one["text"] for one in read(road, view.messages, resident.id, 2)] == ["two"]


def test_the_state_tells_who_owns_the_conversation_and_the_place_in_the_queue(road, resident):
    assert state(road, resident) == {"owner": "assistant", "queue": None, "open": True}
    ask_for_a_person(road, road.resident())
    road.time.move(5)
    ask_for_a_person(road, resident)
    minutes = road.parts.council.queue.minutes_per_position
    assert state(road, resident) == {
        "owner": "queue",
        "queue": {"position": 2, "minutes": 2 * minutes},
        "open": True,
    }
    with road.store.begin() as tx:
        assert queue.claim(tx, resident.item.id, "Sam", road.parts.moment())
    assert state(road, resident) == {"owner": "adviser", "queue": None, "open": True}
    session.end(road.parts, resident.id)
    assert state(road, resident) == {"owner": "closed", "queue": None, "open": False}


def test_news_comes_in_order_and_is_resumed_from_the_last_event(road, resident):
    resident.writes("hello")
    road.work()
    ask_for_a_person(road, resident)
    found = news(road, resident)
    assert [one["event"] for one in found] == ["message"] * 5 + ["state"]
    assert [one["data"]["seq"] for one in found[:5]] == [1, 2, 3, 4, 5]
    assert found[5]["data"]["owner"] == "queue"
    ids = [one["id"] for one in found]
    assert ids == sorted(set(ids))
    assert news(road, resident, after=ids[2]) == found[3:]
    assert news(road, resident, after=ids[-1]) == []
    assert news(road, resident, limit=2) == found[:2]
    assert read(road, view.last_event, resident.id) == ids[-1]


def test_alarms_and_requests_are_not_news_for_the_resident(road, resident):
    resident.logs()
    resident.writes(DANGER)
    assert {one["event"] for one in news(road, resident)} == {"message", "state"}


def test_news_of_another_conversation_is_never_given(road, resident):
    other = road.resident()
    other.writes("private")
    assert "private" not in str(news(road, resident))


def test_a_queue_item_has_the_fields_of_the_interface(road, resident):
    slots = {"report_place": {"label": "Heaton Lane", "confirmed": True}}
    road.engine.answers.append(says("What is it?", slots=slots))
    resident.writes("Heaton Lane")
    road.work()
    road.engine.answers.append(
        hands_over(reason="requested", team="environment", topic="report", summary="Fly-tipping.")
    )
    resident.writes("a person please")
    road.work()
    assert read(road, view.queue_items) == [
        {
            "id": resident.item.id,
            "conversation": resident.id,
            "priority": "normal",
            "team": "environment",
            "reason": "requested",
            "topic": "report",
            "channel": "web",
            "language": "en",
            "waiting_since": "2026-01-05T09:30:00Z",
            "summary": "Fly-tipping.",
            "facts": [{"name": "Place", "value": "Heaton Lane", "message": 2, "confirmed": True}],
        }
    ]


def test_what_a_late_turn_logged_is_shown_to_staff_though_its_answer_is_not(road, resident):
    logged = []

    def submits_while_the_resident_is_handed_over():
        logged.append(resident.logs())
        road.time.move(61)
        road.sweep()

    road.engine.while_thinking = submits_while_the_resident_is_handed_over
    resident.writes("yes")
    road.work()
    assert resident.sees("assistant") == []
    facts = read(road, view.queue_items)[0]["facts"]
    assert facts[-1] == {
        "name": "reference",
        "value": logged[0].reference,
        "message": None,
        "confirmed": True,
    }
