"""Stores what the engine answered: shown to the resident if the assistant still owns the
conversation, kept out of sight if it does not."""

import json
import secrets
from typing import Any

from actions.emergencies import service as emergencies
from bot.conversation import (
    checking,
    facts,
    handover,
    no_calls,
    noting,
    offers,
    outgoing,
    phone_talk,
    second,
    switched,
)
from bot.conversation.parts import Parts
from integrations.assistant.contract import BotReply, TurnResult
from integrations.store import conversations, messages, queue, requests, turns
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Turn
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

TURNS_A_TRACKER = 100
"""Rasa reads a whole tracker at every message: short ones keep it quick (engine.md, 4)."""


def store(parts: Parts, turn: Turn, version: int, newest: int, result: TurnResult) -> None:
    """One transaction: replies, facts, the turn's end, and the hand-over if one is asked for."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, turn.conversation_id, moment)
        if conversation is None or turns.status(tx, turn.id) == "answered":
            return  # another worker was as far with the same answer, and quicker
        replies = [_message(reply, turn.id) for reply in result.replies if _visible(reply)]
        with_assistant = conversations.still_with_assistant(tx, conversation.id, version)
        if not with_assistant or not turns.finish(tx, turn, "answered"):
            turns.finish(tx, turn, "suppressed")
            for reply in replies:
                messages.suppress(tx, conversation.id, reply, moment)
            return
        if switched.is_off(tx, conversation):
            _silenced(tx, parts, conversation, turn, replies, result, moment)
            return
        replies = [*second.said(tx, parts, turn, result), *replies]
        replies = no_calls.beside_numbers(
            tx, parts, conversation, replies, person_comes=bool(_handovers(result))
        )
        for reply in _for_channel(tx, parts, conversation, turn, replies, result):
            outgoing.post(tx, parts, conversation, reply, moment)
        messages.settle(tx, conversation.id, turn.id)
        held = _check(tx, parts, conversation, turn, result, moment)
        second.keep(tx, conversation, turn, newest, result, moment, held=held)
        if conversation.offer or not second.owed(tx, conversation.id):
            offers.after(tx, parts, conversation, turn, result, moment)
        noting.note(tx, conversation, turn, result, newest, moment)
        told = _handovers(result)
        _remember(tx, parts, conversation, newest, result, keep=bool(told))
        if told:
            handover.to_queue(tx, parts, conversation, _handover(told[-1]), moment)


def _for_channel(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    turn: Turn,
    replies: list[NewMessage],
    result: TurnResult,
) -> list[NewMessage]:
    if conversation.channel not in parts.senders:
        return replies
    replies = phone_talk.saying_how_to_stop(tx, parts, turn, phone_talk.joined(replies))
    if not _handovers(result) or no_calls.are_wanted(tx, conversation):
        return replies
    return phone_talk.offering_call(parts, replies)


def _handovers(result: TurnResult) -> list[dict[str, Any]]:
    return [one.custom["handover"] for one in result.replies if "handover" in one.custom]


def _silenced(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    turn: Turn,
    replies: list[NewMessage],
    result: TurnResult,
    moment: Moment,
) -> None:
    """The switch came while the engine was thinking. What it heard of danger is still asked."""
    for reply in replies:
        messages.suppress(tx, conversation.id, reply, moment)
    messages.settle(tx, conversation.id, turn.id)
    if not _check(tx, parts, conversation, turn, result, moment):
        switched.met(tx, parts, conversation, moment)


def pin(location: dict[str, Any]) -> str:
    """A place on the map, as the engine is told of it."""
    return f"/inform{json.dumps({'pin': '{lat:.6f},{lng:.6f}'.format(**location)})}"


def _check(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    turn: Turn,
    result: TurnResult,
    moment: Moment,
) -> bool:
    """The engine heard what may be danger: the one question, or, when that was answered, none.
    True: the message waits for the answer."""
    doubts = [one.custom["safety_check"] for one in result.replies if "safety_check" in one.custom]
    if not doubts:
        return False
    said = messages.of_turn(tx, turn.id)
    doubt = emergencies.doubt(doubts[-1], "\n".join(one.text for one in said))
    if checking.ask(tx, parts, conversation, said, doubt, moment):
        return True
    outgoing.notice(tx, parts, conversation, parts.words.say("not_understood"), moment)
    return False


def _visible(reply: BotReply) -> bool:
    return bool(reply.text or reply.image)


def _message(reply: BotReply, turn_id: str) -> NewMessage:
    choices = [
        {"id": f"c{secrets.token_hex(4)}", "label": button.title, "payload": button.payload}
        for button in reply.buttons
    ]
    return NewMessage(
        sender=messages.ASSISTANT,
        text=reply.text or "",
        image=reply.image,
        choices=choices or None,
        turn_id=turn_id,
    )


def _remember(
    tx: Transaction,
    parts: Parts,
    conversation: Conversation,
    newest: int,
    result: TurnResult,
    *,
    keep: bool,
) -> None:
    logged = len(requests.of_conversation(tx, conversation.id))
    known = facts.update(
        conversation.facts, result.slots, parts.facts, message=newest, logged=logged, keep=keep
    )
    session, count = conversation.engine_session, conversation.engine_turns + 1
    if count >= TURNS_A_TRACKER and result.active_task is None:
        session, count = session + 1, 0
    conversations.remember(tx, conversation, known, result.active_task, session, count)


def _handover(told: dict[str, Any]) -> Handover:
    """The engine's own words for it; what it leaves out is filled in."""
    priority = told.get("priority")
    return Handover(
        reason=told.get("reason") or "requested",
        team=told.get("team") or handover.ANYONE,
        topic=told.get("topic") or "conversation",
        priority=priority if priority in queue.PRIORITIES else "normal",
        summary=told.get("summary") or "",
    )
