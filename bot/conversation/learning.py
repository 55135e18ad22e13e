"""Keeps what was not understood, and what came near to danger, for staff to look at: without what
could name anybody."""

from collections.abc import Sequence

from bot.conversation.masking import masked
from integrations.assistant.contract import Understood
from integrations.store import lessons, messages
from integrations.store.lessons import DANGER, MISSED, NewLesson
from integrations.store.models import Conversation, Message, Turn
from integrations.store.session import Moment, Transaction

NOT_UNDERSTOOD, CLARIFIED, HANDED_OVER = "not_understood", "clarified", "handed_over"
ASKED, DENIED, NOT_ASKED = "asked", "denied", "not_asked"


def missed(
    tx: Transaction, conversation: Conversation, turn: Turn, heard: Understood, moment: Moment
) -> None:
    """Nothing was sure enough: what was written, and what it may have meant."""
    said = [one for one in messages.of_turn(tx, turn.id) if one.text]
    if said:
        text = masked("\n".join(one.text for one in said))
        new = NewLesson(kind=MISSED, seq=said[-1].seq or 0, why=NOT_UNDERSTOOD, text=text,
                        guesses=heard.guesses)  # fmt: skip
        lessons.add(tx, conversation, new, moment)


def chosen(tx: Transaction, conversation: Conversation, newest: int, intent: str) -> None:
    """A button was pressed just after: what the resident says it meant."""
    last = lessons.newest(tx, conversation.id, MISSED)
    if last is not None and last.why == NOT_UNDERSTOOD and newest - last.seq <= 2:
        last.why = CLARIFIED
        last.guesses = " ".join(dict.fromkeys([intent, *last.guesses.split()]))


def handed_over(tx: Transaction, conversation: Conversation) -> None:
    last = lessons.newest(tx, conversation.id, MISSED)
    if last is not None and last.why == NOT_UNDERSTOOD:
        last.why = HANDED_OVER


def near(
    tx: Transaction,
    conversation: Conversation,
    about: Sequence[Message],
    kind: str,
    why: str,
    moment: Moment,
) -> None:
    """Words that may have meant danger, and were not sure enough to act on at once."""
    text = masked("\n".join(one.text for one in about))
    new = NewLesson(kind=DANGER, seq=about[-1].seq or 0, why=why, text=text, guesses=(kind,))
    lessons.add(tx, conversation, new, moment)


def denied(tx: Transaction, conversation: Conversation) -> None:
    last = lessons.newest(tx, conversation.id, DANGER)
    if last is not None and last.why == ASKED:
        last.why = DENIED
