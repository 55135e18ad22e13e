"""One turn of one conversation, through Rasa: all of it is kept, or nothing.

The steps are those of Rasa's own `handle_message`; what differs is that the tracker is read once,
that what was said is read back from it, and that a choice we offered needs no understanding. Of two
requests in one message the first is taken; the other is told to the road, which sends it later. So
is what a message only may ask besides: `perhaps` is then asked about.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActiveLoop, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.engine import choices
from bot.engine.nlu.doubt import PERHAPS, UNSURE
from bot.engine.nlu.same_place import with_their_places

PAYLOAD = re.compile(r"/(?P<intent>\w+)(?P<entities>\{.*\})?", re.DOTALL)
PAUSED = "conversation_paused"
REPLY_PARTS = ("text", "buttons", "image", "custom")
NOT_A_FACT = (REQUESTED_SLOT, "session_started_metadata")
NOT_UNDERSTOOD = (UNSURE, "nlu_fallback")
ANSWERS = ("inform", "choose", "affirm", "deny", "correct", "cancel")


class BadTurn(Exception):
    """The request is not a turn."""


@dataclass(frozen=True)
class Turn:
    """What the road asks: one turn of one conversation."""

    conversation: str
    id: str
    channel: str
    text: str
    payload: str | None
    messages: tuple[int, ...]
    safe: bool = False
    question: Mapping[str, Any] | None = None
    meant: str | None = None


class Replies(OutputChannel):
    """Notes which channel a turn is for; what was said is read from the tracker."""

    def __init__(self, channel: str) -> None:
        self._channel = channel

    def name(self) -> str:
        """The name responses may be written for, such as `sms`."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Nothing is sent from here: the road delivers."""


async def run(
    processor: MessageProcessor, tracker: DialogueStateTracker, turn: Turn
) -> DialogueStateTracker:
    """Takes the turn and saves the tracker.

    Raises:
        TurnFailed: an action did not do its work; nothing was saved.
    """
    output = Replies(turn.channel)
    await processor._update_tracker_session(tracker, output)
    for event in asked_elsewhere(tracker, turn.question):
        tracker.update(event)
    offered = choices.offered(tracker, turn.question)
    payload = turn.payload or choices.pressed(offered, turn.text)
    parsed = payload and understood(payload, processor.domain)
    text = turn.text or turn.payload
    if payload and (meant := choices.settled(tracker, offered, payload)):
        # Nobody has to say again what was not understood the first time.
        text, parsed["entities"] = meant.text, meant.entities
    message = UserMessage(
        text,
        output,
        turn.conversation,
        parse_data=parsed and {**parsed, "text": text},
        input_channel=turn.channel,
        metadata=situation(tracker, turn),
    )
    if not payload:
        await read(processor, tracker, message)
    await processor._handle_message_with_tracker(message, tracker)
    tracker = await processor.run_action_extract_slots(output, tracker)
    await processor._run_prediction_loop(output, tracker)
    await processor.save_tracker(tracker)
    return tracker


async def read(
    processor: MessageProcessor, tracker: DialogueStateTracker, message: UserMessage
) -> None:
    """Understands a message; the second of two requests, and last what it may ask besides, is put
    aside as `later` in its metadata."""
    later: list[dict[str, str]] = []
    parsed = await processor.parse_message(message, tracker)
    while halves := parsed.get("halves"):
        first, second = halves
        later.insert(0, {"text": second["text"], "intent": second["intent"]})
        message.text = first["text"]
        parsed = await processor.parse_message(message, tracker)
    if (half := parsed.get("perhaps")) and parsed["intent"]["name"] not in NOT_UNDERSTOOD:
        later.append({"text": half["text"], "intent": PERHAPS})
    message.parse_data = parsed
    said = with_their_places([message.text or "", *(one["text"] for one in later)])
    message.metadata["later"] = [
        {**one, "text": text} for one, text in zip(later, said[1:], strict=True)
    ]


def asked_elsewhere(
    tracker: DialogueStateTracker, question: Mapping[str, Any] | None
) -> list[Event]:
    """Opens the form of a question that the road asked by itself, as if it had been asked here. A
    task in hand is put aside for it, and comes back as after any other."""
    if not question:
        return []
    events: list[Event] = []
    form = tracker.active_loop_name
    if form and form != question["form"]:
        prefix = form.removesuffix("form")
        held = {name: slot.value for name, slot in tracker.slots.items() if name.startswith(prefix)}
        waiting = tracker.get_slot(PAUSED) or []
        events.append(SlotSet(PAUSED, [*waiting, {"form": form, "slots": held}]))
    events += [SlotSet(name, value) for name, value in question["slots"].items()]
    return [*events, ActiveLoop(question["form"]), SlotSet(REQUESTED_SLOT, question["slot"])]


