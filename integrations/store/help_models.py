"""The tables of early help; the others are in models.py."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId, Items


class Directory(Base):
    """The last whole list of services a directory gave, and when to ask for it again."""

    __tablename__ = "directory"
    name: Mapped[str] = mapped_column(primary_key=True)
    services: Mapped[Items] = mapped_column(default=list)
    fetched_at: Mapped[float | None]
    next_at: Mapped[float]
    last_error: Mapped[str | None]


class OfferDeclined(Base):
    """Somebody who said no to an offer of help. Nothing else of the offer outlives its chat."""

    __tablename__ = "offers_declined"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    channel: Mapped[str]
    identity: Mapped[str]
    created_at: Mapped[float]
    __table_args__ = (UniqueConstraint("channel", "identity"),)


class Referral(Base):
    """A resident's details for somebody who helps, with their consent; how they get there is its
    request's outbox. `shared`: the lines they agreed to, and no others; emptied when they take it
    back. Only a hash of the link's token is kept. `silent_at` and `ask_at` say when, without an
    answer, staff look at it and when the resident is asked."""

    __tablename__ = "referrals"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("requests.id"), unique=True)
    service_id: Mapped[str]
    service_name: Mapped[str]
    need: Mapped[str]
    address: Mapped[str]
    shared: Mapped[Items] = mapped_column(default=list)
    link_hash: Mapped[str | None] = mapped_column(unique=True)
    link_expires_at: Mapped[float | None]
    provider_id: Mapped[str | None] = mapped_column(index=True)
    answer: Mapped[str | None]
    answered_at: Mapped[float | None]
    silent_at: Mapped[float | None] = mapped_column(index=True)
    ask_at: Mapped[float | None] = mapped_column(index=True)
    asked_at: Mapped[float | None]
    heard: Mapped[str | None]
    withdrawn_at: Mapped[float | None]
