"""The table of second requests; the others are in models.py."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from integrations.store.models import Base, BigId


class Later(Base):
    """A request that stood beside another in one message, and waits until that one is done.

    `told_in` is the turn that found it and `seq` the message it stood in; `ready`: no form is open;
    `turn_id` is its own turn, once it has one.
    """

    __tablename__ = "later"
    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    told_in: Mapped[str]
    place: Mapped[int]
    text: Mapped[str]
    intent: Mapped[str]
    seq: Mapped[int]
    status: Mapped[str] = mapped_column(default="waiting", index=True)
    ready: Mapped[bool] = mapped_column(default=False)
    turn_id: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[float]
    __table_args__ = (UniqueConstraint("told_in", "place"),)
