"""Reporting a problem in the street: place, what was seen, the council's questions, read back."""

from dataclasses import replace
from functools import partial
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
    tell,
    turn_of,
)
from actions.errors import Declined
from actions.mentions import Heard, Mention
from actions.report import draft as drafts
from actions.report import service
from actions.report.draft import Draft
from actions.topics import load_topics
from integrations.errors import IntegrationError, NotFound
from integrations.open311.contract import Definition
from integrations.store import requests
from integrations.wiring import Services, services

# Rasa also asks for slots to be checked that an action has just emptied or filled itself.
SETTLED = (None, drafts.DONE)
ANSWERS = ("inform", "affirm", "deny", "choose")


class Start(CouncilAction):
    """Begins a report with what the first message already tells."""

    def name(self) -> str:
        return "action_report_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        kind = service.load_kinds()[said.intent]
        held = Draft.from_slots(tracker.slots)
        if active_form(tracker) == "report_form" and (held.kind or {}).get("kind") == kind.kind:
            more = partial(drafts.more, held, said, _find(services))
            return set_slots(_try(dispatcher, held, more).slots())
        definition = _definition(services, kind.service_code)
        draft = drafts.begin(kind, turn_of(tracker), said, definition, service.generic_words())
        notices = " ".join(definition.notices) if definition else ""
        response = "utter_report_start_notice" if notices else "utter_report_start"
        dispatcher.utter_message(response=response, name=kind.name, notices=notices)
        if said.mention:
            draft = _try(
                dispatcher, draft, partial(drafts.take_place, draft, said, _find(services))
            )
        return [*paused(tracker), *set_slots(drafts.told(draft).slots())]


class AskPlace(CouncilAction):
    """Asks where it is, or which of several places is meant."""

    def name(self) -> str:
        return "action_ask_report_place"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        mention = Mention.from_slot(draft.mention)
        if draft.options:
            buttons = [button(str(at), one["label"]) for at, one in enumerate(draft.options, 1)]
            dispatcher.utter_message(response="utter_report_which_place", buttons=buttons)
        elif mention.number and not mention.street:
            dispatcher.utter_message(response="utter_report_which_street", number=mention.number)
        elif draft.tries:
            dispatcher.utter_message(response="utter_report_where_again")
        else:
            dispatcher.utter_message(response="utter_report_where")
        return []


class AskAnswer(CouncilAction):
    """Asks the council's next question."""

    def name(self) -> str:
        return "action_ask_report_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        if draft.questions is not None:
            self.ask(dispatcher, draft, heard(tracker))
            return []
        code = (draft.kind or {})["service_code"]
        draft = drafts.asked_again(draft, _definition(services, code))
        self.ask(dispatcher, draft, heard(tracker))
        on = [{"event": "followup", "name": "report_form"}] if draft.answer else []
        return [*set_slots(draft.slots()), *on]

    def ask(self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard) -> None:
        """Says the next question, if there is one."""
        question = drafts.next_question(draft)
        if question is None:
            return
        buttons = [button(key, name) for key, name in question.options]
        response = "utter_report_question" if question.required else "utter_report_question_open"
        missed = (draft.tries or 0) if said.intent in ANSWERS else 0
        if missed > 1:
            person = load_topics()["speak_to_human"]
            buttons.append({"title": person.title, "payload": f"/{person.intent}"})
            dispatcher.utter_message(response="utter_report_stuck")
        elif missed:
            dispatcher.utter_message(response="utter_report_not_an_option")
        dispatcher.utter_message(response=response, question=question.text, buttons=buttons)


class AskConfirmed(CouncilAction):
    """Reads the report back before anything is sent."""

    def name(self) -> str:
        return "action_ask_report_confirmed"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        if draft.changing:
            dispatcher.utter_message(response="utter_report_what_to_change")
        else:
            dispatcher.utter_message(response="utter_report_check", **drafts.read_back(draft))
        return []


