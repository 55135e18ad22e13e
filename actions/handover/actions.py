"""Fetching a person, and saying which things a person has to do."""

from zoneinfo import ZoneInfo

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import CouncilAction, Events, active_form, heard, paused, set_slots
from actions.handover import service
from actions.handover.service import Handover
from actions.topics import load_topics
from integrations.wiring import Services

LONDON = ZoneInfo("Europe/London")


class Request(CouncilAction):
    """Moves the conversation to the queue; the task in hand is put aside with all it holds."""

    def name(self) -> str:
        return "action_handover_request"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        intent = heard(tracker).intent
        asked = intent == "speak_to_human"
        team, topic = service.whose(
            load_topics(),
            intent,
            tracker.get_slot("handover_team"),
            tracker.get_slot("handover_topic"),
            tracker.get_slot("report_kind"),
            active_form(tracker),
        )
        opens = service.opens(services.clock.now().astimezone(LONDON), services.council.hours)
        if opens:
            dispatcher.utter_message(
                response="utter_handover_closed",
                opens=f"{opens:%A} at {opens:%H:%M}",
                phone=services.council.out_of_hours.phone,
            )
        else:
            dispatcher.utter_message(response="utter_handover_open")
        reason = "requested" if asked else "not_understood"
        dispatcher.utter_message(json_message=Handover(reason, team, topic).message())
        # Nothing more is said: without this, the question of a task put aside would be asked again.
        return [*paused(tracker), {"event": "followup", "name": "action_listen"}]


class Topic(CouncilAction):
    """Says that a person deals with this, and offers the right team."""

    def name(self) -> str:
        return "action_handover_topic"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        topics = load_topics()
        topic = topics[heard(tracker).intent]
        buttons = [{"title": topics["speak_to_human"].title, "payload": "/speak_to_human"}]
        dispatcher.utter_message(
            response="utter_handover_topic",
            name=topic.name,
            phone=services.council.contact.phone,
            buttons=buttons,
        )
        return set_slots({"handover_team": topic.team, "handover_topic": topic.intent})
