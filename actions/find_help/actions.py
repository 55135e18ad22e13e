"""Finding help near a resident: two gentle questions at most, then services, and others."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import places
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
from actions.errors import Declined, OutsideBoundary
from actions.find_help import approach, service, telling
from actions.find_help.service import Filters, Point
from actions.mentions import Heard, Mention, leftover
from actions.young import says_young
from integrations.errors import IntegrationError
from integrations.wiring import Services, services

YOUNG, PERSON, NO_LIST, DONE = "young", "person", "no_list", "done"
ANYWHERE, TODAY, NO_HURRY = "anywhere", "yes_today", "no_hurry"
HINTS = 2


class Start(CouncilAction):
    """Begins with the need, and with the place and the hurry if the first message tells them."""

    def name(self) -> str:
        return "action_find_help_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        aside = [] if active_form(tracker) == "find_help_form" else paused(tracker)
        fresh = [*aside, *cleared(tracker, "find_help")]
        known: dict[str, Any] = {"find_help_need": said.intent, "find_help_words": said.text}
        end = YOUNG if says_young(said.text) else None
        if end is None and telling.listed(services) is None:
            end = NO_LIST
        if end:
            return [*fresh, *set_slots({**known, **ended(end)})]
        need = service.data("needs")["needs"][said.intent]
        for response, facts in telling.before_all(said.intent, services.council):
            dispatcher.utter_message(response=response, **facts)
        point = _place(dispatcher, said, services)
        filters = service.first_filters(said.text, said.intent)
        if service.says("urgent", said.text):
            known["find_help_urgent"] = "yes"
            filters = replace(filters, today=True)
        elif not need["urgent"]:
            known["find_help_urgent"] = "no"
        known["find_help_filters"] = asdict(filters)
        if point:
            known |= {"find_help_place": list(point), "find_help_where": "told"}
        return [*fresh, *set_slots(known)]


class AskWhere(CouncilAction):
    """The first question: where."""

    def name(self) -> str:
        return "action_ask_find_help_where"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        _ask(dispatcher, "utter_find_help_where", (ANYWHERE,))
        return []


class AskUrgent(CouncilAction):
    """The second question: anything today?"""

    def name(self) -> str:
        return "action_ask_find_help_urgent"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        _ask(dispatcher, "utter_find_help_urgent", (TODAY, NO_HURRY))
        return []


class AskNext(CouncilAction):
    """Tells the services, and what else can be asked for. Asked again, it says nothing twice."""

    def name(self) -> str:
        return "action_ask_find_help_next"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        if tracker.get_slot("find_help_answered"):
            return []
        need = tracker.get_slot("find_help_need")
        told = tracker.get_slot("find_help_told") or []
        filters = read_filters(tracker.get_slot("find_help_filters"))
        place = tracker.get_slot("find_help_place")
        asked = telling.Asked(need, tuple(place) if place else None, filters, told)
        outcome = telling.tell(asked, services)
        for response, facts in outcome.says:
            dispatcher.utter_message(response=response, **facts)
        if outcome.person:
            handover = telling.urgent(need)
            dispatcher.utter_message(json_message={"handover": handover})
            return [
                {"event": "active_loop", "name": None},
                *set_slots({"requested_slot": None}),
                {"event": "followup", "name": "action_listen"},
            ]
        refer = services.email is not None and outcome.takes_names
        case = None if tracker.get_slot("find_help_logged") else approach.case_of(need)
        response = f"utter_find_help_offer_{case}" if case else "utter_find_help_ask_more"
        options = [*([approach.LOG] if case else []), *telling.buttons(outcome)]
        _ask(dispatcher, response, options, refer=refer)
        known = {"find_help_told": [*told, *outcome.told], "find_help_answered": True}
        return set_slots({**known, "find_help_shown": list(outcome.told)})


class End(CouncilAction):
    """The last word of the task."""

    def name(self) -> str:
        return "action_find_help_end"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        council = services.council
        end = tracker.get_slot("find_help_end")
        if end == YOUNG:
            childline = council.contacts["childline"].phone
            dispatcher.utter_message(response="utter_find_help_young", phone=childline)
        elif end == NO_LIST:
            line = telling.line(tracker.get_slot("find_help_need"), council)
            dispatcher.utter_message(
                response="utter_find_help_no_list",
                name=line.name,
                phone=line.phone,
                council=council.contact.phone,
            )
        else:
            dispatcher.utter_message(response="utter_find_help_done")
        return set_slots({"find_help_end": None})


class Form(CouncilForm):
    """Takes where, whether it is urgent, and what else is wanted."""

    def name(self) -> str:
        return "validate_find_help_form"

    def validate_find_help_where(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Any answer will do: a place that is not known is no reason to withhold help."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "find_help_where":
            return {"find_help_where": value}
        said = heard(tracker)
        if says_young(said.text):
            return ended(YOUNG)
        skipped = said.option == ANYWHERE or service.says("anywhere", said.text)
        if skipped or (said.intent in ("affirm", "deny") and not _names_place(said)):
            return {"find_help_where": ANYWHERE}
        point = _place(dispatcher, said, services(), asked=True)
        return {"find_help_where": "told", "find_help_place": list(point) if point else None}

    def validate_find_help_urgent(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Yes in any words; what is neither yes nor no is no hurry."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "find_help_urgent":
            return {"find_help_urgent": value}
        said = heard(tracker)
        if says_young(said.text):
            return ended(YOUNG)
        no = said.option == NO_HURRY or said.intent == "deny" or service.says("says_no", said.text)
        yes = said.option == TODAY or said.intent == "affirm" or service.says("says_yes", said.text)
        urgent = not no and (yes or service.says("urgent", said.text))
        filters = read_filters(tracker.get_slot("find_help_filters"))
        told = asdict(replace(filters, today=urgent))
        here: dict[str, Any] = {}
        if _names_place(said) and (point := _place(dispatcher, said, services(), asked=True)):
            here = {"find_help_place": list(point)}
        return {"find_help_urgent": "yes" if urgent else "no", "find_help_filters": told, **here}

    def validate_find_help_next(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """More, nearer, open now, by phone, another language, another place, or enough."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "find_help_next":
            return {"find_help_next": value}
        said = heard(tracker)
        if says_young(said.text):
            return ended(YOUNG)
        wish = said.option or service.asked(said.text)
        if _takes_up(tracker, said, wish):
            return _approach(dispatcher, tracker)
        if said.intent == "affirm" and wish in (None, DONE):
            wish = "more"
        if said.intent == "deny" or wish == DONE:
            return ended(DONE)
        again = {"find_help_next": None, "find_help_answered": None, "find_help_pending": None}
        filters = read_filters(tracker.get_slot("find_help_filters"))
        if language := service.language_named(said.text):
            changed = replace(filters, language=language)
            return {**again, "find_help_filters": asdict(changed), "find_help_told": None}
        if wish in ("now", "phone", "nearer"):
            changed = Filters(**{**asdict(filters), wish: True})
            told = None if wish != "nearer" else tracker.get_slot("find_help_told")
            return {**again, "find_help_filters": asdict(changed), "find_help_told": told}
        if wish in ("more", "again"):
            return again | ({"find_help_told": None} if wish == "again" else {})
        if _names_place(said):
            point = _place(dispatcher, said, services(), asked=True)
            here = {"find_help_place": list(point) if point else None, "find_help_told": None}
            return {**again, **here}
        return _hint(dispatcher, tracker)


