"""What every journey relies on Rasa's forms and rules for: answers, digressions, a person."""

from tests.bot.engine.acting import Actions
from tests.bot.engine.running import Talk


def test_a_report_is_taken_one_question_at_a_time_and_sent_when_confirmed(talk: Talk) -> None:
    assert talk.say("there's a sofa dumped on the road") == ["Where is it?"]
    assert talk.say("Heaton Lane") == ["What did you see?"]
    assert talk.say("a brown sofa") == ["Send a brown sofa at Heaton Lane?"]
    assert talk.say("yes please") == ["Sent: a brown sofa at Heaton Lane."]
    assert talk.send(text="hello").json()["active_loop"] is None


def test_a_second_report_in_the_same_chat_starts_clean(talk: Talk) -> None:
    for place in ("Heaton Lane", "Bramhall Lane"):
        assert talk.say("I want to report fly tipping") == ["Where is it?"]
        assert talk.say(place) == ["What did you see?"]
        talk.say("bags")
        assert talk.say("yes") == [f"Sent: bags at {place}."]


def test_a_kind_file_alone_gives_an_intent_and_starts_its_report(talk: Talk) -> None:
    assert talk.engine.parse("deep pothole on the main road")["intent"]["name"] == "report_pothole"
    assert talk.say("deep pothole on the main road") == ["Where is it?"]


def test_a_refused_answer_is_asked_again(talk: Talk) -> None:
    talk.say("report a pothole")
    assert talk.say("hello") == ["Where is it?"]
    assert talk.say("Heaton Lane") == ["What did you see?"]


def test_free_words_that_look_like_nothing_we_know_are_an_answer(talk: Talk) -> None:
    talk.say("report a pothole")
    talk.say("Heaton Lane")
    assert talk.say("about as deep as my shoe") == ["Send about as deep as my shoe at Heaton Lane?"]


def test_saying_more_about_the_same_thing_is_an_answer_and_not_a_new_report(talk: Talk) -> None:
    talk.say("there's a sofa dumped on the road")
    talk.say("Heaton Lane")
    said = "someone has dumped rubbish and a mattress"
    assert talk.say(said) == [f"Send {said} at Heaton Lane?"]


def test_another_question_in_the_middle_is_answered_and_the_form_taken_up_again(talk: Talk) -> None:
    talk.say("report a pothole")
    talk.say("Heaton Lane")
    assert talk.say("what day do the bins go out?") == ["Which home?"]
    assert talk.say("14 Heaton Lane") == ["Bins for 14 Heaton Lane: Monday.", "What did you see?"]
    assert talk.say("a deep hole") == ["Send a deep hole at Heaton Lane?"]
    assert talk.say("yes") == ["Sent: a deep hole at Heaton Lane."]


def test_a_person_can_be_asked_for_at_any_question(talk: Talk) -> None:
    talk.say("report a pothole")
    reply = talk.send(text="can I talk to a real person").json()
    assert reply["replies"] == [
        {"text": "A person will come.", "custom": {"handover": {"reason": "asked"}}}
    ]
    assert reply["active_loop"] == "report_form"
    assert talk.say("Heaton Lane") == ["What did you see?"]


def test_a_correction_is_taken_whatever_was_being_asked(talk: Talk) -> None:
    talk.say("report a pothole")
    talk.say("number 41")
    assert talk.say("no, number 14 not 41") == ["What did you see?"]
    assert talk.say("a hole") == ["Send a hole at 14?"]


def test_a_report_can_be_stopped(talk: Talk) -> None:
    talk.say("report a pothole")
    reply = talk.send(text="forget it, cancel that").json()
    assert reply["active_loop"] is None
    buttons = [{"title": "Start again", "payload": "/report_pothole"}]
    assert reply["replies"][0]["buttons"] == buttons


def test_a_correction_means_nothing_while_no_question_is_open(talk: Talk) -> None:
    ranking = talk.engine.parse("no, number 14 not 41")["intent_ranking"]
    assert not {"cancel", "correct"} & {one["name"] for one in ranking}


def test_a_choice_arrives_as_the_payload_we_stored(talk: Talk) -> None:
    assert talk.choose("/report_pothole") == ["Where is it?"]
    assert talk.choose('/choose{"option": "Heaton Lane"}') == ["What did you see?"]


def test_the_parts_that_read_a_message_know_the_open_question(talk: Talk, actions: Actions) -> None:
    talk.say("report a pothole")
    talk.say("the hole is outside 14 Heaton Lane, SK4 1AA")
    said = actions.calls[-1]["tracker"]["latest_message"]
    assert said["metadata"]["active_loop"] == "report_form"
    assert said["metadata"]["requested_slot"] == "report_place"
    assert said["metadata"]["messages"] == [2]
    assert said["intent"]["name"] == "inform"
    assert said["understood"]["name"] != "inform"
    assert [(one["entity"], one["value"]) for one in said["entities"]] == [
        ("house_number", "14"),
        ("street", "Heaton Lane"),
        ("postcode", "SK4 1AA"),
    ]
