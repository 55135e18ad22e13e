"""Asking again, stopping a task, and taking up the task that was put aside."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CouncilAction, Events, active_form, cleared, closed, resumed
from actions.conversation import service
from actions.topics import load_topics
from integrations.wiring import Services

OFFER_A_PERSON = 2
FETCH_A_PERSON = 3


class Clarify(CouncilAction):
    """Asks which of the likeliest things is meant; then offers a person; then fetches one."""

    def name(self) -> str:
        return service.CLARIFY

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        missed = service.misses(tracker.events)
        if missed >= FETCH_A_PERSON:
            return [{"event": "followup", "name": "action_handover_request"}]
        topics = load_topics()
        ranking = tracker.latest_message.get("intent_ranking") or []
        likely = service.choices(ranking, topics)
        person = topics["speak_to_human"]
        buttons = [{"title": one.title, "payload": f"/{one.intent}"} for one in (*likely, person)]
        if not likely:
            dispatcher.utter_message(response="utter_conversation_not_understood")
        elif missed >= OFFER_A_PERSON:
            dispatcher.utter_message(response="utter_conversation_offer_person", buttons=buttons)
        else:
            dispatcher.utter_message(response="utter_conversation_clarify", buttons=buttons)
        return []


class Cancel(CouncilAction):
    """Stops the task in hand and forgets what it had collected."""

    def name(self) -> str:
        return "action_conversation_cancel"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        form = active_form(tracker)
        dispatcher.utter_message(response="utter_conversation_cancelled")
        events: Events = cleared(tracker, form.removesuffix("_form")) if form else []
        return [*events, *closed(), *_back(dispatcher, tracker)]


class Return(CouncilAction):
    """Takes up the task that was put aside for another."""

    def name(self) -> str:
        return "action_conversation_return"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        return _back(dispatcher, tracker)


def _back(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    events = resumed(tracker)
    if events:
        dispatcher.utter_message(response="utter_conversation_back")
    return events
