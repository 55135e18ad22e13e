from actions.conversation.given_back import taken_up, task_of, tasks
from actions.topics import load_topics

PLACE = {"label": "12 Heaton Lane", "uprn": "1", "lat": 53.4, "long": -2.1, "confirmed": False}
BINS = {"form": "bins_form", "slots": {"bins_wanted": ["brown"], "bins_address": None}}
REPORT = {"form": "report_form", "slots": {}}


def test_what_staff_found_out_fills_the_task_that_was_put_aside_and_nothing_else_of_it():
    found = taken_up([REPORT, BINS], {"task": "bins", "place": PLACE}, {})
    slots = {"bins_wanted": ["brown"], "bins_address": {**PLACE, "confirmed": True}}
    assert found == [REPORT, {"form": "bins_form", "slots": slots}]


def test_a_task_that_staff_say_it_is_begins_without_anything_of_an_earlier_one():
    slots = {"bins_address": "an old one", "bins_tries": 2, "report_kind": "graffiti"}
    found = taken_up([REPORT], {"task": "bins", "place": PLACE}, slots)
    assert found[0] == REPORT
    assert found[1]["slots"] == {"bins_address": {**PLACE, "confirmed": True}, "bins_tries": None}


def test_words_are_added_to_those_there_are():
    aside = {"form": "complaint_form", "slots": {"complaint_notes": ["No answer"]}}
    found = taken_up([aside], {"task": "complaint", "details": "Three letters"}, {})
    assert found[0]["slots"]["complaint_notes"] == ["No answer", "Three letters"]
    assert found[0]["slots"]["complaint_details"]


def test_what_help_was_looked_for_is_not_guessed():
    assert taken_up([REPORT], {"task": "find_help", "place": PLACE}, {}) == [REPORT]
    aside = {"form": "find_help_form", "slots": {"find_help_need": "food_help"}}
    found = taken_up([aside], {"task": "find_help", "place": PLACE}, {})
    assert found[0]["slots"]["find_help_place"] == [53.4, -2.1]
    assert found[0]["slots"]["find_help_need"] == "food_help"


def test_nothing_is_begun_with_nothing():
    assert taken_up([], {"task": "bins"}, {}) == []
    assert taken_up([BINS], {}, {}) == [BINS]


def test_every_task_is_known_by_topics_that_there_are():
    for slug, task in tasks().items():
        assert {*task.topics} <= {*load_topics()}
        assert all(task_of(topic) == slug for topic in task.topics)
    assert task_of("speak_to_human") == ""
