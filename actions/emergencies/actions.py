"""The engine's own ear: danger it hears where the road heard none leads to one question."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CouncilAction, Events, active_form, heard
from integrations.wiring import Services


class Respond(CouncilAction):
    """Asks the road for its caring question; the form in hand waits for the answer.

    The plain rules and the road's ear have both let the message pass, so this alone is no ground
    to fetch a person over the resident's head.
    """

    def name(self) -> str:
        return "action_emergencies_respond"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        dispatcher.utter_message(json_message={"safety_check": heard(tracker).intent})
        form = active_form(tracker)
        if not form:
            return []
        return [
            {"event": "active_loop", "name": form},
            {"event": "followup", "name": "action_listen"},
        ]
