"""Who follows a report somebody else made: told its news, and never who made it."""

from sqlalchemy import select

from integrations.store.follow_models import Subscription
from integrations.store.session import Moment, Transaction


def follow(
    tx: Transaction, conversation_id: str, council_reference: str, moment: Moment, **facts: str
) -> bool:
    """`facts` are service_code, kind, place and status. False: it was followed already."""
    known = select(Subscription.id).where(
        Subscription.conversation_id == conversation_id,
        Subscription.council_reference == council_reference,
    )
    if tx.scalar(known) is not None:
        return False
    tx.add(
        Subscription(
            conversation_id=conversation_id,
            council_reference=council_reference,
            created_at=moment.now,
            **facts,
        )
    )
    tx.flush()
    return True


def followers(tx: Transaction, council_reference: str) -> list[Subscription]:
    """Everyone who follows a report, oldest first."""
    found = select(Subscription).where(Subscription.council_reference == council_reference)
    return list(tx.scalars(found.order_by(Subscription.id)))


def of_conversation(tx: Transaction, conversation_id: str) -> list[Subscription]:
    """What a resident follows, oldest first."""
    found = select(Subscription).where(Subscription.conversation_id == conversation_id)
    return list(tx.scalars(found.order_by(Subscription.id)))
