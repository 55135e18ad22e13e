"""Two requests in one message: the second is never lost, never done twice, and never in the way."""

from dataclasses import replace

from integrations.assistant.contract import Second
from integrations.errors import Unavailable
from integrations.store import later
from integrations.store.later_models import Later
from tests.road import Road, hands_over, says

MATTRESS = Second("there's a mattress in the alley", "report_fly_tipping")
BOTH = "my bin was missed and there's a mattress in the alley"
NOTED = "I have noted fly-tipping too. I will come to that next."
NOW = "Then I will help with fly-tipping."


def with_second(result, second=MATTRESS):
    return replace(result, later=(second,))


def owed(road, resident):
    with road.store.read() as tx:
        return [one.text for one in later.owed(tx, resident.id)]


def test_the_second_waits_while_a_question_is_open_and_then_has_a_turn_of_its_own(road, resident):
    road.engine.answers += [
        with_second(says("What is your address?", task="bins_form")),
        says("It is Monday."),
        says("Where is it?", task="report_form"),
    ]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == [NOTED, "What is your address?"]
    resident.writes("4 Heaton Lane")
    road.work()
    assert [one.text for one in road.engine.ran] == [BOTH, "4 Heaton Lane", MATTRESS.text]
    assert resident.sees("assistant")[2:] == ["It is Monday.", NOW, "Where is it?"]
    assert owed(road, resident) == []
    assert len({one.turn for one in road.engine.ran}) == 3
    assert road.engine.ran[2].messages == (2,)


def test_without_a_question_the_second_follows_at_once(road, resident):
    road.engine.answers += [with_second(says("The library opens at nine.")), says("Where is it?")]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == ["The library opens at nine.", NOW, "Where is it?"]


def test_a_task_that_only_waits_whether_more_is_wanted_keeps_nothing_waiting(road, resident):
    listed = says("A service.", task="find_help_form", slots={"find_help_answered": True})
    road.engine.answers += [with_second(listed), says("Where is it?")]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == ["A service.", NOW, "Where is it?"]


def test_what_the_resident_writes_comes_before_the_second(road, resident):
    road.engine.answers += [
        with_second(says("Which home?", task="bins_form")),
        says("Monday."),
        says("You're welcome."),
    ]
    resident.writes(BOTH)
    road.work()
    resident.writes("number 4")
    road.engine.while_thinking = lambda: len(road.engine.ran) == 2 and resident.writes("thanks")
    road.work()
    assert [one.text for one in road.engine.ran][1:] == ["number 4", "thanks", MATTRESS.text]


def test_a_restart_between_the_two_loses_nothing(road, resident, store):
    road.engine.answers.append(with_second(says("Which home?", task="bins_form")))
    resident.writes(BOTH)
    road.work()
    again = Road(store)
    again.time.seconds = road.time.seconds
    resident.road = again
    resident.writes("number 4", client_id="after-the-restart")
    again.work()
    assert [one.text for one in again.engine.ran] == ["number 4", MATTRESS.text]
    assert resident.sees("assistant")[-2:] == [NOW, f"You said: {MATTRESS.text}"]


def test_a_turn_answered_twice_keeps_the_second_once(road, resident):
    road.engine.answers.append(with_second(says("Which home?", task="bins_form")))
    resident.writes(BOTH)
    road.work()
    with road.store.begin() as tx:
        assert tx.query(Later).count() == 1
    road.work()
    assert len(road.engine.asked) == 1


def test_the_second_is_sent_again_when_the_engine_fails(road, resident):
    road.engine.answers.append(with_second(says("The library opens at nine.")))
    resident.writes(BOTH)
    road.engine.while_thinking = lambda: road.engine.faults.append(Unavailable("assistant", "down"))
    road.work()
    assert NOW not in resident.sees()
    road.engine.while_thinking = None
    road.time.move(7)
    road.work()
    assert resident.sees("assistant")[-2:] == [NOW, f"You said: {MATTRESS.text}"]


def test_a_person_who_takes_over_is_told_of_the_second(road, resident):
    road.engine.answers += [
        with_second(says("Which home?", task="bins_form")),
        hands_over(reason="requested"),
    ]
    resident.writes(BOTH)
    road.work()
    resident.writes("can I talk to someone")
    road.work()
    facts = [(one["name"], one["value"]) for one in resident.item.facts]
    assert ("Also asked", MATTRESS.text) in facts
    assert owed(road, resident) == []
    road.work()
    assert len(road.engine.ran) == 2


def test_cancelling_everything_cancels_the_second_too(road, resident):
    road.engine.answers += [
        with_second(says("Which home?", task="bins_form")),
        says("Stopped.", custom={"drop_later": True}),
    ]
    resident.writes(BOTH)
    road.work()
    resident.writes("forget the lot")
    road.work()
    assert resident.sees("assistant")[-1] == "Stopped."
    assert len(road.engine.ran) == 2


def test_a_second_without_a_name_is_announced_all_the_same(road, resident):
    named = Second("something", "an_intent_of_no_topic")
    road.engine.answers += [with_second(says("Yes."), named), says("No.")]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == ["Yes.", "Then I will help with the other thing.", "No."]


def test_what_is_only_perhaps_a_second_request_is_asked_about_and_not_announced(road, resident):
    road.engine.answers += [
        with_second(says("Which home?", task="bins_form"), Second(MATTRESS.text, "perhaps")),
        says("It is Monday."),
        says("Do you need help with that too?"),
    ]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == ["Which home?"]
    resident.writes("number 4")
    road.work()
    assert resident.sees("assistant")[1:] == ["It is Monday.", "Do you need help with that too?"]
    assert (road.engine.ran[2].text, road.engine.ran[2].meant) == (MATTRESS.text, "perhaps")
    assert owed(road, resident) == []


def test_what_is_only_perhaps_a_second_request_waits_until_the_first_is_over(road, resident):
    listed = says("A service.", task="find_help_form", slots={"find_help_answered": True})
    perhaps = Second(MATTRESS.text, "perhaps")
    road.engine.answers += [with_second(listed, perhaps), says("OK."), says("That too?")]
    resident.writes(BOTH)
    road.work()
    assert resident.sees("assistant") == ["A service."]
    resident.writes("that is all")
    road.work()
    assert resident.sees("assistant")[1:] == ["OK.", "That too?"]
