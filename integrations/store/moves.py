"""One-time codes that bring a conversation from the website to a phone. Only a hash is kept."""

from sqlalchemy import update

from integrations.store.phone_models import Move
from integrations.store.session import Moment, Transaction, changed


def offer(
    tx: Transaction, code_hash: str, conversation_id: str, expires_at: float, moment: Moment
) -> None:
    """A new code; the ones offered before for this conversation are good for nothing now."""
    earlier = update(Move).where(Move.conversation_id == conversation_id, Move.used_at.is_(None))
    tx.execute(earlier.values(used_at=moment.now))
    tx.add(Move(code_hash=code_hash, conversation_id=conversation_id, expires_at=expires_at))


def known(tx: Transaction, code_hash: str) -> bool:
    """Whether it was ever offered."""
    return tx.get(Move, code_hash) is not None


def use(tx: Transaction, code_hash: str, moment: Moment) -> str | None:
    """The conversation a code was for, once and in time."""
    free = update(Move).where(
        Move.code_hash == code_hash, Move.used_at.is_(None), Move.expires_at > moment.now
    )
    if not changed(tx, free.values(used_at=moment.now)):
        return None
    return tx.get_one(Move, code_hash).conversation_id
