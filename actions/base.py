"""What every action shares: blocking work in a thread, and typed errors told by name."""

import asyncio
import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.errors import Declined, response_name
from actions.mentions import Heard, Mention
from integrations.errors import IntegrationError, Unreadable
from integrations.wiring import Services, services

log = logging.getLogger(__name__)
Events = list[dict[str, Any]]


class CouncilAction(Action, ABC):
    """Slots in, one service call, named response out.

    A system that does not answer, or a rule that says no, is told to the resident in the words
    named after the error. Anything else is our fault: it fails the turn, which is sent again.
    """

    @abstractmethod
    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        """Does the work. It may block: it runs in a thread of its own."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Called by the action server."""
        return await asyncio.to_thread(self._guarded, dispatcher, tracker)

    def _guarded(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        try:
            return self.act(dispatcher, tracker, services())
        except (Declined, IntegrationError) as error:
            tell(dispatcher, error)
            return []


class CouncilForm(FormValidationAction, ABC):
    """Checks a form's answers. Its ``validate_<slot>`` methods may block."""

    @abstractmethod
    def name(self) -> str:
        """``validate_<form>``. Abstract, or rasa-sdk would register this class itself."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        """Called by the action server; the checks run in a thread with a loop of its own."""
        return await asyncio.to_thread(asyncio.run, super().run(dispatcher, tracker, domain))


def tell(dispatcher: CollectingDispatcher, error: Declined | IntegrationError) -> None:
    """Says an error in the words named after it, and logs what kind it was."""
    if isinstance(error, Declined):
        dispatcher.utter_message(response=response_name(error), **error.facts)
        return
    log.warning("council system failed: %s", error)
    if isinstance(error, Unreadable):
        log.error("an answer broke its contract: %s", error)
    phone = services().council.contact.phone
    dispatcher.utter_message(response="utter_council_unavailable", phone=phone)


def turn_of(tracker: Tracker) -> str:
    """The road's id of the turn being taken: the start of every task id."""
    metadata = tracker.latest_message.get("metadata") or {}
    return str(metadata["turn"])


THINGS = ("area", "landmark")


def heard(tracker: Tracker) -> Heard:
    """The latest message: the words, what the model took them for, and what was pressed."""
    message = tracker.latest_message
    entities = message.get("entities") or []
    options = [str(one["value"]) for one in entities if one["entity"] == "option"]
    text = str(message.get("text") or "")
    return Heard(
        text=text,
        intent=str((message.get("intent") or {}).get("name") or ""),
        mention=Mention.from_entities(entities, words=text),
        option=options[0] if options else None,
        kinds=tuple((one["name"], one["confidence"]) for one in message.get("kinds") or ()),
        things=tuple(
            (one["entity"], str(one["value"])) for one in entities if one["entity"] in THINGS
        ),
    )


def set_slots(values: dict[str, Any]) -> Events:
    """Events that set slots."""
    return [
        {"event": "slot", "name": name, "value": value, "timestamp": None}
        for name, value in values.items()
    ]


def cleared(tracker: Tracker, topic: str) -> Events:
    """Events that empty every slot of a topic, so that its next task starts clean."""
    prefix = f"{topic}_"
    return set_slots({name: None for name in tracker.slots if name.startswith(prefix)})


def active_form(tracker: Tracker) -> str:
    """The form that is asking, or an empty string."""
    return str((tracker.active_loop or {}).get("name") or "")


def paused(tracker: Tracker) -> Events:
    """Events that put the task in hand aside, with all it has collected, for another task.

    Rasa does not resume an outer form by itself: `resumed` brings it back at the other task's end.
    """
    form = active_form(tracker)
    if not form:
        return []
    prefix = form.removesuffix("form")
    if tracker.slots.get(f"{prefix}answered"):
        return closed()  # it has done its work and only waits whether more is wanted
    slots = {name: value for name, value in tracker.slots.items() if name.startswith(prefix)}
    aside = [*waiting_tasks(tracker), {"form": form, "slots": slots}]
    return [*set_slots({"conversation_paused": aside}), *closed()]


def closed() -> Events:
    """Events that end the form in hand, and the question it had open."""
    return [{"event": "active_loop", "name": None}, *set_slots({"requested_slot": None})]


def waiting_tasks(tracker: Tracker) -> list[dict[str, Any]]:
    """The tasks that were put aside, the newest last."""
    return list(tracker.slots.get("conversation_paused") or [])


def resumed(waiting: list[dict[str, Any]]) -> Events:
    """Events that take up the task last put aside; none when there is none."""
    if not waiting:
        return []
    last = waiting[-1]
    left = waiting[:-1] or None
    return [
        *set_slots({**last["slots"], "conversation_paused": left, "requested_slot": None}),
        {"event": "active_loop", "name": last["form"]},
    ]


def in_line(tracker: Tracker, form: str, slots: dict[str, Any]) -> Events:
    """Events that put a task first in line: the end of the one in hand leads to it. None where a
    task of its kind waits already."""
    waiting = waiting_tasks(tracker)
    if any(one["form"] == form for one in waiting):
        return []
    empty = dict.fromkeys(
        name for name in tracker.slots if name.startswith(form.removesuffix("form"))
    )
    new = {"form": form, "slots": {**empty, **slots}, "new": True}
    return set_slots({"conversation_paused": [*waiting, new]})


def button(option: str, title: str) -> dict[str, str]:
    """A choice that answers the open question with one of its options."""
    return {"title": title, "payload": f'/choose{{"option": "{option}"}}'}
