"""One burst of messages through the engine and back (design.md, the road, 2-4).

The engine is called with no transaction open. Calling it again with the same turn is always safe,
so a worker that dies anywhere in here loses nothing: the turn's lease ends and another takes it.
"""

import uuid
from dataclasses import dataclass

from bot.conversation import answer, following, handover, resuming, switched, text
from bot.conversation.parts import Parts
from integrations.assistant.contract import Turn as EngineTurn
from integrations.crash import crash_point
from integrations.errors import IntegrationError
from integrations.store import conversations, later, messages, safety, turns
from integrations.store.later_models import Later
from integrations.store.models import Conversation, Message, Turn
from integrations.store.session import Conflict, Moment, Transaction

LEASE = 10.0
"""Longer than the engine's 8 s, so a turn is only taken over from a worker that is gone."""
TRIES_AT = (0.0, 6.0, 20.0)
MOST_AT_ONCE = 50


@dataclass(frozen=True)
class Work:
    """A turn this worker has taken, and the owner's version it took it under."""

    turn: Turn
    version: int
    to_engine: EngineTurn
    newest: int


def due(parts: Parts) -> list[str]:
    with parts.store.read() as tx:
        return turns.due(tx, parts.now(), MOST_AT_ONCE)


def run(parts: Parts, conversation_id: str) -> bool:
    """Takes what a conversation has to be answered, and answers it. False: nothing was to do."""
    work = claim(parts, conversation_id)
    if work is None:
        return False
    try:
        result = parts.assistant.turn(work.to_engine)
    except IntegrationError as fault:
        failed(parts, work, fault)
        return True
    crash_point("turn.engine_saved", parts.settings)
    answer.store(parts, work.turn, work.version, work.newest, result)
    crash_point("turn.committed", parts.settings)
    parts.bells.ring(conversation_id, "turns")
    return True


def claim(parts: Parts, conversation_id: str) -> Work | None:
    """One winner: the open turn's unique key, and a conditional UPDATE for its next try."""
    moment = parts.moment()
    try:
        with parts.store.begin() as tx:
            conversation = conversations.lock(tx, conversation_id, moment)
            if conversation is None or conversation.owner != conversations.ASSISTANT:
                return None
            if switched.met(tx, parts, conversation, moment):
                return None
            turn = turns.open_turn(tx, conversation_id)
            if turn is None:
                return _begin(tx, conversation, moment)
            return _again(tx, parts, conversation, turn, moment)
    except Conflict:
        return None


def failed(parts: Parts, work: Work, fault: IntegrationError) -> None:
    """Another try at its time, or a person after the last."""
    moment = parts.moment()
    turn = work.turn
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, turn.conversation_id, moment)
        if turn.attempts < len(TRIES_AT):
            next_at = max(moment.now, turn.started_at + TRIES_AT[turn.attempts])
            turns.postpone(tx, turn, next_at, f"{type(fault).__name__}: {fault.detail}")
        elif conversation and turns.finish(tx, turn, "abandoned"):
            handover.because_of_failure(tx, parts, conversation, moment)
    parts.bells.ring(turn.conversation_id)


def _begin(tx: Transaction, conversation: Conversation, moment: Moment) -> Work | None:
    burst = bundle(messages.pending(tx, conversation.id))
    turn_id = uuid.uuid4().hex
    second = None if burst else later.take(tx, conversation.id, turn_id)
    if not burst and not second:
        return None
    until = moment.now + LEASE
    turn = turns.start(tx, turn_id, conversation.id, burst, moment.now, until)
    if second:
        return _work_again(conversation, turn, second)
    return _work(tx, conversation, turn, burst)


def _again(
    tx: Transaction, parts: Parts, conversation: Conversation, turn: Turn, moment: Moment
) -> Work | None:
    if turn.attempts >= len(TRIES_AT):
        # Its last worker died with it. Three tries are enough.
        if turns.is_due(turn, moment.now):
            handover.because_of_failure(tx, parts, conversation, moment)
        return None
    if not turns.take_again(tx, turn, moment.now, moment.now + LEASE):
        return None
    if second := later.of_turn(tx, turn.id):
        return _work_again(conversation, turn, second)
    return _work(tx, conversation, turn, messages.of_turn(tx, turn.id))


def bundle(pending: list[Message]) -> list[Message]:
    """The messages of the next turn: words sent one after another are one; a choice stands alone,
    and so does what would be too long together."""
    burst: list[Message] = []
    for message in pending:
        alone = message.payload is not None or message.location is not None
        if burst and (alone or text.is_long(_together([*burst, message]))):
            break
        burst.append(message)
        if alone:
            break
    return burst


def _work(tx: Transaction, conversation: Conversation, turn: Turn, burst: list[Message]) -> Work:
    numbers = tuple(message.seq for message in burst if message.seq is not None)
    first = burst[0]
    payload = first.payload
    if first.location is not None:
        payload = answer.pin(first.location)
    to_engine = EngineTurn(
        conversation=conversations.engine_name(conversation),
        turn=turn.id,
        channel=conversation.channel,
        text=None if payload else text.first_part(_together(burst)),
        payload=payload,
        messages=numbers,
        safe=bool({*numbers} & {*safety.of(conversation).cleared}),
        question=following.open_question(tx, conversation.id, min(numbers, default=0)),
    )
    return Work(turn, conversation.version, to_engine, numbers[-1])


def _work_again(conversation: Conversation, turn: Turn, second: Later) -> Work:
    """The second request of a message that was read before, in the resident's own words; or the
    task that goes on because staff gave the conversation back."""
    resumed = resuming.payload(second) if resuming.is_one(second) else None
    to_engine = EngineTurn(
        conversation=conversations.engine_name(conversation),
        turn=turn.id,
        channel=conversation.channel,
        text=None if resumed else text.first_part(second.text),
        payload=resumed,
        messages=(second.seq,),
        safe=second.seq in safety.of(conversation).cleared,
        meant=None if resumed else second.intent,
    )
    return Work(turn, conversation.version, to_engine, second.seq)


def _together(burst: list[Message]) -> str:
    return "\n".join(message.text for message in burst)
