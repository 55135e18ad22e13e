"""What phones are owed: order, bursts, who we are; no guard mutes an emergency."""

import pytest

from bot.conversation import arrivals, moving, turn
from integrations.store import deliveries, events
from integrations.store.models import Delivery
from tests.road import DANGER, Road, hands_over, says
from tests.texting import Phone


@pytest.fixture
def road(store, provider):
    return Road(store, senders={"sms": provider, "whatsapp": provider})


def say(road, key):
    return road.parts.phone_words.say(key)


def due(road):
    return turn.due(road.parts)


def test_the_first_text_says_who_we_are_and_later_ones_do_not(road, phone):
    assert phone.says("hello") == [say(road, "welcome"), "You said: hello"]
    assert phone.says("bins") == ["You said: bins"]


def test_texts_within_two_seconds_are_one_turn_in_the_order_they_were_sent(road, known):
    asked = len(road.engine.ran)
    known.texts("on Heaton Lane", sent_at=20.0)
    road.time.move(1)
    known.texts("there is a sofa", sent_at=10.0)
    assert due(road) == []
    road.time.move(2.1)
    road.work()
    assert [one.text for one in road.engine.ran[asked:]] == ["there is a sofa\non Heaton Lane"]


def test_a_long_stream_of_texts_is_read_all_the_same(road, known):
    for _ in range(6):
        known.texts(f"and another {road.time.seconds}")
        road.time.move(1.5)
    assert due(road)


def test_the_same_text_delivered_again_is_one_message(road, known):
    first = known.texts("hello again", key="k1")
    again = known.texts("hello again", key="k1")
    assert (again.duplicate, again.seq) == (True, first.seq)


def test_nought_is_a_person_under_every_list_and_without_one(road, known):
    assert known.says("0") == ["You said: /speak_to_human"]


def test_safe_words_come_before_who_we_are(road, phone):
    said = phone.says(DANGER)
    assert "116 123" in said[0]
    assert said[-1] == say(road, "welcome")


def test_help_says_who_and_how_and_how_to_end(road, known):
    assert known.says("HELP") == [say(road, "help")]


def test_a_call_back_is_promised_and_somebody_gets_it(road, known):
    assert known.says("call me please") == [say(road, "call_back")]
    assert known.item.reason == "call_back"


def test_who_is_passed_to_a_person_is_offered_a_call_and_keeps_the_place(road, known):
    road.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="report"))
    assert say(road, "call_back_offer") in known.says("a person please")[-1]
    since = known.item.waiting_since
    assert known.says("call me") == [say(road, "call_back")]
    assert (known.item.waiting_since, known.item.call_back) == (since, {"how": "call"})


def test_a_machine_that_answers_us_is_answered_three_times(road, known):
    heard = [known.says("I am on leave until Monday") for _ in range(10)]
    assert [len(one) for one in heard] == [1, 1, 1, 0, 0, 0, 0, 0, 0, 0]


def test_danger_said_again_and_again_is_no_loop(road, known):
    for _ in range(10):
        known.texts(DANGER)
    with road.store.read() as tx:
        kinds = [one.kind for one in events.after(tx, known.conversation.id, 0, ("alarm",), 100)]
    assert len(kinds) == 10


def test_a_flood_is_told_so_once_and_read_later(road, known):
    for at in range(30):
        known.texts(f"message number {at}")
        road.time.move(0.1)
    road.time.move(10)
    known.push()
    assert known.provider.got.count(say(road, "fast")) == 1
    assert due(road) == []
    road.time.move(61)
    assert due(road)


def test_a_number_silent_for_long_may_be_someone_elses(road, known):
    before = known.conversation.id
    road.time.move(31 * 24 * 3600)
    assert known.says("hello") == [say(road, "welcome"), "You said: hello"]
    assert known.conversation.id != before


@pytest.mark.parametrize("kind", ["voice", "sticker", "contact", "unknown", "document"])
def test_what_has_no_words_is_answered_kindly(road, known, kind):
    assert known.says(kind=kind) == [say(road, kind)]
    assert len(road.engine.ran) == 1


def test_an_empty_text_is_asked_about(road, known):
    assert known.says("   ") == [say(road, "empty")]


def test_a_pin_is_read_as_a_place(road, known):
    assert known.says(location=(53.41, -2.16))[0].startswith("You said: /inform")


def test_a_text_that_did_not_arrive_is_a_task_for_staff(road, known):
    arrivals.receipt(road.parts, "p2", "failed", "permanent-failure")
    assert known.item.reason == "not_delivered"
    with road.store.read() as tx:
        shown = deliveries.shown(tx, known.conversation.id)
    assert ("failed", "permanent-failure") in [(one.status, one.reason) for one in shown]


def test_a_receipt_quicker_than_our_own_commit_is_not_lost(road, known):
    arrivals.receipt(road.parts, "p3", "failed", "permanent-failure")
    known.says("bins")
    assert known.item.reason == "not_delivered"


def test_a_chat_from_the_web_goes_on_by_text_only_with_its_code(road, phone, provider):
    resident = road.resident()
    road.engine.answers.append(says("Where is it?", task="report_form"))
    resident.writes("there is a sofa")
    road.work()
    code = moving.offer(road.parts, resident.id)
    assert "sofa" not in str(phone.says("AAAAAAA"))
    assert phone.says(code.lower()) == [say(road, "moved")]
    assert phone.conversation.id == resident.id
    assert phone.says("Heaton Lane") == ["You said: Heaton Lane"]
    other = Phone(road, provider, number="+447700900009")
    other.says(code)
    assert other.conversation.id != resident.id


def test_the_spend_cap_stops_the_assistant_and_fetches_a_person(road, known, provider):
    with road.store.begin() as tx:
        row = tx.query(Delivery).first()
        row.fragments = road.parts.council.texting.fragments_a_day
    assert known.says("bins") == [say(road, "capped")]
    assert known.item.reason == "spend_cap"
    assert "116 123" in known.says(DANGER)[0]


def test_a_reaction_needs_no_answer(known):
    assert known.says(kind="reaction") == []
