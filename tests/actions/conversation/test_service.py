from actions.conversation.service import CLARIFY, choices, misses
from actions.topics import Topic, load_topics

USER = {"event": "user"}
MISSED = {"event": "action", "name": CLARIFY}
ANSWERED = {"event": "action", "name": "utter_conversation_greet"}


def test_the_first_message_not_understood_is_one():
    assert misses([USER, ANSWERED, USER]) == 1


def test_messages_not_understood_in_a_row_add_up():
    assert misses([USER, MISSED, USER, MISSED, USER]) == 3


def test_a_message_understood_in_between_starts_again():
    assert misses([USER, MISSED, USER, ANSWERED, USER]) == 1


def test_three_named_things_are_offered_and_no_others():
    topics = {name: Topic(name, name, "waste") for name in ("a", "b", "c", "d", "speak_to_human")}
    names = ["nlu_fallback", "a", "speak_to_human", "b", "greet", "c", "d"]
    found = choices([{"name": name} for name in names], topics)
    assert [one.intent for one in found] == ["a", "b", "c"]


def test_every_kind_of_report_is_a_topic_with_a_name():
    topics = load_topics()
    assert topics["report_pothole"].name
    assert topics["check_bin_day"].team == "waste"
