"""The action that answers an emergency only the model heard."""

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


def test_the_safe_words_come_first_and_then_a_person():
    (said, moved), _ = respond("suicide_self_harm", "it is all too much for me")
    assert "116 123" in said["text"].splitlines()[0]
    assert moved["custom"] == {
        "handover": {
            "reason": "emergency",
            "team": "adult_care",
            "priority": "urgent",
            "topic": "suicide_self_harm",
            "summary": "",
        }
    }


def test_a_form_is_put_aside_so_that_nothing_else_is_asked():
    _, events = respond("immediate_danger", "it is going to blow", "report_form")
    assert {"event": "active_loop", "name": None} in events