def situation(tracker: DialogueStateTracker, turn: Turn) -> dict[str, Any]:
    """What the components need to know to read this message: which question is open, and why."""
    return {
        "turn": turn.id,
        "messages": list(turn.messages),
        "safe": turn.safe,
        "meant": turn.meant,
        "besides": turn.meant == PERHAPS and taken_from(tracker, turn.text),
        "active_loop": tracker.active_loop_name,
        "requested_slot": tracker.active_loop_name and tracker.get_slot(REQUESTED_SLOT),
        "started_by": started_by(tracker),
        "offered": [str(one.get("title")) for one in choices.offered(tracker, turn.question)],
    }


def taken_from(tracker: DialogueStateTracker, text: str) -> str | None:
    """What the message was taken for that some words were put aside from."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            aside = (event.metadata or {}).get("later") or []
            if any(one["text"] == text for one in aside):
                return event.intent_name
    return None


def started_by(tracker: DialogueStateTracker) -> str | None:
    """The intent that opened the form that is open now."""
    if not tracker.active_loop_name:
        return None
    opened = False
    for event in reversed(tracker.events):
        opened = opened or (isinstance(event, ActiveLoop) and bool(event.name))
        if opened and isinstance(event, UserUttered):
            if event.intent_name not in ANSWERS:
                return event.intent_name
            opened = False
    return None


def replies(tracker: DialogueStateTracker, turn: str) -> list[dict[str, Any]] | None:
    """What the assistant said in a turn, or None when the tracker does not hold it."""
    found: list[dict[str, Any]] | None = None
    for event in tracker.events:
        if isinstance(event, UserUttered):
            if found is not None:
                return found
            if (event.metadata or {}).get("turn") == turn:
                found = []
        elif found is not None and isinstance(event, BotUttered):
            found.append(reply(event))
    return found


def later(tracker: DialogueStateTracker, turn: str) -> list[dict[str, str]]:
    """The requests a turn's message held beside the one that was taken."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and (event.metadata or {}).get("turn") == turn:
            return list(event.metadata.get("later") or [])
    return []


def heard(tracker: DialogueStateTracker, turn: str) -> dict[str, Any] | None:
    """What a turn's message was understood as, how surely, and what came next."""
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and (event.metadata or {}).get("turn") == turn:
            ranking = (event.parse_data or {}).get("intent_ranking") or []
            return {
                "intent": event.intent_name,
                "confidence": (event.intent or {}).get("confidence"),
                "guesses": [one["name"] for one in ranking if one["name"] != event.intent_name][:3],
                "pressed": bool(event.text and event.text.startswith("/")),
            }
    return None


def reply(event: BotUttered) -> dict[str, Any]:
    """The parts of a reply that are there; of a button only its title and payload."""
    parts = {"text": event.text, **(event.data or {})}
    said = {name: parts[name] for name in REPLY_PARTS if parts.get(name)}
    if "buttons" in said:
        said["buttons"] = [
            {"title": button.get("title"), "payload": button.get("payload")}
            for button in said["buttons"]
        ]
    return said


def slots(tracker: DialogueStateTracker) -> dict[str, Any]:
    """What the conversation has gathered."""
    return {
        name: slot.value
        for name, slot in tracker.slots.items()
        if slot.value is not None and name not in NOT_A_FACT
    }


def understood(payload: str, domain: Domain) -> dict[str, Any]:
    """A payload as Rasa's own understanding of a message.

    Raises:
        BadTurn: it names an intent or an entity the domain does not have.
    """
    match = PAYLOAD.fullmatch(payload)
    if not match or match["intent"] not in domain.intents:
        raise BadTurn("payload names no intent of ours")
    try:
        values = json.loads(match["entities"] or "{}")
    except ValueError as error:
        raise BadTurn("payload is not JSON") from error
    if unknown := set(values) - set(domain.entities):
        raise BadTurn(f"payload names unknown entities: {', '.join(sorted(unknown))}")
    intent = {"name": match["intent"], "confidence": 1.0}
    entities = [{"entity": name, "value": value} for name, value in values.items()]
    return {"text": payload, "intent": intent, "intent_ranking": [intent], "entities": entities}
