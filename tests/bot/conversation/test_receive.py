import threading

import pytest

from bot.conversation import session
from bot.conversation.receive import BadMessage, Inbound, StaleChoice, receive
from integrations.store import conversations, messages, queue
from tests.road import Road, says


def stored(road, conversation_id):
    with road.store.read() as tx:
        return messages.visible(tx, conversation_id)


def inbound(identity, text="hello", provider_id="p1", channel="sms"):
    return Inbound(channel=channel, identity=identity, provider_id=provider_id, text=text)


def together(*calls):
    """Runs calls at the same moment, and gives what each returned."""
    ready = threading.Barrier(len(calls))
    results = [None] * len(calls)

    def go(at, call):
        ready.wait()
        results[at] = call()

    threads = [threading.Thread(target=go, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_message_is_stored_and_numbered_before_it_is_acknowledged(road, resident):
    received = resident.writes("There's a sofa on Heaton Lane")
    assert (received.seq, received.duplicate) == (2, False)
    newest = stored(road, resident.id)[-1]
    assert (newest.sender, newest.text, newest.unanswered) == (
        "resident",
        "There's a sofa on Heaton Lane",
        True,
    )


def test_the_same_client_id_twice_is_one_message(road, resident):
    first = resident.writes("hello", client_id="a")
    again = resident.writes("hello", client_id="a")
    assert (again.seq, again.duplicate) == (first.seq, True)
    assert resident.sees("resident") == ["hello"]


def test_the_same_client_id_in_parallel_is_one_message(open_store):
    roads = [Road(open_store()) for _ in range(4)]
    resident = roads[0].resident()
    message = Inbound(channel="web", identity=resident.id, provider_id="same", text="hello")
    results = together(*[lambda road=road: receive(road.parts, message) for road in roads * 2])
    assert {one.seq for one in results} == {2}
    assert [one.duplicate for one in results].count(False) == 1
    assert resident.sees("resident") == ["hello"]


def test_two_residents_may_use_the_same_client_id(road):
    one, other = road.resident(), road.resident()
    assert not one.writes("hello", client_id="1").duplicate
    assert not other.writes("hello", client_id="1").duplicate


def test_messages_at_the_same_moment_are_all_kept_and_numbered_once(open_store):
    roads = [Road(open_store()) for _ in range(3)]
    resident = roads[0].resident()

    def write(road, number):
        message = Inbound(
            channel="web", identity=resident.id, provider_id=f"n{number}", text=f"message {number}"
        )
        return lambda: receive(road.parts, message)

    together(*[write(road, 10 * at + n) for at, road in enumerate(roads) for n in range(5)])
    found = stored(roads[0], resident.id)
    assert [one.seq for one in found] == list(range(1, 17))
    assert len({one.text for one in found}) == 16


def test_two_first_messages_of_a_new_number_open_one_conversation(open_store):
    roads = [Road(open_store()) for _ in range(2)]
    first, second = together(
        lambda: receive(roads[0].parts, inbound("07700900001", "one", "p1")),
        lambda: receive(roads[1].parts, inbound("07700900001", "two", "p2")),
    )
    assert first.conversation_id == second.conversation_id
    texts = [one.text for one in stored(roads[0], first.conversation_id)]
    assert sorted(texts) == ["one", "two"]


def test_a_text_message_delivered_again_after_the_conversation_closed_is_not_new(road):
    first = receive(road.parts, inbound("07700900001"))
    with road.store.begin() as tx:
        conversation = conversations.lock(tx, first.conversation_id, road.parts.moment())
        conversations.move(tx, conversation, "closed", road.parts.moment())
    again = receive(road.parts, inbound("07700900001"))
    assert (again.conversation_id, again.duplicate) == (first.conversation_id, True)
    later = receive(road.parts, inbound("07700900001", provider_id="p2"))
    assert later.conversation_id != first.conversation_id


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "\u200b\u200d", "\x00\x07", "\U000e0041"])
def test_a_message_with_nothing_in_it_is_refused_and_not_stored(road, resident, text):
    with pytest.raises(BadMessage) as refusal:
        resident.writes(text)
    assert refusal.value.code == "empty"
    assert resident.sees() == []


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("so\x00fa", "sofa"),
        ("bell\x07", "bell"),
        ("\ud800 sofa", "\ufffd sofa"),
        ("sofa\U000e0041\U000e0042", "sofa"),
        ("one\r\ntwo", "one\ntwo"),
        ("🛋️", "🛋️"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ('/report_pothole{"x":1}', '/report_pothole{"x":1}'),
        ("/restart", "/restart"),
        ("caf" + "e" + "\u0301" * 500, "caf" + "e" + "\u0301" * 4),
    ],
)
def test_what_a_resident_typed_is_kept_without_what_breaks_systems(road, resident, text, kept):
    resident.writes(text)
    assert resident.sees("resident") == [kept]


