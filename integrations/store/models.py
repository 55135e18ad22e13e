"""Our own record of every conversation, message and request: the only tables of the product.

Times are seconds since 1970 by the machine's clock, except `Message.at`, which is the council's
time as a resident reads it. What must never happen twice is a unique key here, not a check in code.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Items = list[dict[str, Any]]
FOR_FIGURES = "kind IN ('heard', 'task', 'missed', 'rated')"
BigId = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it as a plain dict
        str: Text,
        dict[str, Any]: JSON(none_as_null=True),
        Items: JSON(none_as_null=True),
    }


class Conversation(Base):
    """`version` rises whenever the owner changes; `last_seq` numbers what both sides can see;
    `safety` is what was asked and said about danger (safety.py)."""

    __tablename__ = "conversations"
    id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    identity: Mapped[str]
    locale: Mapped[str] = mapped_column(default="en")
    owner: Mapped[str] = mapped_column(default="assistant")
    version: Mapped[int] = mapped_column(default=1)
    adviser: Mapped[str | None]
    awaiting: Mapped[str | None]
    safety: Mapped[dict[str, Any] | None]
    engine_session: Mapped[int] = mapped_column(default=1)
    engine_turns: Mapped[int] = mapped_column(default=0)
    active_task: Mapped[str | None]
    facts: Mapped[Items] = mapped_column(default=list)
    offer: Mapped[dict[str, Any] | None]
    last_seq: Mapped[int] = mapped_column(default=0)
    noticed_at: Mapped[float | None]
    hold_until: Mapped[float | None]
    created_at: Mapped[float] = mapped_column(index=True)
    updated_at: Mapped[float]
    closed_at: Mapped[float | None]
    __table_args__ = (
        Index(
            "one_open_conversation_per_identity",
            "channel",
            "identity",
            unique=True,
            sqlite_where=sql("closed_at IS NULL"),
            postgresql_where=sql("closed_at IS NULL"),
        ),
    )


class Session(Base):
    """A browser's right to one conversation. Only a hash of its secret is kept."""

    __tablename__ = "sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[float]
    expires_at: Mapped[float]
    revoked_at: Mapped[float | None]


class Message(Base):
    """`dedup_key` is the sender's own id of an inbound message, so a redelivery is a no-op.

    `unanswered` is true while the assistant owes an answer; `payload` is what a choice means to the
    engine; a suppressed message has no seq, because the resident never sees it.
    """

    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    seq: Mapped[int | None]
    sender: Mapped[str]
    name: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    choices: Mapped[Items | None]
    chosen: Mapped[str | None]
    payload: Mapped[str | None]
    image: Mapped[str | None]
    location: Mapped[dict[str, Any] | None]
    dedup_key: Mapped[str | None] = mapped_column(unique=True)
    turn_id: Mapped[str | None] = mapped_column(index=True)
    unanswered: Mapped[bool] = mapped_column(default=False)
    suppressed: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[float]
    sent_at: Mapped[float | None]
    at: Mapped[str]
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index("messages_unanswered", "unanswered", "conversation_id", "received_at"),
    )


class Turn(Base):
    """One burst of messages on its way through the engine; at most one a conversation is open."""

    __tablename__ = "turns"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    status: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[float]
    lease_until: Mapped[float | None]
    next_at: Mapped[float | None]
    error: Mapped[str | None]
    __table_args__ = (
        Index(
            "one_open_turn_per_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=sql("status IN ('running', 'waiting')"),
            postgresql_where=sql("status IN ('running', 'waiting')"),
        ),
    )