class Correct(CouncilAction):
    """Puts right what the resident says is wrong, whatever was being asked."""

    def name(self) -> str:
        return "action_report_correct"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        changed = drafts.correct(draft, heard(tracker), _find(services))
        dispatcher.utter_message(response="utter_report_changed")
        return set_slots(changed.slots())


class Submit(CouncilAction):
    """Commits the report and gives its reference; the submission worker sends it to the council."""

    def name(self) -> str:
        return "action_report_submit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        with services.store.begin() as tx:
            logged = requests.log(tx, _request(draft, tracker.sender_id))
        name = (draft.kind or {})["name"]
        dispatcher.utter_message(
            response="utter_report_sent", reference=logged.reference, name=name
        )
        return cleared(tracker, "report")


class Form(CouncilForm):
    """Takes the answers of the report form, one message at a time."""

    def name(self) -> str:
        return "validate_report_form"

    def validate_report_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A place already settled stays; words are looked up."""
        if not isinstance(value, str):
            return {"report_place": value}
        draft = replace(Draft.from_slots(tracker.slots), place=None)
        take = partial(drafts.take_place, draft, heard(tracker), _find(services()))
        return drafts.told(_try(dispatcher, draft, take)).slots()

    def validate_report_details(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Whatever the resident says about it is kept."""
        if value in SETTLED:
            return {"report_details": value}
        draft, said = Draft.from_slots(tracker.slots), heard(tracker)
        if draft.place and drafts.puts_right(said):
            return self.put_right(dispatcher, replace(draft, details=None), said)
        return drafts.told(drafts.take_details(draft, said)).slots()

    def validate_report_answer(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """An answer to the council's question; the slot stays empty while there are more."""
        if value in SETTLED:
            return {"report_answer": value}
        draft, said = replace(Draft.from_slots(tracker.slots), answer=None), heard(tracker)
        if not said.option and drafts.puts_right(said):
            return self.put_right(dispatcher, draft, said)
        return drafts.take_answer(draft, said).slots()

    def put_right(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """The place is changed, and the question that was open is asked again."""
        put = _try(dispatcher, draft, partial(drafts.correct, draft, said, _find(services())))
        if put.place != draft.place:
            dispatcher.utter_message(response="utter_report_changed")
        return put.slots()

    def validate_report_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """Yes, no, or what to change."""
        if not isinstance(value, str):
            return {"report_confirmed": value}
        draft = replace(Draft.from_slots(tracker.slots), confirmed=None)
        take = partial(drafts.take_confirmation, draft, heard(tracker), _find(services()))
        return _try(dispatcher, draft, take).slots()


def _try(dispatcher: CollectingDispatcher, draft: Draft, take: partial[Draft]) -> Draft:
    """Takes an answer; when the place is refused or cannot be looked up, says so and asks again."""
    try:
        return take()
    except (Declined, IntegrationError) as error:
        tell(dispatcher, error)
        return replace(draft, mention=None, options=None, tries=(draft.tries or 0) + 1)


def _find(services: Services) -> drafts.Find:
    council = services.council
    return lambda mention: places.streets(
        mention, services.addresses, services.postcodes, council.custodian_code, council.gss_code
    )


def _definition(services: Services, code: str) -> Definition | None:
    """The council's questions, none when it asks nothing; None when it cannot be asked."""
    try:
        return services.open311.definition(code)
    except NotFound:
        return Definition(code)
    except IntegrationError:
        return None


def _request(draft: Draft, sender: str) -> requests.NewRequest:
    kind = draft.kind or {}
    answers = {code: value for code, value in (draft.answers or {}).items() if value is not None}
    return requests.NewRequest(
        conversation_id=sender,
        task=str(draft.task),
        kind=kind["kind"],
        service_code=kind["service_code"],
        place={**draft.place, "line": draft.place["label"]} if draft.place else {},
        description=service.description(draft.notes or [kind["name"]]),
        attributes=answers,
    )
