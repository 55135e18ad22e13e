"""Second requests: never lost, never twice. Each is waiting, then taken by a turn of its own, then
done; or dropped, when the resident does not want it or a person has the conversation."""

from collections.abc import Sequence

from sqlalchemy import select, update

from integrations.store.later_models import Later
from integrations.store.session import Moment, Transaction

WAITING, TAKEN, DONE, DROPPED = "waiting", "taken", "done", "dropped"
OWED = (WAITING, TAKEN)


def add(
    tx: Transaction,
    conversation_id: str,
    told_in: str,
    seq: int,
    requests: Sequence[tuple[str, str]],
    moment: Moment,
) -> None:
    """Texts and intents, in the order they are to be taken up."""
    for place, (text, intent) in enumerate(requests):
        new = Later(
            conversation_id=conversation_id,
            told_in=told_in,
            place=place,
            text=text,
            intent=intent,
            seq=seq,
            created_at=moment.now,
        )
        tx.add(new)
    tx.flush()


def owed(tx: Transaction, conversation_id: str) -> list[Later]:
    """What has not been dealt with, oldest first."""
    found = select(Later).where(Later.conversation_id == conversation_id, Later.status.in_(OWED))
    return list(tx.scalars(found.order_by(Later.id)))


def allow(tx: Transaction, conversation_id: str, *, ready: bool, but: Sequence[str] = ()) -> None:
    """Whether the next may be taken up: not while a question of the task in hand is open.

    `but`: intents that may not, though others may.
    """
    mine = update(Later).where(Later.conversation_id == conversation_id, Later.status == WAITING)
    tx.execute(mine.values(ready=ready))
    if but:
        tx.execute(mine.where(Later.intent.in_(but)).values(ready=False))


def take(tx: Transaction, conversation_id: str, turn_id: str) -> Later | None:
    """The next that may be taken up, now a turn's own."""
    found = (
        select(Later)
        .where(
            Later.conversation_id == conversation_id,
            Later.status == WAITING,
            Later.ready.is_(True),
        )
        .order_by(Later.id)
        .limit(1)
    )
    row = tx.scalars(found).one_or_none()
    if row is not None:
        row.status, row.turn_id = TAKEN, turn_id
        tx.flush()
    return row


def of_turn(tx: Transaction, turn_id: str) -> Later | None:
    return tx.scalars(select(Later).where(Later.turn_id == turn_id)).one_or_none()


def finish(tx: Transaction, turn_id: str) -> None:
    taken = update(Later).where(Later.turn_id == turn_id, Later.status == TAKEN)
    tx.execute(taken.values(status=DONE))


def drop(tx: Transaction, conversation_id: str) -> None:
    mine = update(Later).where(Later.conversation_id == conversation_id, Later.status.in_(OWED))
    tx.execute(mine.values(status=DROPPED))
