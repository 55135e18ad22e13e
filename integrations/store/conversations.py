"""Who a conversation is with, and who owns it now.

Every change to a conversation begins with `lock`, so that its messages and events are numbered in
the order in which they are committed.
"""

import uuid

from sqlalchemy import bindparam, select, update

from integrations.store import events
from integrations.store.models import Conversation, Event, Items
from integrations.store.session import Moment, Transaction, changed

ASSISTANT, QUEUE, ADVISER, CLOSED = "assistant", "queue", "adviser", "closed"
# Built once: every message asks these.
THIS = Conversation.id == bindparam("conversation_id")
OPEN = select(Conversation).where(
    Conversation.channel == bindparam("channel"),
    Conversation.identity == bindparam("identity"),
    Conversation.closed_at.is_(None),
)
LOCK = update(Conversation).where(THIS).values(updated_at=bindparam("now")).returning(Conversation)
NUMBER = (
    update(Conversation)
    .where(THIS)
    .values(last_seq=Conversation.last_seq + 1)
    .returning(Conversation.last_seq)
)
# Events that say whether an unprompted message could do harm; the newest of them counts.
ALARM, SAFE_TO_CONTACT = "alarm", "safe_to_contact"


def new_id() -> str:
    return str(uuid.uuid4())


def engine_name(conversation: Conversation) -> str:
    """What the engine calls it. The number rises when its tracker is begun afresh."""
    return f"{conversation.id}.{conversation.engine_session}"


def from_engine_name(name: str) -> str:
    return name.partition(".")[0]


def start(
    tx: Transaction, conversation_id: str, channel: str, identity: str, locale: str, moment: Moment
) -> Conversation:
    conversation = Conversation(
        id=conversation_id,
        channel=channel,
        identity=identity,
        locale=locale,
        created_at=moment.now,
        updated_at=moment.now,
    )
    tx.add(conversation)
    tx.flush()
    return conversation


def get(tx: Transaction, conversation_id: str) -> Conversation | None:
    return tx.get(Conversation, conversation_id)


def find_open(tx: Transaction, channel: str, identity: str) -> Conversation | None:
    return tx.scalars(OPEN, {"channel": channel, "identity": identity}).one_or_none()


def sensitive(tx: Transaction, conversation: Conversation) -> bool:
    """Whether this person was in danger, in this or an earlier conversation of the same identity,
    and nobody has noted since that it is safe to write to them."""
    mine = select(Conversation.id).where(
        Conversation.channel == conversation.channel, Conversation.identity == conversation.identity
    )
    newest = (
        select(Event)
        .where(Event.conversation_id.in_(mine), Event.kind.in_((ALARM, SAFE_TO_CONTACT)))
        .order_by(Event.id.desc())
        .limit(1)
    )
    found = tx.scalars(newest).one_or_none()
    if found is None:
        return False
    return not (found.kind == SAFE_TO_CONTACT and found.data.get("safe") is True)


def earlier(tx: Transaction, conversation: Conversation, limit: int) -> list[Conversation]:
    """Other conversations of the same identity, newest first. On the website nobody has any."""
    found = select(Conversation).where(
        Conversation.channel == conversation.channel,
        Conversation.identity == conversation.identity,
        Conversation.id != conversation.id,
    )
    return list(tx.scalars(found.order_by(Conversation.created_at.desc()).limit(limit)))


def had_alarm(tx: Transaction, conversation_id: str) -> bool:
    """Whether somebody was in danger in it: colleagues say why they read it."""
    found = select(Event.id).where(Event.conversation_id == conversation_id, Event.kind == ALARM)
    return tx.scalar(found.limit(1)) is not None


def lock(tx: Transaction, conversation_id: str, moment: Moment) -> Conversation | None:
    """Holds the conversation until the transaction ends, and reads it as it is now."""
    given = {"conversation_id": conversation_id, "now": moment.now}
    fresh = {"populate_existing": True}
    return tx.scalars(LOCK, given, execution_options=fresh).one_or_none()


def next_seq(tx: Transaction, conversation_id: str) -> int:
    return tx.execute(NUMBER, {"conversation_id": conversation_id}).scalar_one()


def move(
    tx: Transaction,
    conversation: Conversation,
    owner: str,
    moment: Moment,
    adviser: str | None = None,
) -> bool:
    """Gives the conversation to another owner, unless somebody changed the owner meanwhile."""
    moved = changed(
        tx,
        update(Conversation)
        .where(Conversation.id == conversation.id, Conversation.version == conversation.version)
        .values(
            owner=owner,
            adviser=adviser,
            version=Conversation.version + 1,
            awaiting=None,
            noticed_at=None,
            closed_at=moment.now if owner == CLOSED else None,
        ),
    )
    if moved:
        events.add(tx, conversation.id, "state", {"owner": owner}, moment)
    return bool(moved)


def still_with_assistant(tx: Transaction, conversation_id: str, version: int) -> bool:
    """The second look at the owner, in the transaction that stores the assistant's answer."""
    return bool(
        changed(
            tx,
            update(Conversation)
            .where(
                Conversation.id == conversation_id,
                Conversation.owner == ASSISTANT,
                Conversation.version == version,
            )
            .values(noticed_at=None),
        )
    )


def remember(
    tx: Transaction,
    conversation: Conversation,
    facts: Items,
    active_task: str | None,
    engine_session: int,
    engine_turns: int,
) -> None:
    """What a turn of the engine left behind."""
    tx.execute(
        update(Conversation)
        .where(Conversation.id == conversation.id)
        .values(
            facts=facts,
            active_task=active_task,
            engine_session=engine_session,
            engine_turns=engine_turns,
        )
    )


def notice_once(tx: Transaction, conversation_id: str, moment: Moment) -> bool:
    """True for the one caller that may tell the resident that the answer is late."""
    return bool(
        changed(
            tx,
            update(Conversation)
            .where(
                Conversation.id == conversation_id,
                Conversation.owner == ASSISTANT,
                Conversation.noticed_at.is_(None),
            )
            .values(noticed_at=moment.now),
        )
    )


def speaks(tx: Transaction, conversation: Conversation, code: str) -> None:
    """The language a resident writes in; whoever takes over is told."""
    mine = update(Conversation).where(Conversation.id == conversation.id)
    tx.execute(mine.values(locale=code))


def hold(tx: Transaction, conversation_id: str, until: float | None) -> None:
    """The assistant waits: people on phones often write one thing in several messages."""
    held = update(Conversation).where(Conversation.id == conversation_id)
    tx.execute(held.values(hold_until=until))


def rehouse(tx: Transaction, conversation_id: str, channel: str, identity: str) -> None:
    """The conversation goes on somewhere else, and keeps everything it has."""
    moved = update(Conversation).where(Conversation.id == conversation_id)
    tx.execute(moved.values(channel=channel, identity=identity))
