"""What the log keeps of a turn for the figures: what was asked, which task began and how it ended,
and what was not understood. None of the resident's words."""

from actions.topics import load_topics
from bot.conversation import learning, resuming
from integrations.assistant.contract import TurnResult
from integrations.store import events
from integrations.store.models import Conversation, Turn
from integrations.store.session import Moment, Transaction

HEARD, TASK, MISSED = "heard", "task", "missed"
BEGUN, DONE, CANCELLED, HANDED_OVER = "begun", "done", "cancelled", "handed_over"
FALLBACK, CANCEL, PERSON = "nlu_fallback", "cancel", "speak_to_human"


def note(
    tx: Transaction,
    conversation: Conversation,
    turn: Turn,
    result: TurnResult,
    newest: int,
    moment: Moment,
) -> None:
    """Called while the conversation still has its task of before."""
    heard = result.heard.intent if result.heard else None
    if result.heard and result.heard.pressed and heard not in resuming.INTENTS:
        learning.chosen(tx, conversation, newest, result.heard.intent)
    if result.heard and heard == FALLBACK:
        learning.missed(tx, conversation, turn, result.heard, moment)
        events.add(tx, conversation.id, MISSED, {"seq": newest}, moment)
    elif heard in load_topics() and heard != PERSON:
        known = events.newest(tx, conversation.id, HEARD)
        if known is None or known.data.get("intent") != heard:
            events.add(tx, conversation.id, HEARD, {"intent": heard}, moment)
    before, after = conversation.active_task, result.active_task
    if before is not None and after is None:
        data = {"name": before, "step": _how(result, heard)}
        events.add(tx, conversation.id, TASK, data, moment)
    elif after is not None and after != before:
        events.add(tx, conversation.id, TASK, {"name": after, "step": BEGUN}, moment)
    if _handed_over(result) and heard in (FALLBACK, PERSON):
        learning.handed_over(tx, conversation)


def _how(result: TurnResult, heard: str | None) -> str:
    if _handed_over(result):
        return HANDED_OVER
    return CANCELLED if heard == CANCEL else DONE


def _handed_over(result: TurnResult) -> bool:
    return any("handover" in one.custom for one in result.replies)
