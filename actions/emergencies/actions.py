"""Safe words and a person at once, when the model hears what the plain rules missed."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CouncilAction, Events, heard, paused
from actions.emergencies import service
from integrations.wiring import Services


class Respond(CouncilAction):
    """Says the safe words and moves the conversation to the queue; nothing else is asked."""

    def name(self) -> str:
        return "action_emergencies_respond"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        found = service.understood(heard(tracker).intent, heard(tracker).text)
        dispatcher.utter_message(text=service.words(found, services.council))
        dispatcher.utter_message(
            json_message={
                "handover": {
                    "reason": found.reason,
                    "team": found.team,
                    "priority": found.priority,
                    "topic": found.kind,
                    "summary": "",
                }
            }
        )
        return paused(tracker)
