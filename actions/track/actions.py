"""Telling what became of a request, and telling the council when it is not fixed after all."""

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import beside
from actions.base import (
    CouncilAction,
    CouncilForm,
    Events,
    active_form,
    button,
    cleared,
    heard,
    in_line,
    paused,
    set_slots,
    turn_of,
)
from actions.choices import option_meant
from actions.mentions import Heard
from actions.topics import load_topics
from actions.track import finding, service
from actions.track.finding import Found
from integrations.store import requests
from integrations.wiring import Services, services

DONE = "done"
MOST_OPTIONS = 6
MOST_TRIES = 2


class Start(CouncilAction):
    """Finds the request that is meant, and tells about it; else the form asks which."""

    def name(self) -> str:
        return "action_track_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        aside = [] if active_form(tracker) == "track_form" else paused(tracker)
        slots = self.begin(dispatcher, tracker, services, said.text)
        return [*aside, *cleared(tracker, "track"), *set_slots(slots)]

    def begin(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, text: str
    ) -> dict[str, Any]:
        """What the first message settles already."""
        sender = tracker.sender_id
        if given := service.references(text):
            return numbered(dispatcher, services, tracker, given, [text])
        mine = finding.of_resident(services, sender)
        last = told_last(tracker, services) if not mine else None
        if last and service.meant(text, [last.mine]):
            return told(dispatcher, services, last)
        chosen = service.meant(text, [one.mine for one in mine])
        if len(chosen) == 1:
            return told(dispatcher, services, finding.one_of(mine, chosen[0].reference))
        if not chosen and (topic := service.elsewhere(text)):
            return elsewhere(dispatcher, services, topic)
        offered = [one.reference for one in chosen] or [one.mine.reference for one in mine[::-1]]
        named = {one.mine.reference: finding.label(one) for one in mine}
        options = [{"reference": one, "label": named[one]} for one in offered[:MOST_OPTIONS]]
        return {"track_options": options or None, "track_tries": 0}


class AskWhich(CouncilAction):
    """Asks which request, or for its number."""

    def name(self) -> str:
        return "action_ask_track_which"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        options = tracker.get_slot("track_options")
        if options:
            buttons = [button(str(at), one["label"]) for at, one in enumerate(options, 1)]
            several = "utter_track_which" if len(options) > 1 else "utter_track_which_of_these"
            dispatcher.utter_message(response=several, buttons=buttons)
        elif asked := tracker.get_slot("track_asked"):
            dispatcher.utter_message(response="utter_track_which_thing", reference=asked)
        elif tracker.get_slot("track_tries"):
            dispatcher.utter_message(response="utter_track_number_again")
        else:
            dispatcher.utter_message(response="utter_track_number")
        return []


class End(CouncilAction):
    """Thanks, or tells the council that it is not fixed."""

    def name(self) -> str:
        return "action_track_end"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        fixed, about = tracker.get_slot("track_fixed"), tracker.get_slot("track_about")
        then: Events = []
        if fixed == service.FIXED:
            dispatcher.utter_message(response="utter_track_glad")
        elif fixed == service.NOT_FIXED:
            then = self.reopen(dispatcher, tracker, services, str(about))
        kept = set_slots({"track_about": about})  # a complaint that follows is about this
        return [*cleared(tracker, "track"), *kept, *then]

    def reopen(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, about: str
    ) -> Events:
        """Commits what the resident says of it; the submission worker tells the council. Who has
        said so before, or is unhappy, is offered a complaint beside it."""
        with services.store.begin() as tx:
            request = requests.by_reference(tx, about)
            if request is None:
                return []
            before = requests.additions(tx, request.reference, requests.REOPEN)
            words = str(tracker.get_slot("track_words") or "")
            task = f"{turn_of(tracker)}.reopen"
            requests.log(tx, finding.reopening(request, tracker.sender_id, task, words))
        again = any(one.task != task for one in before) or service.says("unhappy", words)
        dispatcher.utter_message(response="utter_track_reopened", reference=request.reference)
        if not again:
            return []
        offer = beside.offered(request.reference, [words] if words else [])
        return in_line(tracker, beside.FORM, offer)


