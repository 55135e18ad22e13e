"""Asking again, stopping a task, and taking up the task that was put aside."""

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import needs
from actions.base import (
    CouncilAction,
    Events,
    active_form,
    cleared,
    closed,
    heard,
    resumed,
    waiting_tasks,
)
from actions.conversation import given_back, service
from actions.topics import Topic, load_topics
from integrations.wiring import Services

OFFER_A_PERSON = 2
FETCH_A_PERSON = 3


class Clarify(CouncilAction):
    """Asks once which of the likeliest things is meant; then offers a person; then fetches one.
    Where the other part of a message may ask for more, asks whether it does."""

    def name(self) -> str:
        return service.CLARIFY

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        if heard(tracker).intent == service.PERHAPS:
            return _ask_besides(dispatcher, tracker)
        missed = service.misses(tracker.events)
        if missed >= FETCH_A_PERSON:
            return [{"event": "followup", "name": "action_handover_request"}]
        likely = []
        if heard(tracker).intent == service.UNSURE:
            ranking = tracker.latest_message.get("intent_ranking") or []
            likely = service.choices(ranking, load_topics())
        if missed >= OFFER_A_PERSON or service.asked_before(tracker.events, likely):
            council = services.council
            dispatcher.utter_message(
                response="utter_conversation_offer_person",
                phone=council.contact.phone,
                night=council.out_of_hours.phone,
            )
        elif likely:
            buttons = _buttons(likely, "other", service.OTHER)
            dispatcher.utter_message(
                response="utter_conversation_clarify", buttons=buttons, json_message={"asks": True}
            )
        else:
            _or_help(dispatcher, tracker, "utter_conversation_not_understood", unclear=True)
        return []


class About(CouncilAction):
    """Answers what is asked about us: what we are and can do, and who can read this; and chat."""

    def name(self) -> str:
        return "action_conversation_about"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        if service.asks_who_reads(said.text):
            dispatcher.utter_message(
                response="utter_conversation_privacy",
                kept=service.kept(),
                page=services.council.texting.privacy,
            )
        elif said.intent == service.CHAT:
            _or_help(dispatcher, tracker, "utter_conversation_chitchat")
        elif said.intent == service.WHAT_WE_ARE:
            dispatcher.utter_message(response="utter_conversation_automated")
        else:
            dispatcher.utter_message(response="utter_conversation_help")
        return []


class Cancel(CouncilAction):
    """Stops the task in hand and forgets what it had collected."""

    def name(self) -> str:
        return "action_conversation_cancel"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        form = active_form(tracker)
        dispatcher.utter_message(response="utter_conversation_cancelled")
        if service.means_everything(heard(tracker).text):
            dispatcher.utter_message(json_message={"drop_later": True})
        events: Events = cleared(tracker, form.removesuffix("_form")) if form else []
        return [*events, *closed(), *_back(dispatcher, waiting_tasks(tracker))]


class Return(CouncilAction):
    """Takes up the task that was put aside for another."""

    def name(self) -> str:
        return "action_conversation_return"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        return _back(dispatcher, waiting_tasks(tracker))


class Resume(CouncilAction):
    """Takes up the task that was put aside for a person, with what staff found out, or begins the
    one they say it is; asks what is needed when there is none."""

    def name(self) -> str:
        return "action_conversation_resume"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        found = given_back.found_out(tracker.latest_message.get("entities") or [])
        waiting = given_back.taken_up(waiting_tasks(tracker), found, tracker.slots)
        if events := _back(dispatcher, waiting):
            return events
        dispatcher.utter_message(response="utter_conversation_what_next")
        return []


def _or_help(
    dispatcher: CollectingDispatcher, tracker: Tracker, response: str, *, unclear: bool = False
) -> None:
    """A response, or the one beside it where the words tell of a need, which may be hard to say."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    found = needs.buttons(needs.beside(heard(tracker).text, ranking, unclear=unclear))
    if not found:
        dispatcher.utter_message(response=response, json_message={"asks": True})
        return
    person = load_topics()["speak_to_human"]
    found.append({"title": person.title, "payload": f"/{person.intent}"})
    dispatcher.utter_message(
        response=f"{response}_or_help", buttons=found, json_message={"asks": True}
    )


def _ask_besides(dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
    message = tracker.latest_message
    taken = (message.get("metadata") or {}).get("besides") or None
    likely = service.besides(message.get("intent_ranking") or [], taken, load_topics())
    if likely and not service.offered_before(tracker.events, likely[0]):
        dispatcher.utter_message(
            response="utter_conversation_besides",
            words=heard(tracker).text,
            buttons=_buttons(likely, "nothing_more", service.NOTHING_MORE),
        )
    return []


def _buttons(likely: list[Topic], last: str, means: str) -> list[dict[str, str]]:
    buttons = [{"title": one.title, "payload": f"/{one.intent}"} for one in likely]
    return [*buttons, {"title": service.words()[last], "payload": f"/{means}"}]


def _back(dispatcher: CollectingDispatcher, waiting: list[given_back.Frame]) -> Events:
    events = resumed(waiting)
    if waiting and not waiting[-1].get("new"):
        dispatcher.utter_message(response="utter_conversation_back")
    return events
