"""Answering a question about a service; then more, a call, a letter, or an assessment."""

from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import cases, needs
from actions.answers import service
from actions.answers.service import Page
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
from actions.topics import load_topics
from integrations.wiring import Services, services

DONE, CALL, LETTER, ASSESS, MORE, PERSON = "done", "call", "letter", "assess", "more", "person"
REPAIR = "housing_repair"
MOST_TRIES = 2


class Start(CouncilAction):
    """Gives the answer, or finds out first whose home it is; an urgent repair gets a person."""

    def name(self) -> str:
        return "action_answers_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        aside = [] if active_form(tracker) == "answers_form" else paused(tracker)
        known: dict[str, Any] = {"answers_intent": said.intent, "answers_words": said.text}
        topic = load_topics()[said.intent]
        known |= {"handover_team": topic.team, "handover_topic": topic.intent}
        if said.intent != REPAIR:
            page = service.page_for(said.intent, said.text)
            known |= {
                "answers_tenure": DONE,
                **give(dispatcher, tracker, services, page, said.text),
            }
            if another_waits(tracker):
                known.setdefault("answers_wish", DONE)  # the other request of the message waits
                known["answers_next"] = known["answers_next"] or DONE
        elif service.says("urgent", said.text):
            phone = services.council.contact.phone
            dispatcher.utter_message(response="utter_answers_urgent_repair", phone=phone)
            known |= dict.fromkeys(("answers_tenure", "answers_next", "answers_contact"), PERSON)
            known["answers_wish"] = PERSON
        elif tenure := service.tenure_in(said.text):
            page = service.page_for(REPAIR, said.text, tenure)
            known |= {
                "answers_tenure": tenure,
                **give(dispatcher, tracker, services, page, said.text),
            }
        ranking = tracker.latest_message.get("intent_ranking") or []
        known["answers_beside"] = needs.beside(
            said.text, ranking, said.intent, service.touches(said.intent)
        )
        return [*aside, *cleared(tracker, "answers"), *set_slots(known)]


class AskTenure(CouncilAction):
    """Whose home it is decides who does the repair."""

    def name(self) -> str:
        return "action_ask_answers_tenure"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        options = service.data()["tenure_options"]
        buttons = [button(key, title) for key, title in options.items()]
        dispatcher.utter_message(response="utter_answers_tenure", buttons=buttons)
        return []


class AskNext(CouncilAction):
    """What else: more, a call, a letter; without internet, only those."""

    def name(self) -> str:
        return "action_ask_answers_next"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        page = service.named(tracker.get_slot("answers_page"))
        titles = service.data()["buttons"]
        if service.says("offline", str(tracker.get_slot("answers_words"))):
            buttons = [button(one, titles[one]) for one in (CALL, LETTER)]
            dispatcher.utter_message(response="utter_answers_offline", buttons=buttons)
            return []
        call = [] if service.cannot_phone(tracker.events) else [CALL]
        offered = [MORE, *([ASSESS] if page.assess else []), *call, DONE]
        person = load_topics()["speak_to_human"]
        helped = needs.buttons(tracker.get_slot("answers_beside") or ())
        buttons = [*helped, *(button(one, titles[one]) for one in offered)]
        buttons.append({"title": person.title, "payload": f"/{person.intent}"})
        response = "utter_answers_next_or_help" if helped else "utter_answers_next"
        dispatcher.utter_message(response=response, buttons=buttons)
        return []


class AskContact(CouncilAction):
    """Whom to call or write to; for an assessment also who it is for, who may be someone else."""

    def name(self) -> str:
        return "action_ask_answers_contact"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        wish = tracker.get_slot("answers_wish")
        if wish == ASSESS:
            page = service.named(tracker.get_slot("answers_page"))
            name = cases.load_cases()[page.assess].name
            dispatcher.utter_message(response="utter_answers_assess", name=name)
        elif wish == LETTER:
            dispatcher.utter_message(response="utter_answers_address")
        else:
            dispatcher.utter_message(response="utter_answers_number")
        return []


