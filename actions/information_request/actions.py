"""Logging a request for data or information at once, in the resident's own words, with its day."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import cases
from actions.base import (
    CouncilAction,
    CouncilForm,
    Events,
    active_form,
    cleared,
    heard,
    paused,
    set_slots,
    turn_of,
)
from actions.cases import NewCase, day_name
from actions.contacts import is_bare_yes
from actions.information_request import service
from integrations.wiring import Services, services

DONE, NOTED = "done", "noted"
COMMISSIONER = "information_commissioner"


class Start(CouncilAction):
    """Logs what is asked; where only the right was named, asks for what."""

    def name(self) -> str:
        return "action_information_request_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        here = active_form(tracker) == "information_request_form"
        aside = [] if here else paused(tracker)
        fresh = [*aside, *cleared(tracker, "information_request")]
        if service.is_bare(said.text):
            return [*fresh, *set_slots({"information_request_kind": service.kind_of(said.text)})]
        known = log(dispatcher, tracker, services, said.text, service.kind_of(said.text))
        return [*fresh, *set_slots(known)]


class End(CouncilAction):
    """The last word, when no more is said of whom to answer."""

    def name(self) -> str:
        return "action_information_request_end"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        about = tracker.get_slot("information_request_about")
        if tracker.get_slot("information_request_contact") == NOTED:
            dispatcher.utter_message(response="utter_information_request_noted", reference=about)
        else:
            dispatcher.utter_message(response="utter_information_request_done")
        return cleared(tracker, "information_request")


class Form(CouncilForm):
    """Takes what is wanted, and whom to answer."""

    def name(self) -> str:
        return "validate_information_request_form"

    def validate_information_request_details(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Whatever is asked for is logged."""
        asked = tracker.get_slot("requested_slot") == "information_request_details"
        if not isinstance(value, str) or not asked:
            return {"information_request_details": value}
        said, before = heard(tracker).text, tracker.get_slot("information_request_kind")
        found = service.kind_of(said)
        vague = found == service.data()["otherwise"]
        return log(dispatcher, tracker, services(), said, before if before and vague else found)

    def validate_information_request_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Added to what is logged; the request does not wait for it."""
        asked = tracker.get_slot("requested_slot") == "information_request_contact"
        if not isinstance(value, str) or not asked:
            return {"information_request_contact": value}
        said, about = heard(tracker), tracker.get_slot("information_request_about")
        if said.intent == "deny" or service.skips(said.text) or not about:
            return {"information_request_contact": DONE}
        if is_bare_yes(said):
            return {"information_request_contact": None}  # it is asked again
        task = f"{turn_of(tracker)}.contact"
        cases.add(services(), tracker.sender_id, str(about), task, said.text)
        return {"information_request_contact": NOTED}


def log(
    dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, words: str, kind: str
) -> dict[str, Any]:
    """Commits it and tells its day; the slots say that only whom to answer is open."""
    new = NewCase(kind=kind, task=f"{turn_of(tracker)}.information", words=words)
    logged = cases.log(services, tracker.sender_id, new)
    dispatcher.utter_message(
        response="utter_information_request_logged",
        reference=logged.reference,
        day=day_name(logged.day),
        told=service.data()["told"][kind],
        team=services.council.teams[logged.case.team],
        words=words.strip(),
    )
    if logged.answer:
        dispatcher.utter_message(
            response="utter_information_request_answer", answer=day_name(logged.answer)
        )
    if logged.acknowledge:
        day = day_name(logged.acknowledge)
        dispatcher.utter_message(response="utter_information_request_acknowledge", acknowledge=day)
    if kind in service.WITH_IDENTITY:
        dispatcher.utter_message(response="utter_information_request_identity")
    after = services.council.contacts[COMMISSIONER]
    dispatcher.utter_message(
        response="utter_information_request_after", name=after.name, phone=after.phone
    )
    return {
        "information_request_details": DONE,
        "information_request_about": logged.reference,
        "information_request_answered": True,
    }
