"""Taking a complaint: the right door first, then in the resident's words, read back and dated."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import cases
from actions.base import (
    CouncilAction,
    CouncilForm,
    Events,
    active_form,
    button,
    cleared,
    heard,
    paused,
    set_slots,
    turn_of,
)
from actions.cases import NewCase, day_name
from actions.complaint import service
from actions.contacts import is_bare_yes
from actions.mentions import Heard
from actions.topics import load_topics
from integrations.wiring import Services

DONE, LOG, NO = "done", "log", "no"
OMBUDSMAN = "lgsco"
OPEN = ("complaint_wanted", "complaint_details", "complaint_contact", "complaint_confirmed")


class Start(CouncilAction):
    """Says the right door, or begins a complaint with what the first message tells."""

    def name(self) -> str:
        return "action_complaint_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        aside = [] if active_form(tracker) == "complaint_form" else paused(tracker)
        bare = service.is_bare(said.text)
        known: dict[str, Any] = {
            "complaint_kind": service.kind_of(said.text),
            "complaint_about": service.our_reference(said.text) or tracker.get_slot("track_about"),
            "complaint_notes": [] if bare else [said.text.strip()],
            "complaint_details": None if bare else DONE,
            "complaint_wanted": LOG,
        }
        ranking = tracker.latest_message.get("intent_ranking") or []
        report = None if bare else service.report_first(said.text, ranking)
        if door := service.door_of(said.text):
            contact = services.council.contacts.get(door.contact)
            says = door.says.format(**vars(contact)) if contact else door.says
            dispatcher.utter_message(response="utter_complaint_door", says=says)
            known["complaint_kind"] = door.log or known["complaint_kind"]
            known["complaint_wanted"] = LOG if door.log else None
        elif report:
            known |= {"complaint_offer": report, "complaint_wanted": None}
        else:
            dispatcher.utter_message(response="utter_complaint_start")
        return [*aside, *cleared(tracker, "complaint"), *set_slots(known)]


class AskWanted(CouncilAction):
    """Asks whether a complaint is wanted beside what was told."""

    def name(self) -> str:
        return "action_ask_complaint_wanted"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        topics = load_topics()
        log = button(LOG, topics["complaint"].title)
        report = tracker.get_slot("complaint_offer")
        if report in topics:
            name = topics[report].name
            first = {"title": topics[report].title, "payload": f"/{report}"}
            dispatcher.utter_message(
                response="utter_complaint_report_first", name=name, buttons=[first, log]
            )
        else:
            no = {"title": "No", "payload": "/deny"}
            said = "beside" if tracker.get_slot("complaint_beside") else "wanted"
            dispatcher.utter_message(response=f"utter_complaint_{said}", buttons=[log, no])
        return []


class AskConfirmed(CouncilAction):
    """Reads the complaint back before it is logged."""

    def name(self) -> str:
        return "action_ask_complaint_confirmed"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        if tracker.get_slot("complaint_tries"):
            dispatcher.utter_message(response="utter_complaint_what_more")
            return []
        reached = tracker.get_slot("complaint_reached") or {}
        dispatcher.utter_message(
            response="utter_complaint_check",
            details="\n".join(tracker.get_slot("complaint_notes") or []),
            contact=" ".join(reached.values()) or "here",
        )
        return []


class Submit(CouncilAction):
    """Commits the complaint beside whatever it is about, and tells its days."""

    def name(self) -> str:
        return "action_complaint_submit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        if tracker.get_slot("complaint_wanted") == NO:
            dispatcher.utter_message(response="utter_complaint_not_logged")
            return cleared(tracker, "complaint")
        about = tracker.get_slot("complaint_about")
        earlier = (tracker.get_slot("complaint_beside") or {}).get("earlier")
        new = NewCase(
            kind=tracker.get_slot("complaint_kind") or service.FIRST,
            task=f"{turn_of(tracker)}.complaint",
            words="\n".join(tracker.get_slot("complaint_notes") or []),
            notes=service.for_staff(about, earlier),
            about=about,
            contact=tracker.get_slot("complaint_reached") or {},
        )
        tell(dispatcher, services, cases.log(services, tracker.sender_id, new))
        return cleared(tracker, "complaint")


class Form(CouncilForm):
    """Takes the answers of the complaint form, one message at a time."""

    def name(self) -> str:
        return "validate_complaint_form"

    def validate_complaint_wanted(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Yes, no, or the complaint itself in more words."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "complaint_wanted":
            return {"complaint_wanted": value}
        said = heard(tracker)
        if said.intent == "deny" and said.option != LOG:
            return dict.fromkeys(OPEN, NO)
        wanted = {"complaint_wanted": LOG, "complaint_answered": None}
        if tracker.get_slot("complaint_beside"):
            return {**wanted, **beside(tracker, said)}
        return wanted

    def validate_complaint_details(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Whatever the resident says of it is kept."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "complaint_details":
            return {"complaint_details": value}
        said = heard(tracker).text.strip()
        notes = [*(tracker.get_slot("complaint_notes") or []), said]
        return {"complaint_details": DONE, "complaint_notes": notes}

    def validate_complaint_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A name, a number, an address; or none. What is none of these was said of the matter."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "complaint_contact":
            return {"complaint_contact": value}
        said = heard(tracker)
        if said.intent == "deny" or service.skips(said.text):
            return {"complaint_contact": DONE}
        if reached := service.reached_by(said.text):
            return {"complaint_contact": DONE, "complaint_reached": reached}
        if is_bare_yes(said):
            return {"complaint_contact": None}  # it is asked again
        notes = [*(tracker.get_slot("complaint_notes") or []), said.text.strip()]
        return {"complaint_contact": DONE, "complaint_notes": notes}

    def validate_complaint_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Yes logs it; anything else is added and read back again."""
        asked = tracker.get_slot("requested_slot") == "complaint_confirmed"
        if not isinstance(value, str) or not asked:
            return {"complaint_confirmed": value}
        said = heard(tracker)
        if said.intent == "affirm":
            return {"complaint_confirmed": DONE}
        if said.intent == "deny" and len(said.text.split()) < 4:
            return {"complaint_confirmed": None, "complaint_tries": 1}
        notes = [*(tracker.get_slot("complaint_notes") or []), said.text.strip()]
        return {"complaint_confirmed": None, "complaint_notes": notes, "complaint_tries": None}


