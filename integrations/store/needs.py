"""How somebody wants to be dealt with. Kept only with their consent, and gone when they end it."""

from sqlalchemy import delete, select

from integrations.store.desk_models import Needs
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction

NO_CALLS = ("no_phone", "bsl")
"""Who has one of these is offered no call, and the desk shows no number of theirs."""


def of(tx: Transaction, conversation: Conversation) -> Needs | None:
    """Of this person, in any conversation from where this one came."""
    mine = select(Needs).where(
        Needs.channel == conversation.channel, Needs.identity == conversation.identity
    )
    return tx.scalars(mine).one_or_none()


def keep(
    tx: Transaction, conversation: Conversation, named: list[str], staff_id: str, moment: Moment
) -> Needs:
    """In the place of what was known before."""
    forget(tx, conversation)
    kept = Needs(
        channel=conversation.channel,
        identity=conversation.identity,
        needs=named,
        language=conversation.locale,
        consent_at=moment.now,
        staff_id=staff_id,
    )
    tx.add(kept)
    tx.flush()
    return kept


def forget(tx: Transaction, conversation: Conversation) -> None:
    tx.execute(
        delete(Needs).where(
            Needs.channel == conversation.channel, Needs.identity == conversation.identity
        )
    )