class Delivery(Base):
    """One message to be pushed through a provider. Web residents read theirs from the events.

    `reference` is our own name for it at the provider; `essential` words go out whatever the
    resident's wish or the day's spending; `fragments` is what it was charged as.
    """

    __tablename__ = "deliveries"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    channel: Mapped[str]
    reference: Mapped[str] = mapped_column(unique=True)
    essential: Mapped[bool] = mapped_column(default=False)
    status: Mapped[str] = mapped_column(default="queued", index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[float]
    lease_until: Mapped[float | None]
    last_error: Mapped[str | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    fragments: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[float | None] = mapped_column(index=True)


class Event(Base):
    """What happened in a conversation, in order; screens catch up from the last id they saw."""

    __tablename__ = "events"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str]
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    at: Mapped[float]
    __table_args__ = (
        Index("events_of_a_conversation", "conversation_id", "id"),
        Index("events_for_figures", "conversation_id", "id",
              sqlite_where=sql(FOR_FIGURES), postgresql_where=sql(FOR_FIGURES)),
        {"sqlite_autoincrement": True},  # an id is never used twice, so a resume point stays true
    )  # fmt: skip


class Request(Base):
    """Something a resident asked the council to do. One task asks for one thing, once.

    `about` is the reference of an earlier request this one belongs to; `adds` says how it goes to
    the council (requests.py); `promise` is what the resident was promised, with its dates.
    """

    __tablename__ = "requests"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    reference: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    task: Mapped[str]
    kind: Mapped[str]
    service_code: Mapped[str]
    place: Mapped[dict[str, Any]] = mapped_column(default=dict)
    description: Mapped[str] = mapped_column(default="")
    attributes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    contact: Mapped[dict[str, Any] | None]
    about: Mapped[str | None] = mapped_column(index=True)
    adds: Mapped[str | None]
    promise: Mapped[dict[str, Any] | None]
    status: Mapped[str] = mapped_column(default="queued", index=True)
    council_reference: Mapped[str | None] = mapped_column(index=True)
    council_token: Mapped[str | None]
    notice: Mapped[str | None]
    created_at: Mapped[float]
    sent_at: Mapped[float | None]
    __table_args__ = (UniqueConstraint("conversation_id", "task"),)


class Photo(Base):
    """A picture of what is reported, without anything its camera wrote into it; `location` is where
    it was taken, told apart from it. The id cannot be guessed: it is the key to the picture."""

    __tablename__ = "photos"
    id: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str]
    data: Mapped[bytes]
    location: Mapped[dict[str, Any] | None]
    request_reference: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[float]


class Outbox(Base):
    """A request on its way: to the council, or by e-mail to somebody who helps (referrals.py).
    `lookup_first`: an earlier try may have arrived."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), unique=True)
    destination: Mapped[str] = mapped_column(default="open311", server_default="open311")
    step: Mapped[str] = mapped_column(default="send")
    attempts: Mapped[int] = mapped_column(default=0)
    lookups: Mapped[int] = mapped_column(default=0)
    lookup_first: Mapped[bool] = mapped_column(default=False)
    tried_at: Mapped[float | None]
    next_at: Mapped[float]
    lease_until: Mapped[float | None]
    last_error: Mapped[str | None]
    __table_args__ = (Index("outbox_to_do", "step", "next_at"),)


class QueueItem(Base):
    """A conversation that waits for a person, or is with one, until `lease_until`.

    `answered_at` is when a person first wrote; `told_at` when the resident was last told that
    nobody is there; `call_back` how they would rather be reached, `moved` where it came from.
    """

    __tablename__ = "queue"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    priority: Mapped[str]
    team: Mapped[str]
    reason: Mapped[str]
    topic: Mapped[str]
    channel: Mapped[str]
    language: Mapped[str]
    waiting_since: Mapped[float]
    since: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    facts: Mapped[Items] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(default="waiting", index=True)
    adviser: Mapped[str | None]
    acknowledged: Mapped[bool] = mapped_column(default=False)
    alarm: Mapped[dict[str, Any] | None]
    alarm_due: Mapped[float | None]
    lease_until: Mapped[float | None]
    claimed_at: Mapped[float | None]
    answered_at: Mapped[float | None]
    closed_at: Mapped[float | None]
    wrap_up: Mapped[str | None]
    told_at: Mapped[float | None]
    call_back: Mapped[dict[str, Any] | None]
    moved: Mapped[dict[str, Any] | None]
    __table_args__ = (
        Index(
            "one_open_queue_item_per_conversation",
            "conversation_id",
            unique=True,
            sqlite_where=sql("status <> 'closed'"),
            postgresql_where=sql("status <> 'closed'"),
        ),
        Index(
            "queue_to_wrap_up",
            "closed_at",
            sqlite_where=sql("wrap_up IS NULL"),
            postgresql_where=sql("wrap_up IS NULL"),
        ),
    )


class Alert(Base):
    """A call to staff that an urgent conversation has been left waiting. Each step is called once,
    and then again and again until somebody takes the conversation."""

    __tablename__ = "alerts"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    step: Mapped[int]
    audience: Mapped[str]
    created_at: Mapped[float]
    next_at: Mapped[float | None] = mapped_column(index=True)
    calls: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[float | None]
    last_error: Mapped[str | None]
    __table_args__ = (UniqueConstraint("queue_id", "step"),)