def beside(tracker: Tracker, said: Heard) -> dict[str, Any]:
    """What a yes to an offer settles: what is known of the resident is not asked again, and it is
    read back only where more than a yes was said."""
    known = tracker.get_slot("report_contact")
    reached = {"complaint_contact": DONE, "complaint_reached": known} if known else {}
    notes = tracker.get_slot("complaint_notes") or []
    if said.intent == "affirm" or said.option == LOG:
        return {**reached, "complaint_confirmed": DONE if notes else None}
    return {**reached, "complaint_notes": [*notes, said.text.strip()], "complaint_details": DONE}


def tell(dispatcher: CollectingDispatcher, services: Services, logged: cases.Logged) -> None:
    """The reference, the days, and who is next when the answer is not good enough."""
    council = services.council
    dispatcher.utter_message(
        response="utter_complaint_logged",
        reference=logged.reference,
        day=day_name(logged.day),
        team=council.teams[logged.case.team],
    )
    days = {name: day_name(day) for name, day in
            (("acknowledge", logged.acknowledge), ("answer", logged.answer)) if day}  # fmt: skip
    if len(days) > 1:
        dispatcher.utter_message(response="utter_complaint_dates", **days)
    elif "answer" in days:
        dispatcher.utter_message(response="utter_complaint_answered", **days)
    elif days:
        dispatcher.utter_message(response="utter_complaint_acknowledged", **days)
    ombudsman = council.contacts[OMBUDSMAN]
    after = "next_stage" if logged.case.slug == service.FIRST else "after"
    dispatcher.utter_message(
        response=f"utter_complaint_{after}", name=ombudsman.name, phone=ombudsman.phone
    )
