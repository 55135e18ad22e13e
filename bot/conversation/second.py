"""The second of two requests in one message: told that it is noted, and taken up when no question
of the first is open (design.md, "Two requests in one message"). What is only perhaps one is not
announced: the resident is asked about it then."""

from actions.topics import load_topics
from bot.conversation import resuming
from bot.conversation.parts import Parts
from integrations.assistant.contract import TurnResult
from integrations.store import conversations, later, messages
from integrations.store.later_models import Later
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Turn
from integrations.store.session import Moment, Transaction

DROP_ALL = "drop_later"
PERHAPS = "perhaps"


def is_busy(result: TurnResult) -> bool:
    """Whether a question is open that the next request must wait for: what was meant, or one of a
    task. A task that has told what it was asked for, and only waits whether more is wanted, keeps
    nothing waiting."""
    if any("asks" in reply.custom for reply in result.replies):
        return True
    if not result.active_task:
        return False
    answered = f"{result.active_task.removesuffix('form')}answered"
    return not result.slots.get(answered)


def said(tx: Transaction, parts: Parts, turn: Turn, result: TurnResult) -> list[NewMessage]:
    """What comes before a turn's replies: whose turn it is, and what is noted for after it."""
    own = later.of_turn(tx, turn.id)
    words = []
    if own and not resuming.is_one(own) and own.intent != PERHAPS:
        words.append(_says(parts, "later_now", own.intent, turn))
    sure = [one for one in result.later if one.intent != PERHAPS]
    if sure and is_busy(result):
        words.append(_says(parts, "later_noted", sure[0].intent, turn))
    return words


def keep(
    tx: Transaction,
    conversation: Conversation,
    turn: Turn,
    newest: int,
    result: TurnResult,
    moment: Moment,
    *,
    held: bool,
) -> None:
    """Keeps what the turn's message asked besides, in the transaction that answers the turn.

    `held`: the message waits for an answer about danger, and will be read again as a whole.
    """
    later.finish(tx, turn.id)
    if any(DROP_ALL in reply.custom for reply in result.replies):
        later.drop(tx, conversation.id)
    if not held:
        found = [(one.text, one.intent) for one in result.later]
        later.add(tx, conversation.id, turn.id, newest, found, moment)
    # A question of our own would be taken for an answer while a task still waits for more.
    but = (PERHAPS,) if result.active_task else ()
    later.allow(tx, conversation.id, ready=not held and not is_busy(result), but=but)


def owed(tx: Transaction, conversation_id: str) -> list[Later]:
    return later.owed(tx, conversation_id)


def hand_over(tx: Transaction, parts: Parts, conversation: Conversation) -> None:
    """Whoever takes over is told what was asked besides; it is theirs to answer now."""
    waiting = later.owed(tx, conversation.id)
    if not waiting:
        return
    name = parts.words.say("later_fact")
    told = [
        {"slot": None, "name": name, "value": one.text, "message": one.seq,
         "confirmed": False, "logged": 0}
        for one in waiting
        if not resuming.is_one(one)
    ]  # fmt: skip
    facts = [*conversation.facts, *told]
    conversations.remember(
        tx,
        conversation,
        facts,
        conversation.active_task,
        conversation.engine_session,
        conversation.engine_turns,
    )
    conversation.facts = facts
    later.drop(tx, conversation.id)


def _says(parts: Parts, key: str, intent: str, turn: Turn) -> NewMessage:
    topic = load_topics().get(intent)
    known = parts.words.say(key, name=topic.name) if topic else parts.words.say(f"{key}_unnamed")
    return NewMessage(sender=messages.ASSISTANT, text=known, turn_id=turn.id)
