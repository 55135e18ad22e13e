"""Messages that were not understood, or came near to danger, for staff to say what was meant."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update

from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction, changed
from integrations.store.supervisor_models import Lesson

MISSED, DANGER = "missed", "danger"
DISMISSED = "dismissed"
URGENT, NOT_URGENT = "urgent", "not_urgent"


@dataclass(frozen=True, kw_only=True)
class NewLesson:
    """`text` has nothing in it that names anybody; `guesses` are what it may have meant."""

    kind: str
    seq: int
    why: str
    text: str
    guesses: Sequence[str] = ()


def add(tx: Transaction, conversation: Conversation, new: NewLesson, moment: Moment) -> None:
    """Once for each message; said again, only why is new. The conversation is locked."""
    mine = select(Lesson).where(
        Lesson.conversation_id == conversation.id, Lesson.seq == new.seq, Lesson.kind == new.kind
    )
    if known := tx.scalars(mine).one_or_none():
        known.why = new.why
        return
    tx.add(
        Lesson(
            conversation_id=conversation.id,
            channel=conversation.channel,
            language=conversation.locale,
            created_at=moment.now,
            **{**vars(new), "guesses": " ".join(new.guesses)},
        )
    )
    tx.flush()


def newest(tx: Transaction, conversation_id: str, kind: str) -> Lesson | None:
    found = select(Lesson).where(Lesson.conversation_id == conversation_id, Lesson.kind == kind)
    return tx.scalars(found.order_by(Lesson.id.desc()).limit(1)).one_or_none()


def undecided(tx: Transaction, kind: str, since: float, limit: int) -> list[Lesson]:
    """Newest first."""
    found = select(Lesson).where(
        Lesson.kind == kind, Lesson.verdict.is_(None), Lesson.created_at >= since
    )
    return list(tx.scalars(found.order_by(Lesson.id.desc()).limit(limit)))


def decide(tx: Transaction, lesson_id: int, verdict: str, staff_id: str, moment: Moment) -> bool:
    """False: there is none, or it was put into a file already."""
    mine = update(Lesson).where(Lesson.id == lesson_id, Lesson.written_at.is_(None))
    values = {"verdict": verdict, "staff_id": staff_id, "decided_at": moment.now}
    return bool(changed(tx, mine.values(**values)))


def get(tx: Transaction, lesson_id: int) -> Lesson | None:
    return tx.get(Lesson, lesson_id)


def accepted(tx: Transaction) -> list[Lesson]:
    """Those with an intent that are in no file yet, oldest first."""
    found = select(Lesson).where(
        Lesson.kind == MISSED,
        Lesson.verdict.is_not(None),
        Lesson.verdict != DISMISSED,
        Lesson.written_at.is_(None),
    )
    return list(tx.scalars(found.order_by(Lesson.verdict, Lesson.id)))


def written(tx: Transaction, ids: Sequence[int], moment: Moment) -> None:
    tx.execute(update(Lesson).where(Lesson.id.in_(ids)).values(written_at=moment.now))


def tally(tx: Transaction, since: float) -> list[tuple[str, str, str, str | None, int]]:
    """How many of each kind, channel, language and verdict."""
    columns = (Lesson.kind, Lesson.channel, Lesson.language, Lesson.verdict)
    found = select(*columns, func.count()).where(Lesson.created_at >= since).group_by(*columns)
    return [tuple(row) for row in tx.execute(found)]  # type: ignore[misc]
