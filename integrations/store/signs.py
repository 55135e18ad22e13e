"""What somebody does just now in a conversation, and until when that is news."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from integrations.store.desk_models import Sign
from integrations.store.session import Transaction

TYPING, LOOKING, SEEN = "typing", "looking", "seen"
RESIDENT = "resident"
ALWAYS = 1e12
"""How far somebody has read does not fade."""
# Built once: every open page asks these each time it looks.
NOW_IN = (
    select(Sign.who, Sign.kind, Sign.value)
    .where(Sign.conversation_id == bindparam("conversation_id"), Sign.until > bindparam("now"))
    .order_by(Sign.who)
)
FADING = select(Sign.conversation_id, Sign.who, Sign.kind).where(
    Sign.until > bindparam("now"), Sign.until < ALWAYS
)


@dataclass(frozen=True)
class Shown:
    """`value` is the number of the newest message that was seen."""

    who: str
    kind: str
    value: int


def put(
    tx: Transaction, conversation_id: str, who: str, kind: str, until: float, value: int = 0
) -> None:
    """The newest word about it; a number of a message never goes back."""
    insert = (sqlite if tx.get_bind().dialect.name == "sqlite" else postgresql).insert(Sign)
    given = {"conversation_id": conversation_id, "who": who, "kind": kind}
    new = insert.values(**given, until=until, value=value)
    tx.execute(
        new.on_conflict_do_update(
            index_elements=list(given),
            set_={"until": new.excluded.until, "value": new.excluded.value},
            where=Sign.value <= new.excluded.value,
        )
    )


def clear(tx: Transaction, conversation_id: str, who: str, kind: str) -> None:
    """It is over before its time."""
    tx.execute(
        delete(Sign).where(
            Sign.conversation_id == conversation_id, Sign.who == who, Sign.kind == kind
        )
    )


def now_in(tx: Transaction, conversation_id: str, now: float) -> list[Shown]:
    found = tx.execute(NOW_IN, {"conversation_id": conversation_id, "now": now})
    return [Shown(*one) for one in found]


def fading(tx: Transaction, now: float) -> list[tuple[str, str, str]]:
    """Conversation, who and kind of what is going on anywhere and will be over by itself."""
    return [(one, who, kind) for one, who, kind in tx.execute(FADING, {"now": now})]
