"""Reporting a problem in the street: place, what was seen, the council's questions, read back."""

from dataclasses import replace
from functools import partial
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
    tell,
    turn_of,
)
from actions.errors import Declined
from actions.homes import as_said
from actions.mentions import Heard, Mention
from actions.report import (
    answering,
    asking,
    checking,
    exits,
    kinds,
    reaching,
    repeating,
    returning,
    saying,
    spots,
    submitting,
    taking,
)
from actions.report import draft as drafts
from actions.report.draft import Draft
from actions.report.reads import is_settled, is_value, reads
from actions.report.saying import Say
from integrations.errors import IntegrationError
from integrations.wiring import Services, services


class Start(CouncilAction):
    """Begins a report with what the first message already tells."""

    def name(self) -> str:
        return "action_report_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        offered = kinds.choose(heard(tracker))
        reached = reaching.read(Draft.from_slots(tracker.slots), heard(tracker))
        held, said = reached.draft, reached.said
        if asking.needs_person(offered[0], said.text):
            return [*paused(tracker), *set_slots(asking.for_person(offered[0]).slots())]
        if active_form(tracker) == "report_form" and kinds.same(held.kind, offered):
            held = spots.remembered(held, said)
            more = partial(answering.more, held, said, taking.finder(services, held.kind))
            grown = _look(dispatcher, _try(dispatcher, held, more), said.text, services)
            return set_slots(grown.slots())
        draft, definition = taking.begun(offered, turn_of(tracker), said, services)
        draft = spots.remembered(replace(draft, contact=held.contact), said)
        if taking.greets(draft, said.text):
            _say(dispatcher, saying.start(offered[0], definition))
        refused = CollectingDispatcher()  # said last: what is dangerous there comes first
        if said.mention:
            place = partial(drafts.take_place, draft, said, taking.finder(services, draft.kind))
            draft = _try(refused, draft, place)
        draft = _look(dispatcher, answering.told(draft), said.text, services)
        dispatcher.messages.extend(refused.messages)
        return [*paused(tracker), *set_slots(draft.slots())]


class Resume(CouncilAction):
    """Goes on with the report that staff give back, or begins the one they say it is."""

    def name(self) -> str:
        return "action_report_resume"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        found = returning.settled(tracker.latest_message.get("entities") or [])
        held, waiting = returning.put_aside(tracker.get_slot("conversation_paused"))
        draft = returning.taken_up(held, found, turn_of(tracker), services)
        return set_slots({**draft.slots(), "conversation_paused": waiting})


class AskChoice(CouncilAction):
    """Puts a choice before a report goes on: danger, another's thing, one like it, which kind."""

    def name(self) -> str:
        return "action_ask_report_choice"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        _say(dispatcher, *saying.choice(Draft.from_slots(tracker.slots), services))
        return []


class AskPlace(CouncilAction):
    """Asks where it is, or which of several places is meant."""

    def name(self) -> str:
        return "action_ask_report_place"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        mention = Mention.from_slot(draft.mention)
        if taking.at_home(draft.kind) and mention:
            _say(dispatcher, *saying.home(mention, draft))
        elif draft.options:
            buttons = [button(str(at), one["label"]) for at, one in enumerate(draft.options, 1)]
            dispatcher.utter_message(response="utter_report_which_place", buttons=buttons)
        elif mention.number and not mention.street:
            dispatcher.utter_message(response="utter_report_which_street", number=mention.number)
        elif taking.at_home(draft.kind):
            dispatcher.utter_message(response="utter_report_which_home")
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
            _say(dispatcher, *saying.question(draft, heard(tracker)))
            return []
        draft = taking.defined(draft, services)
        if draft.questions is None:
            draft = answering.asked(draft, None)
        _say(dispatcher, *saying.question(draft, heard(tracker)))
        on = [{"event": "followup", "name": "report_form"}] if draft.answer else []
        return [*set_slots(draft.slots()), *on]


class AskConfirmed(CouncilAction):
    """Reads the report back before anything is sent."""

    def name(self) -> str:
        return "action_ask_report_confirmed"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft = Draft.from_slots(tracker.slots)
        if draft.changing:
            dispatcher.utter_message(response="utter_report_what_to_change")
        else:
            _say(dispatcher, saying.check(draft, services.council))
        return []


class Correct(CouncilAction):
    """Puts right what the resident says is wrong, whatever was being asked."""

    def name(self) -> str:
        return "action_report_correct"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        draft = Draft.from_slots(tracker.slots)
        changed = drafts.correct(draft, said, taking.finder(services, draft.kind))
        dispatcher.utter_message(response="utter_report_changed")
        return set_slots(_look(dispatcher, changed, said.text, services).slots())