def _names_place(said: Heard) -> bool:
    return bool(said.mention or service.area_named(said.text))


def _takes_up(tracker: Tracker, said: Heard, wish: str | None) -> bool:
    need, logged = tracker.get_slot("find_help_need"), tracker.get_slot("find_help_logged")
    return approach.wanted(str(need), logged, said, wish)


def _approach(dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
    """Logs what was offered beside the services, and tells its reference and day."""
    parts, need = services(), str(tracker.get_slot("find_help_need"))
    words = str(tracker.get_slot("find_help_words") or "")
    logged = approach.log(parts, tracker.sender_id, turn_of(tracker), need, words)
    dispatcher.utter_message(response="utter_find_help_logged", **approach.facts(parts, logged))
    return {"find_help_next": None, "find_help_logged": logged.reference}


def _ask(
    dispatcher: CollectingDispatcher, response: str, options: Sequence[str], *, refer: bool = False
) -> None:
    titles = service.data("words")["buttons"]
    buttons = [button(one, titles[one]) for one in options]
    if refer:
        buttons.insert(0, {"title": titles["refer"], "payload": "/ask_referral"})
    dispatcher.utter_message(response=response, buttons=buttons)


def _hint(dispatcher: CollectingDispatcher, tracker: Tracker) -> dict[str, Any]:
    hints = (tracker.get_slot("find_help_pending") or 0) + 1
    if hints > HINTS:
        return ended(DONE)
    dispatcher.utter_message(response="utter_find_help_hint")
    return {"find_help_next": None, "find_help_pending": hints}


def ended(how: str) -> dict[str, Any]:
    """Every question closed, and the word that ends the task."""
    questions = ("find_help_where", "find_help_urgent", "find_help_next")
    return {**dict.fromkeys(questions, how), "find_help_end": how}


def read_filters(value: dict[str, Any] | None) -> Filters:
    """What was kept between two messages."""
    return Filters(**{**value, "groups": tuple(value["groups"])}) if value else Filters()


def _place(
    dispatcher: CollectingDispatcher, said: Heard, services: Services, *, asked: bool = False
) -> Point | None:
    """Where the resident is, as far as it can be known; a system that is down is no obstacle."""
    mention = said.mention
    area = service.area_named(said.text)
    if point := mention.pin or (None if mention.postcode else area):
        return point
    if asked and not mention:
        left = leftover(said.text, mention)
        mention = Mention(street=(left,), words=said.text) if left else mention
    if not mention.street and not mention.postcode:
        return None
    council = services.council
    try:
        found = places.streets(
            mention,
            services.addresses,
            services.postcodes,
            council.custodian_code,
            council.gss_code,
        )
    except OutsideBoundary:
        dispatcher.utter_message(response="utter_find_help_outside")
        return None
    except (Declined, IntegrationError):
        if asked and not area:
            dispatcher.utter_message(response="utter_find_help_where_unknown")
        return area
    place = found.places[0] if isinstance(found, places.Choices) else found
    return (place.lat, place.long)