class Form(CouncilForm):
    """Takes which request is meant, and whether it is fixed."""

    def name(self) -> str:
        return "validate_track_form"

    def validate_track_which(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A number, one of those offered, or that there is no number."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "track_which":
            return {"track_which": value}
        said, parts, sender = heard(tracker), services(), tracker.sender_id
        asked = tracker.get_slot("track_asked")
        if given := service.references(said.text) or ([asked] if asked and not lost(said) else []):
            spoken = [*(tracker.get_slot("track_told") or []), said.text]
            return numbered(dispatcher, parts, tracker, given, spoken)
        options = tracker.get_slot("track_options") or []
        names = [(str(at), one["label"]) for at, one in enumerate(options, 1)]
        key = said.option or option_meant(said.text, names)
        mine = finding.of_resident(parts, sender)
        if key and key.isdigit() and 1 <= int(key) <= len(options):
            return told(dispatcher, parts, finding.one_of(mine, options[int(key) - 1]["reference"]))
        chosen = service.meant(said.text, [one.mine for one in mine])
        if options and len(chosen) == 1:
            return told(dispatcher, parts, finding.one_of(mine, chosen[0].reference))
        if topic := service.elsewhere(said.text):
            return elsewhere(dispatcher, parts, topic)
        if said.intent == "deny" or lost(said):
            return no_number(dispatcher, parts)
        return missed(dispatcher, tracker, parts)

    def validate_track_fixed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Yes or no, in any words."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "track_fixed":
            return {"track_fixed": value}
        said = heard(tracker)
        fixed = service.fixed_said(said.text, said.intent)
        words = "" if said.text.startswith("/") else said.text
        if fixed:
            return {"track_fixed": fixed, "track_words": words}
        tries = (tracker.get_slot("track_tries") or 0) + 1
        if tries >= MOST_TRIES:
            dispatcher.utter_message(response="utter_track_left_open")
            return {"track_fixed": DONE}
        return {"track_fixed": None, "track_tries": tries}


def told_last(tracker: Tracker, services: Services) -> Found | None:
    """The request that was told about in this conversation."""
    about = tracker.get_slot("track_about")
    return finding.by_number(services, tracker.sender_id, [str(about)]) if about else None


def lost(said: Heard) -> bool:
    """Whether somebody has no number."""
    return bool(
        service.says("no_number", re.sub(r"^\W*(?:no|nope|nah)\W+", "", said.text, flags=re.I))
    )


def missed(
    dispatcher: CollectingDispatcher, tracker: Tracker, services: Services
) -> dict[str, Any]:
    """Asked again, but not for ever."""
    tries = (tracker.get_slot("track_tries") or 0) + 1
    if tries > MOST_TRIES:
        return no_number(dispatcher, services)
    return {"track_which": None, "track_tries": tries, "track_asked": None}


def numbered(
    dispatcher: CollectingDispatcher,
    services: Services,
    tracker: Tracker,
    given: list[str],
    spoken: list[str],
) -> dict[str, Any]:
    """The request of a number, once it is clear that it is the one spoken of."""
    found = finding.by_number(services, tracker.sender_id, given)
    right = found and finding.is_the_one(services, tracker.sender_id, found, spoken)
    if found and right:
        return {**told(dispatcher, services, found), "track_asked": None}
    if found and right is None:
        return {"track_which": None, "track_asked": given[0], "track_told": spoken}
    response = "utter_track_no_match" if found else "utter_track_not_found"
    dispatcher.utter_message(response=response, reference=given[0])
    return {**missed(dispatcher, tracker, services), "track_told": spoken}


def told(dispatcher: CollectingDispatcher, services: Services, found: Found) -> dict[str, Any]:
    """Tells about a request; the slots say whether a question follows."""
    lines, ask = finding.tell(services, found)
    dispatcher.utter_message(response="utter_track_told", lines="\n".join(lines))
    number = found.mine.reference
    fixed = None if ask else DONE
    return {"track_which": number, "track_about": number, "track_fixed": fixed, "track_tries": 0}


def no_number(dispatcher: CollectingDispatcher, services: Services) -> dict[str, Any]:
    """It cannot be looked up: a person can."""
    phone = services.council.contact.phone
    dispatcher.utter_message(response="utter_track_no_number", phone=phone)
    return {"track_which": DONE, "track_fixed": DONE}


def elsewhere(dispatcher: CollectingDispatcher, services: Services, topic: str) -> dict[str, Any]:
    """Another system of the council's holds it: whose it is, and a person."""
    whose = load_topics()[topic]
    phone = services.council.contact.phone
    dispatcher.utter_message(response="utter_track_elsewhere", name=whose.name, phone=phone)
    kept = {"handover_team": whose.team, "handover_topic": whose.intent}
    return {"track_which": DONE, "track_fixed": DONE, **kept}
