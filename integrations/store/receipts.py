"""How far a message came, as providers tell it: late, twice, and in any order."""

from sqlalchemy import select, update

from integrations.store.models import Delivery
from integrations.store.phone_models import Receipt
from integrations.store.session import Moment, Transaction, changed

RANKS = {"sent": 1, "delivered": 2, "read": 3, "failed": 4}


def take(
    tx: Transaction, provider_id: str, status: str, reason: str | None, moment: Moment
) -> bool:
    """True when this is news. A failure is told of a message that did not arrive, so it is not
    taken for one that did; nothing ever goes back."""
    rank = RANKS[status]
    known = tx.get(Receipt, provider_id)
    if known is None:
        tx.add(
            Receipt(provider_id=provider_id, rank=rank, status=status, reason=reason, at=moment.now)
        )
        tx.flush()
        return True
    before = update(Receipt).where(Receipt.provider_id == provider_id, Receipt.rank < rank)
    if status == "failed":
        before = before.where(Receipt.status == "sent")
    values = {"rank": rank, "status": status, "reason": reason, "at": moment.now}
    return bool(changed(tx, before.values(**values)))


def of(tx: Transaction, provider_id: str) -> Receipt | None:
    return tx.get(Receipt, provider_id)


def delivery_of(tx: Transaction, provider_id: str) -> Delivery | None:
    return tx.scalars(select(Delivery).where(Delivery.provider_id == provider_id)).first()
