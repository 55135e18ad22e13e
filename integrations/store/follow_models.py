"""The tables of what became of requests, and who is told; the others are in models.py."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId


class Subscription(Base):
    """Somebody who wants the news of a report that another resident made."""

    __tablename__ = "subscriptions"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    council_reference: Mapped[str] = mapped_column(index=True)
    service_code: Mapped[str]
    kind: Mapped[str]
    place: Mapped[str]
    status: Mapped[str]
    created_at: Mapped[float]
    __table_args__ = (UniqueConstraint("conversation_id", "council_reference"),)


class Update(Base):
    """One entry of the council's feed of updates, as it came. `at` is its own time, in UTC, which
    orders them; `settled`: whoever was to be told of it has been."""

    __tablename__ = "updates"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    update_id: Mapped[str]
    council_reference: Mapped[str]
    status: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[str]
    settled: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[float]
    __table_args__ = (
        UniqueConstraint("council_reference", "update_id"),
        Index("updates_to_tell", "settled", "council_reference"),
    )


class Feed(Base):
    """Where reading a feed goes on, and when to ask again. `seen_to` is in the council's time."""

    __tablename__ = "feeds"
    name: Mapped[str] = mapped_column(primary_key=True)
    seen_to: Mapped[str | None]
    next_at: Mapped[float]
    last_error: Mapped[str | None]
