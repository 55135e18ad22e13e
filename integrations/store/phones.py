"""Who writes from where: sealed numbers, what each has been told, and whether we may text them."""

from sqlalchemy import bindparam, select, update

from integrations.store.models import Delivery, Message
from integrations.store.phone_models import Phone
from integrations.store.session import Transaction

# Built once: every message from a phone asks these.
SAID = (
    select(Message.text, Message.received_at)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.sender == "resident",
    )
    .order_by(Message.seq.desc())
    .limit(bindparam("most"))
)
TOLD = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.suppressed.is_(False),
        Message.sender != "resident",
    )
    .order_by(Message.seq.desc())
    .limit(10)
)


def get(tx: Transaction, identity: str, *, lock: bool = False) -> Phone | None:
    """Held as long as the transaction, which asks for it again and again."""
    found = tx.get(Phone, identity, with_for_update=lock or None)
    tx.info.setdefault(Phone, {})[identity] = found
    return found


def heard(tx: Transaction, identity: str, channel: str, sealed: str, at: float) -> float | None:
    """Notes when this number has written; tells when it had last, if ever."""
    known = get(tx, identity, lock=True)
    if known is None:
        tx.add(Phone(identity=identity, channel=channel, sealed=sealed, heard_at=at))
        tx.flush()
        return None
    before = known.heard_at
    newer = update(Phone).where(Phone.identity == identity, Phone.heard_at < at)
    tx.execute(newer.values(heard_at=at))
    return before


def note(tx: Transaction, identity: str, **values: float | None) -> None:
    """Sets when it was introduced, stopped or gave its consent; None takes it back."""
    known = update(Phone).where(Phone.identity == identity)
    tx.execute(known.values(**values), execution_options={"synchronize_session": "fetch"})


def newest_of(tx: Transaction, conversation_id: str, limit: int) -> list[Message]:
    """What the resident wrote last, newest first."""
    found = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.sender == "resident")
        .order_by(Message.seq.desc())
        .limit(limit)
    )
    return list(tx.scalars(found))


def last_said(tx: Transaction, conversation_id: str, limit: int) -> list[tuple[str, float]]:
    """The resident's last words and when each came, newest first."""
    given = {"conversation_id": conversation_id, "most": limit}
    return [(text, at) for text, at in tx.execute(SAID, given)]


def is_another_list(tx: Transaction, provider_id: str, question: Message) -> bool:
    """Whether what the provider calls so offered other choices than this."""
    found = (
        select(Message)
        .join(Delivery, Delivery.message_id == Message.id)
        .where(Delivery.provider_id == provider_id)
    )
    quoted = tx.scalars(found).first()
    if quoted is None or not quoted.choices:
        return False
    ids = [{one["id"] for one in asked.choices or []} for asked in (quoted, question)]
    return ids[0] != ids[1]  # another page of one list is the same list


def open_question(tx: Transaction, conversation_id: str) -> Message | None:
    """The newest list of choices, if nothing was asked or chosen since."""
    turn = None
    for message in tx.scalars(TOLD, {"conversation_id": conversation_id}):
        if turn is not None and message.sender == "assistant" and message.turn_id != turn:
            return None
        if message.choices:
            return message if message.chosen is None else None
        if message.sender == "assistant":
            turn = message.turn_id
    return None
