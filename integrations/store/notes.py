"""What staff write for each other about a conversation. Residents never see any of it."""

from sqlalchemy import select

from integrations.store import events
from integrations.store.desk_models import Note
from integrations.store.models import Conversation
from integrations.store.session import Moment, Transaction

NOTE, REASON = "note", "reason"


def add(
    tx: Transaction,
    conversation: Conversation,
    text: str,
    name: str,
    moment: Moment,
    *,
    staff_id: str | None = None,
    kind: str = NOTE,
    dedup_key: str | None = None,
) -> Note:
    """Once for each key. `kind`: a note, or the reason for something that was done."""
    if dedup_key is not None and (known := by_key(tx, dedup_key)):
        return known
    note = Note(
        conversation_id=conversation.id,
        staff_id=staff_id,
        name=name,
        kind=kind,
        text=text,
        dedup_key=dedup_key,
        after_seq=conversation.last_seq,
        at=moment.at,
    )
    tx.add(note)
    tx.flush()
    events.add(tx, conversation.id, "note", {"id": note.id}, moment)
    return note


def by_key(tx: Transaction, dedup_key: str) -> Note | None:
    return tx.scalars(select(Note).where(Note.dedup_key == dedup_key)).one_or_none()


def of_conversation(tx: Transaction, conversation_id: str) -> list[Note]:
    found = select(Note).where(Note.conversation_id == conversation_id)
    return list(tx.scalars(found.order_by(Note.id)))
