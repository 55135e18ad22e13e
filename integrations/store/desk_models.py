"""The tables of the desk: who works at it, what they did, and what only they may read."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId

Names = JSON(none_as_null=True)


class Staff(Base):
    """Somebody who may sign in. `teams`: whose queue they see, none for every team's. An account of
    an identity provider has a `subject` and no password."""

    __tablename__ = "staff"
    id: Mapped[str] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    teams: Mapped[list[str]] = mapped_column(Names, default=list)
    password: Mapped[str | None]
    subject: Mapped[str | None] = mapped_column(unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[float | None]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[float]
    signed_in_at: Mapped[float | None]


class StaffSession(Base):
    """A browser's right to act for one of the staff. Only a hash of its secret is kept."""

    __tablename__ = "staff_sessions"
    id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[float]
    used_at: Mapped[float]
    expires_at: Mapped[float]
    revoked_at: Mapped[float | None]


class Presence(Base):
    """Whether somebody is at the desk and takes work: `seen_at` is kept fresh while a page of
    theirs is open."""

    __tablename__ = "presence"
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    status: Mapped[str]
    reason: Mapped[str | None]
    since: Mapped[float]
    seen_at: Mapped[float] = mapped_column(index=True)


class Audit(Base):
    """What somebody did or looked at. Rows are only ever added, each sealed with a hash over itself
    and the one before; the database refuses to change or remove one."""

    __tablename__ = "audit"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    at: Mapped[float]
    staff_id: Mapped[str | None] = mapped_column(index=True)
    name: Mapped[str | None]
    action: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(index=True)
    subject: Mapped[str | None]
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]
    reason: Mapped[str | None]
    previous: Mapped[str]
    hash: Mapped[str]
    __table_args__ = ({"sqlite_autoincrement": True},)


class Note(Base):
    """What staff write for each other. It has a table of its own, so that nothing that is shown to
    a resident can ever hold it."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    staff_id: Mapped[str | None]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="note")
    text: Mapped[str]
    dedup_key: Mapped[str | None] = mapped_column(unique=True)
    after_seq: Mapped[int] = mapped_column(default=0)
    at: Mapped[str]


class Sign(Base):
    """What somebody is doing just now: typing, looking, or how far they have read. It fades."""

    __tablename__ = "signs"
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    who: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
    until: Mapped[float] = mapped_column(index=True)


class Needs(Base):
    """How somebody wants to be dealt with, kept because they said that it may be."""

    __tablename__ = "needs"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    channel: Mapped[str]
    identity: Mapped[str]
    needs: Mapped[list[str]] = mapped_column(Names, default=list)
    language: Mapped[str | None]
    consent_at: Mapped[float]
    staff_id: Mapped[str]
    __table_args__ = (UniqueConstraint("channel", "identity"),)


class SafetyStep(Base):
    """What was done about a danger: who was rung, and how it ended."""

    __tablename__ = "safety_steps"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    queue_id: Mapped[int] = mapped_column(ForeignKey("queue.id"))
    step: Mapped[str]
    outcome: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str]
    staff_id: Mapped[str]
    name: Mapped[str]
    at: Mapped[str]
    __table_args__ = (Index("safety_steps_of_an_item", "queue_id", "id"),)


class Caller(Base):
    """Who rang, came in or wrote a letter, as far as they said; a number of theirs is sealed."""

    __tablename__ = "callers"
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    name: Mapped[str]
    sealed: Mapped[str | None]
    mobile: Mapped[bool] = mapped_column(default=False)
