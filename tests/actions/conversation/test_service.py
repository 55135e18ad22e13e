import pytest

from actions.conversation import service
from actions.conversation.service import (
    CLARIFY,
    asked_before,
    besides,
    choices,
    means_everything,
    misses,
    offered_before,
)
from actions.topics import Topic, load_topics

USER = {"event": "user"}
MISSED = {"event": "action", "name": CLARIFY}
OTHER = {"event": "user", "parse_data": {"intent": {"name": "something_else"}}}
PERHAPS = {"event": "user", "parse_data": {"intent": {"name": "perhaps"}}}
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


def test_saying_that_none_was_meant_neither_counts_nor_starts_again():
    assert misses([USER, MISSED, OTHER, ANSWERED, USER]) == 2


def test_asking_about_a_second_request_is_no_message_that_was_not_understood():
    assert misses([USER, ANSWERED, PERHAPS, MISSED, USER]) == 1
    assert misses([USER, MISSED, PERHAPS, MISSED, USER]) == 2


def test_beside_what_a_message_was_taken_for_only_what_is_likely_is_offered():
    topics = {name: Topic(name, name, "waste") for name in ("a", "b", "c", "d")}
    chances = {"a": 0.5, "greet": 0.2, "b": 0.2, "c": 0.06, "d": 0.01}
    ranking = [{"name": name, "confidence": chance} for name, chance in chances.items()]
    assert [one.intent for one in besides(ranking, "a", topics)] == ["b", "c"]
    assert [one.intent for one in besides(ranking, None, topics)] == ["a", "b", "c"]
    assert [one.intent for one in besides(ranking[-1:], "a", topics)] == ["d"]


def test_names_that_are_the_same_are_offered_once():
    topics = {name: Topic(name, "litter", "waste") for name in ("a", "b")}
    assert [one.intent for one in choices([{"name": "a"}, {"name": "b"}], topics)] == ["a"]


def test_the_same_choices_are_known_to_have_been_offered():
    topics = load_topics()
    bins, tax = topics["check_bin_day"], topics["council_tax_query"]
    buttons = [{"payload": f"/{one}"} for one in (bins.intent, tax.intent, "something_else")]
    events = [{"event": "bot", "data": {"buttons": buttons}}]
    assert asked_before(events, [tax, bins])
    assert not asked_before(events, [bins])
    assert not asked_before([], [bins, tax])


def test_what_was_offered_by_its_name_is_not_asked_about_again():
    topics = load_topics()
    food, tax = topics["food_help"], topics["council_tax_query"]
    events = [{"event": "bot", "data": {"buttons": [{"payload": "/food_help"}]}}, USER]
    assert offered_before(events, food)
    assert not offered_before(events, tax)


def test_everything_is_cancelled_only_when_that_is_said():
    assert means_everything("oh just cancel both, thanks")
    assert not means_everything("cancel that")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is this chat saved?", True),
        ("Who can read this", True),
        ("what happens to the things I write here", True),
        ("will my landlord find out what I’ve said", True),
        ("are you a robot", False),
        ("what can you do", False),
        ("who am I speaking to", False),
        ("is it a man or a woman I'm talking to", False),
    ],
)
def test_who_asks_what_is_kept_is_told_apart_from_who_asks_what_we_are(text, asks):
    assert service.asks_who_reads(text) == asks
