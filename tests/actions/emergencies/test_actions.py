"""The action that answers an emergency only the engine's model heard."""

from types import SimpleNamespace

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.emergencies.actions import Respond
from integrations.council import load

SERVICES = SimpleNamespace(council=load())


def tracker(intent, text, form=None):
    message = {"text": text, "intent": {"name": intent}, "entities": [], "metadata": {}}
    slots = {"report_notes": "a sofa", "conversation_paused": None}
    loop = {"name": form} if form else {}
    return Tracker("c", slots, message, [], False, None, loop, "action_listen")


def respond(*told):
    dispatcher = CollectingDispatcher()
    events = Respond().act(dispatcher, tracker(*told), SERVICES)
    return dispatcher.messages, events


def test_the_road_is_asked_to_put_its_one_question_and_nothing_else_is_said():
    (asked,), events = respond("suicide_self_harm", "it is all too much for me")
    assert asked["custom"] == {"safety_check": "suicide_self_harm"}
    assert not asked["text"]
    assert events == []


def test_a_form_stays_as_it_is_and_does_not_ask_its_question_again_now():
    _, events = respond("immediate_danger", "it is going to blow", "report_form")
    assert events == [
        {"event": "active_loop", "name": "report_form"},
        {"event": "followup", "name": "action_listen"},
    ]
