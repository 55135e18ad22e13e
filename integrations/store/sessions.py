"""A browser's right to one conversation, known by the hash of a secret that only it has."""

from sqlalchemy import bindparam, select, update

from integrations.store.models import Conversation, Session
from integrations.store.session import Moment, Transaction

# Built once: every open page asks this each time it looks.
OPENED = (
    select(Session, Conversation)
    .join(Conversation, Conversation.id == Session.conversation_id)
    .where(Session.secret_hash == bindparam("secret_hash"))
)


def start(
    tx: Transaction,
    session_id: str,
    conversation_id: str,
    secret_hash: str,
    expires_at: float,
    moment: Moment,
) -> Session:
    session = Session(
        id=session_id,
        conversation_id=conversation_id,
        secret_hash=secret_hash,
        created_at=moment.now,
        expires_at=expires_at,
    )
    tx.add(session)
    tx.flush()
    return session


def by_hash(tx: Transaction, secret_hash: str) -> Session | None:
    return tx.scalars(select(Session).where(Session.secret_hash == secret_hash)).one_or_none()


def opened(tx: Transaction, secret_hash: str) -> tuple[Session, Conversation] | None:
    """The session, and the conversation it is a right to."""
    found = tx.execute(OPENED, {"secret_hash": secret_hash}).one_or_none()
    return (found[0], found[1]) if found else None


def extend(tx: Transaction, session_id: str, expires_at: float) -> None:
    still_valid = update(Session).where(Session.id == session_id, Session.revoked_at.is_(None))
    tx.execute(still_valid.values(expires_at=expires_at))


def revoke(tx: Transaction, session_id: str, moment: Moment) -> None:
    still_valid = update(Session).where(Session.id == session_id, Session.revoked_at.is_(None))
    tx.execute(still_valid.values(revoked_at=moment.now))