def test_a_very_long_message_is_kept_whole_and_the_resident_is_told(road, resident):
    long = "sofa " * 3000
    resident.writes(long)
    assert resident.sees() == [long.strip(), road.words("too_long")]
    road.work()
    assert len(road.engine.ran[0].text) <= 1000
    assert len(road.engine.ran[0].text.split()) <= 200


@pytest.mark.parametrize("provider_id", ["", "x" * 201, "a\x00b", "\ud800"])
def test_an_id_that_is_no_id_is_refused(resident, provider_id):
    message = Inbound(channel="web", identity=resident.id, provider_id=provider_id, text="hello")
    with pytest.raises(BadMessage) as refusal:
        receive(resident.road.parts, message)
    assert refusal.value.code == "client_id"


def test_a_web_message_for_no_conversation_is_refused(road):
    with pytest.raises(BadMessage) as refusal:
        receive(road.parts, inbound("nobody", channel="web"))
    assert refusal.value.code == "unknown_conversation"


@pytest.fixture
def asked(road, resident):
    """The resident was asked a question with two answers."""
    buttons = (("Yes", "/affirm"), ("No", "/deny"))
    road.engine.answers.append(says("Is this right?", buttons=buttons))
    resident.writes("a sofa")
    road.work()
    return stored(road, resident.id)[-1].choices


def test_a_choice_is_shown_by_its_label_and_sent_as_its_payload(road, resident, asked):
    resident.writes(choice=asked[0]["id"])
    road.work()
    assert resident.sees("resident")[-1] == "Yes"
    assert road.engine.ran[-1].payload == "/affirm"
    assert road.engine.ran[-1].text is None


@pytest.mark.parametrize("choice", ["c1", "/affirm", ""])
def test_a_choice_we_never_offered_is_stale(road, resident, asked, choice):
    with pytest.raises(StaleChoice):
        resident.writes(choice=choice)
    assert resident.sees("resident") == ["a sofa"]


def test_a_choice_of_an_older_question_is_stale(road, resident, asked):
    road.engine.answers.append(says("Which one?", buttons=(("Left", "/a"), ("Right", "/b"))))
    resident.writes("hm")
    road.work()
    with pytest.raises(StaleChoice):
        resident.writes(choice=asked[0]["id"])


def test_a_choice_still_stands_after_an_answer_without_choices(road, resident, asked):
    resident.writes("what day is it?")
    road.work()
    assert resident.writes(choice=asked[1]["id"]).seq


def test_a_question_is_answered_once_but_the_same_answer_may_arrive_twice(road, resident, asked):
    first = resident.writes(choice=asked[0]["id"], client_id="yes")
    assert resident.writes(choice=asked[0]["id"], client_id="yes").seq == first.seq
    with pytest.raises(StaleChoice):
        resident.writes(choice=asked[1]["id"], client_id="no")


def test_a_choice_of_another_resident_is_stale(road, asked):
    with pytest.raises(StaleChoice):
        road.resident().writes(choice=asked[0]["id"])


def test_a_pin_on_the_map_reaches_the_engine_as_a_place(road, resident):
    resident.writes(location=(53.41, -2.16))
    road.work()
    assert road.engine.ran[-1].payload == '/inform{"pin": "53.410000,-2.160000"}'


@pytest.mark.parametrize("place", [(91.0, 0.0), (0.0, 181.0), (float("nan"), 0.0)])
def test_a_place_that_is_not_on_the_map_is_refused(resident, place):
    with pytest.raises(BadMessage) as refusal:
        resident.writes(location=place)
    assert refusal.value.code == "location"


def test_a_conversation_that_ended_takes_no_more_words(road, resident):
    session.end(road.parts, resident.id)
    with pytest.raises(BadMessage) as refusal:
        resident.writes("one more thing")
    assert refusal.value.code == "closed"


def test_who_waits_is_told_once_that_the_message_arrived(road, resident):
    with road.store.begin() as tx:
        moment = road.parts.moment()
        conversation = conversations.lock(tx, resident.id, moment)
        wanted = queue.Handover(reason="requested", team="contact_centre", topic="conversation")
        queue.enter(tx, conversation, wanted, moment)
        conversations.move(tx, conversation, "queue", moment)
    resident.writes("are you there?")
    resident.writes("hello?")
    assert resident.sees() == ["are you there?", road.words("queue_received"), "hello?"]
    road.work()
    assert road.engine.asked == []