class Submit(CouncilAction):
    """Commits the report and gives its reference; the submission worker sends it to the council.

    A report that ended otherwise is left, or the resident follows the one that is there.
    """

    def name(self) -> str:
        return "action_report_submit"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        draft, about = Draft.from_slots(tracker.slots), None
        if draft.outcome in (exits.LEFT, checking.TOLD):
            dispatcher.utter_message(response=f"utter_report_{draft.outcome}")
        elif draft.outcome == asking.PERSON:
            _say(dispatcher, saying.person(draft, services))
            return [*cleared(tracker, "report"), *set_slots(asking.whose(draft))]
        elif draft.outcome == checking.CALL:
            phone = services.council.contact.phone
            dispatcher.utter_message(response="utter_report_call", phone=phone)
        elif draft.outcome == taking.FOLLOWED:
            about = submitting.follow(draft, tracker.sender_id, services.store)
            dispatcher.utter_message(response="utter_report_followed")
        else:
            about = submitting.log(draft, tracker.sender_id, services.store)
            _say(dispatcher, saying.sent(draft, about, services))
        offer = repeating.offer(draft, about, tracker.sender_id, services) if about else None
        then = in_line(tracker, beside.FORM, offer) if offer else []
        kept = set_slots({"report_contact": draft.contact})
        return [*cleared(tracker, "report"), *kept, *then]


class Form(CouncilForm):
    """Takes the answers of the report form, one message at a time."""

    def name(self) -> str:
        return "validate_report_form"

    def validate_report_choice(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """What the resident makes of a danger, another's thing, or a report like theirs."""
        if is_settled(value):
            return {"report_choice": value}
        draft, said = replace(Draft.from_slots(tracker.slots), choice=None), heard(tracker)
        made = _try(dispatcher, draft, partial(taking.choice_made, draft, said, services()))
        made = _look(dispatcher, made, taking.to_look_at(draft, made, said), services())
        return {**made.slots(), **({"requested_slot": None} if made.outcome else {})}

    @reads("place", is_value)
    def validate_report_place(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """A place already settled stays; words are looked up."""
        if taking.at_home(draft.kind):
            said = replace(said, mention=as_said(said, Mention.from_slot(draft.mention)))
        take = partial(drafts.take_place, draft, said, taking.finder(services(), draft.kind))
        taken = answering.told(_try(dispatcher, draft, take))
        return _look(dispatcher, taken, said.text, services()).slots()

    @reads("details", is_settled)
    def validate_report_details(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """Whatever the resident says about it is kept."""
        if draft.place and drafts.puts_right(said):
            return self.put_right(dispatcher, draft, said)
        draft = drafts.narrowed(draft, said, taking.finder(services(), draft.kind))
        taken = answering.told(drafts.take_details(draft, said))
        return _look(dispatcher, taken, said.text, services()).slots()

    @reads("answer", is_settled)
    def validate_report_answer(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """An answer to the council's question; the slot stays empty while there are more."""
        if not said.option and drafts.puts_right(said):
            return self.put_right(dispatcher, draft, said)
        draft = drafts.narrowed(draft, said, taking.finder(services(), draft.kind))
        taken = answering.take_answer(draft, said)
        text = answering.told_by(draft, taken, said)
        return _look(dispatcher, taken, text, services()).slots()

    def put_right(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """The place is changed, and the question that was open is asked again."""
        correct = partial(drafts.correct, draft, said, taking.finder(services(), draft.kind))
        put = _try(dispatcher, draft, correct)
        if put.place != draft.place:
            dispatcher.utter_message(response="utter_report_changed")
        return _look(dispatcher, answering.told(put), said.text, services()).slots()

    @reads("confirmed", is_value)
    def validate_report_confirmed(
        self, dispatcher: CollectingDispatcher, draft: Draft, said: Heard
    ) -> dict[str, Any]:
        """Yes, no, or what to change."""
        take = partial(drafts.take_confirmation, draft, said, taking.finder(services(), draft.kind))
        taken = _look(dispatcher, _try(dispatcher, draft, take), said.text, services())
        held = {"report_confirmed": None} if taken.pending else {}
        return {**taken.slots(), **held}


def _say(dispatcher: CollectingDispatcher, *says: Say) -> None:
    for one in says:
        buttons = {"buttons": list(one.buttons)} if one.buttons else {}
        dispatcher.utter_message(response=one.response, **one.facts, **buttons)


def _look(dispatcher: CollectingDispatcher, draft: Draft, text: str, services: Services) -> Draft:
    """Hears danger and what is another's in what was just said, and looks for reports like it."""
    draft, met = taking.looked(draft, text, services)
    if met and met.goes_on:
        _say(dispatcher, saying.met(draft, met, services))
    return draft


def _try(dispatcher: CollectingDispatcher, draft: Draft, take: partial[Draft]) -> Draft:
    """Takes an answer; when the place is refused or cannot be looked up, says so and asks again."""
    try:
        return take()
    except (Declined, IntegrationError) as error:
        tell(dispatcher, error)
        return replace(draft, mention=None, options=None, tries=(draft.tries or 0) + 1)
