"""Fetching a person."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import hours
from actions.base import CouncilAction, Events, active_form, heard, paused
from actions.handover import service
from actions.handover.service import Handover
from actions.hours import Closed, Opening
from actions.topics import load_topics
from integrations.store import closures
from integrations.wiring import Services


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
            tracker.get_slot("find_help_need"),
        )
        now, opening = services.clock.now(), opening_of(services, team)
        opens = hours.next_open(opening, now)
        if hours.is_open(opening, now) or opens is None:
            dispatcher.utter_message(response="utter_handover_open")
        else:
            dispatcher.utter_message(
                response="utter_handover_closed",
                opens=hours.said(opens, now),
                phone=services.council.out_of_hours.phone,
            )
        reason = "requested" if asked else "not_understood"
        dispatcher.utter_message(json_message=Handover(reason, team, topic).message())
        # Nothing more is said: without this, the question of a task put aside would be asked again.
        return [*paused(tracker), {"event": "followup", "name": "action_listen"}]


def opening_of(services: Services, team: str) -> Opening:
    """When this team is there."""
    with services.store.read() as tx:
        shut = closures.still_to_come(tx, services.clock.now())
    holidays = services.bank_holidays.days()
    return hours.of_team(services.council, team, holidays, [Closed(*one) for one in shut])