class End(CouncilAction):
    """Logs what was asked for, or fetches a person to call."""

    def name(self) -> str:
        return "action_answers_end"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        wish = tracker.get_slot("answers_wish")
        if wish in (LETTER, ASSESS):
            self.log(dispatcher, tracker, services, wish)
        elif wish in (CALL, PERSON):
            topic = load_topics()[tracker.get_slot("answers_intent")]
            if wish == CALL:
                dispatcher.utter_message(response="utter_answers_call_back")
            handover = {
                "reason": "call_back" if wish == CALL else "urgent_repair",
                "team": topic.team,
                "topic": topic.intent,
                "priority": "normal" if wish == CALL else "high",
                "summary": f"{words(tracker)}\n{tracker.get_slot('answers_contact') or ''}".strip(),
            }
            dispatcher.utter_message(json_message={"handover": handover})
        elif not another_waits(tracker):
            dispatcher.utter_message(response="utter_answers_done")
        return cleared(tracker, "answers")

    def log(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, wish: str
    ) -> None:
        """A case with the words it began with and whom to reach."""
        page = service.named(tracker.get_slot("answers_page"))
        reach = str(tracker.get_slot("answers_contact") or "")
        new = NewCase(
            kind=page.assess if wish == ASSESS else LETTER,
            task=f"{turn_of(tracker)}.{wish}",
            words=words(tracker),
            notes=(reach,) if reach not in ("", DONE) else (),
        )
        logged = cases.log(services, tracker.sender_id, new)
        council, day = services.council, day_name(logged.day)
        if wish == LETTER:
            dispatcher.utter_message(
                response="utter_answers_letter", day=day, reference=logged.reference
            )
            return
        contact = council.contacts.get(page.contact) or council.contact
        dispatcher.utter_message(
            response="utter_answers_assessed",
            team=council.teams[logged.case.team],
            name=logged.case.name,
            day=day,
            reference=logged.reference,
            phone=contact.phone,
        )


class Form(CouncilForm):
    """Takes whose home it is, what is wanted next, and whom to reach."""

    def name(self) -> str:
        return "validate_answers_form"

    def validate_answers_tenure(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """One of four; who cannot say is given a person's help by the council's number."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "answers_tenure":
            return {"answers_tenure": value}
        said = heard(tracker)
        options = service.data()["tenure_options"]
        tenure = said.option if said.option in options else service.tenure_in(said.text)
        if tenure is None:
            tries = (tracker.get_slot("answers_tries") or 0) + 1
            if tries < MOST_TRIES:
                return {"answers_tenure": None, "answers_tries": tries}
            tenure = "private"
        first = str(tracker.get_slot("answers_words"))
        page = service.page_for(REPAIR, first, tenure)
        return {"answers_tenure": tenure, **give(dispatcher, tracker, services(), page, first)}

    def validate_answers_next(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """More is told once; a call, a letter and an assessment need to know whom."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "answers_next":
            return {"answers_next": value}
        said = heard(tracker)
        page = service.named(tracker.get_slot("answers_page"))
        offline = service.says("offline", said.text)
        wish = said.option or service.wish_in(said.text)
        if offline and wish not in (CALL, LETTER):
            return {"answers_next": None, "answers_words": f"{words(tracker)}\n{said.text}"}
        if wish in (CALL, LETTER) or (wish == ASSESS and page.assess):
            return {"answers_next": wish, "answers_wish": wish, "answers_contact": None}
        if said.intent == "deny" or wish == DONE or tracker.get_slot("answers_tries") == MORE:
            return {"answers_next": DONE, "answers_contact": DONE}
        say(dispatcher, tracker, services(), page.more, page, offline=False)
        return {"answers_next": None, "answers_tries": MORE}

    def validate_answers_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Kept as it is said: who it is for and whom to reach need not be the same."""
        if not isinstance(value, str) or tracker.get_slot("requested_slot") != "answers_contact":
            return {"answers_contact": value}
        said = heard(tracker)
        if said.intent == "deny" or service.says("skip", said.text):
            return {"answers_contact": DONE}
        return {"answers_contact": said.text.strip()}


def give(
    dispatcher: CollectingDispatcher, tracker: Tracker, services: Services, page: Page, text: str
) -> dict[str, Any]:
    """Tells an answer, and that it is demo text if nobody has checked it. What the message asks to
    be logged is taken up at once."""
    offline = service.says("offline", text)
    say(dispatcher, tracker, services, page.says, page, offline=offline)
    if page.checked is None:
        dispatcher.utter_message(response="utter_answers_unchecked")
    known = {"answers_page": page.page, "answers_tries": 0, "answers_answered": True}
    if service.asks_for_case(page, text):
        return {**known, "answers_next": ASSESS, "answers_wish": ASSESS, "answers_answered": None}
    return {**known, "answers_next": None, "answers_contact": DONE}


def say(
    dispatcher: CollectingDispatcher,
    tracker: Tracker,
    services: Services,
    text: str,
    page: Page,
    *,
    offline: bool,
) -> None:
    """A part of an answer, with whom to call."""
    no_phone = service.cannot_phone(tracker.events)
    lines = service.told(page, text, services.council, offline=offline, no_phone=no_phone)
    dispatcher.utter_message(response="utter_answers_told", lines="\n".join(lines))


def another_waits(tracker: Tracker) -> bool:
    """Whether the message asks, or may ask, for something else that comes next."""
    return bool((tracker.latest_message.get("metadata") or {}).get("later"))


def words(tracker: Tracker) -> str:
    """What the resident wrote that began this."""
    return str(tracker.get_slot("answers_words") or "")
