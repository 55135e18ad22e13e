"""The tables of those who run the desk: closures, switches, and what the assistant is to learn."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId


class Closure(Base):
    """A time for which a team, or every team, is shut out of turn. Both ends are council time, as
    the clock of the demonstration has it, and sort as texts."""

    __tablename__ = "closures"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    team: Mapped[str | None]
    begins: Mapped[str]
    until: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    staff_id: Mapped[str]
    name: Mapped[str]


class Switch(Base):
    """A channel, or the assistant, that is switched off. Without a row it is on."""

    __tablename__ = "switches"
    what: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    staff_id: Mapped[str]
    name: Mapped[str]
    at: Mapped[str]


class Lesson(Base):
    """A message that was not understood, or that came near to danger, without what could name
    anybody. `verdict` is an intent, or how it should have been; `written_at` is when it was put
    into a file for review."""

    __tablename__ = "lessons"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(index=True)
    why: Mapped[str]
    text: Mapped[str]
    guesses: Mapped[str] = mapped_column(default="")
    channel: Mapped[str]
    language: Mapped[str]
    created_at: Mapped[float]
    verdict: Mapped[str | None]
    staff_id: Mapped[str | None]
    decided_at: Mapped[float | None]
    written_at: Mapped[float | None]
    __table_args__ = (UniqueConstraint("conversation_id", "seq", "kind"),)
