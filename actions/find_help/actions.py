"""Finding help near a resident: two gentle questions at most, then services, and others."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import needs
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
from actions.find_help import approach, service, telling, where
from actions.find_help.service import Filters, Point
from actions.mentions import Heard
from actions.young import says_young
from integrations.wiring import Services, services

YOUNG, PERSON, NO_LIST, DONE = "young", "person", "no_list", "done"
ANYWHERE, TODAY, NO_HURRY, NO = "anywhere", "yes_today", "no_hurry", "no"
WHERE = "find_help_where"
HINTS = 2


class Start(CouncilAction):
    """Begins with the need, and with the place and the hurry if the first message tells them."""

    def name(self) -> str:
        return "action_find_help_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        words = needs.own_words(tracker.events, said.text)
        again = active_form(tracker) == "find_help_form"
        fresh = [*([] if again else paused(tracker)), *cleared(tracker, "find_help")]
        known: dict[str, Any] = {"find_help_need": said.intent, "find_help_words": words}
        end = YOUNG if says_young(words) else None
        if end is None and telling.listed(services) is None:
            end = NO_LIST
        if end:
            return [*fresh, *set_slots({**known, **ended(end)})]
        need = service.data("needs")["needs"][said.intent]
        for response, facts in telling.before_all(said.intent, services.council):
            dispatcher.utter_message(response=response, **facts)
        point = _place(dispatcher, said, services)
        filters = service.first_filters(words, said.intent)
        if service.says("urgent", said.text):
            known["find_help_urgent"] = "yes"
            filters = replace(filters, today=True)
        elif not need["urgent"]:
            known["find_help_urgent"] = "no"
        ranking = tracker.latest_message.get("intent_ranking") or []
        known["find_help_beside"] = needs.beside(words, ranking, said.intent)
        known["find_help_filters"] = asdict(filters)
        known["find_help_case"] = None if approach.asked_for(said.intent, words) else NO
        if point:
            known |= {"find_help_place": list(point), "find_help_where": "told"}
        elif again:
            known |= {name: tracker.get_slot(name) for name in ("find_help_place", WHERE)}
        return [*fresh, *set_slots(known)]


class AskCase(CouncilAction):
    """Before all else where it was asked for: whether to log an approach or an assessment."""

    def name(self) -> str:
        return "action_ask_find_help_case"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        case = approach.case_of(tracker.get_slot("find_help_need"))
        _ask(dispatcher, f"utter_find_help_offer_{case}", (approach.LOG, NO))
        return []


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
        filters = service.read_filters(tracker.get_slot("find_help_filters"))
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
        also = needs.buttons(tracker.get_slot("find_help_beside") or ())
        _ask(dispatcher, response, options, refer=refer, also=also)
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
            need = tracker.get_slot("find_help_need")
            facts = telling.line_facts(need, council, both=True)
            dispatcher.utter_message(response="utter_find_help_no_list", **facts)
        else:
            dispatcher.utter_message(response="utter_find_help_done")
        return set_slots({"find_help_end": None})


class Form(CouncilForm):
    """Takes where, whether it is urgent, and what else is wanted."""

    def name(self) -> str:
        return "validate_find_help_form"

    def validate_find_help_case(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A yes logs it; whatever else is said, help is looked for and it is offered again."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "find_help_case":
            return {"find_help_case": value}
        said = heard(tracker)
        if says_young(said.text):
            return ended(YOUNG)
        wish = said.option or (approach.LOG if service.says("says_yes", said.text) else None)
        if not _takes_up(tracker, said, wish):
            return {"find_help_case": NO}
        return {**_approach(dispatcher, tracker), "find_help_case": approach.LOG}

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
        if skipped or (said.intent in ("affirm", "deny") and not where.names_place(said)):
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
        filters = service.read_filters(tracker.get_slot("find_help_filters"))
        told = asdict(replace(filters, today=urgent))
        here: dict[str, Any] = {}
        if where.names_place(said) and (point := _place(dispatcher, said, services(), asked=True)):
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
        filters = service.read_filters(tracker.get_slot("find_help_filters"))
        if language := service.language_named(said.text):
            changed = replace(filters, language=language)
            return {**again, "find_help_filters": asdict(changed), "find_help_told": None}
        if wish in ("now", "phone", "nearer"):
            changed = Filters(**{**asdict(filters), wish: True})
            told = None if wish != "nearer" else tracker.get_slot("find_help_told")
            return {**again, "find_help_filters": asdict(changed), "find_help_told": told}
        if wish in ("more", "again"):
            return again | ({"find_help_told": None} if wish == "again" else {})
        if where.names_place(said):
            point = _place(dispatcher, said, services(), asked=True)
            here = {"find_help_place": list(point) if point else None, "find_help_told": None}
            return {**again, **here}
        return _hint(dispatcher, tracker)


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
    dispatcher: CollectingDispatcher,
    response: str,
    options: Sequence[str],
    *,
    refer: bool = False,
    also: Sequence[dict[str, str]] = (),
) -> None:
    titles = service.data("words")["buttons"]
    buttons = [*(button(one, titles[one]) for one in options), *also]
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
    questions = ("find_help_case", WHERE, "find_help_urgent", "find_help_next")
    return {**dict.fromkeys(questions, how), "find_help_end": how}


def _place(
    dispatcher: CollectingDispatcher, said: Heard, services: Services, *, asked: bool = False
) -> Point | None:
    found = where.find(said, services, asked=asked)
    if found.says:
        dispatcher.utter_message(response=found.says)
    return found.point
