"""Who rang, came in or wrote a letter. `mobile`: their number takes texts, and they said that
we may send some; a landline never does."""

from integrations.store.desk_models import Caller
from integrations.store.session import Transaction


def add(
    tx: Transaction, conversation_id: str, name: str, sealed: str | None, *, mobile: bool
) -> Caller:
    caller = Caller(conversation_id=conversation_id, name=name, sealed=sealed, mobile=mobile)
    tx.add(caller)
    tx.flush()
    return caller


def of(tx: Transaction, conversation_id: str) -> Caller | None:
    return tx.get(Caller, conversation_id)
