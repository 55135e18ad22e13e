"""Tables of the phone channels: who writes from where, what providers told us, photos to fetch."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId


class Phone(Base):
    """A number on one channel. `identity` is a keyed hash of both; the number itself is sealed.

    `heard_at` opens WhatsApp's 24 hours; `stopped_at` is set while the resident wants no texts.
    """

    __tablename__ = "phones"
    identity: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    sealed: Mapped[str]
    heard_at: Mapped[float]
    introduced_at: Mapped[float | None]
    stopped_at: Mapped[float | None]
    sms_consent_at: Mapped[float | None]


class Receipt(Base):
    """How far a provider says a message came. It may be told before we know its id ourselves."""

    __tablename__ = "receipts"
    provider_id: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int]
    status: Mapped[str]
    reason: Mapped[str | None]
    at: Mapped[float]


class Media(Base):
    """A photo that a provider keeps for a few days, to be fetched once."""

    __tablename__ = "media"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str]
    address: Mapped[str]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[float]
    lease_until: Mapped[float | None]
    last_error: Mapped[str | None]
    __table_args__ = (Index("media_to_do", "status", "next_at"),)


class Move(Base):
    """A code shown on the website that brings its conversation to the phone that texts it."""

    __tablename__ = "moves"
    code_hash: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    expires_at: Mapped[float]
    used_at: Mapped[float | None]
