"""The first tables: who writes, what was said, what was asked of the council, who waits."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    conversations()
    sessions()
    messages()
    turns()
    deliveries()
    events()
    requests()
    outbox()
    queue()


def downgrade() -> None:
    for table in ("queue", "outbox", "requests", "events", "deliveries", "turns", "messages"):
        op.drop_table(table)
    op.drop_table("sessions")
    op.drop_table("conversations")


def words(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=empty)


def number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)


def time(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Double(), nullable=empty)


def json(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=empty)


def yes_no(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def big_id() -> sa.Column[Any]:
    return sa.Column("id", _big(), autoincrement=True, nullable=False)


def refers(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}s.id"])


def only_one(name: str, table: str, columns: list[str], while_: str) -> None:
    """A unique key that holds only for rows that are still open."""
    where = sa.text(while_)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{columns[0]}", table, list(columns))


def _big() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def conversations() -> None:
    op.create_table(
        "conversations",
        words("id"),
        words("channel"),
        words("identity"),
        words("locale"),
        words("owner"),
        number("version"),
        words("adviser", empty=True),
        words("awaiting", empty=True),
        number("engine_session"),
        number("engine_turns"),
        words("active_task", empty=True),
        json("facts"),
        number("last_seq"),
        time("noticed_at", empty=True),
        time("created_at"),
        time("updated_at"),
        time("closed_at", empty=True),
        sa.PrimaryKeyConstraint("id"),
    )
    only_one(
        "one_open_conversation_per_identity",
        "conversations",
        ["channel", "identity"],
        "closed_at IS NULL",
    )


def sessions() -> None:
    op.create_table(
        "sessions",
        words("id"),
        words("conversation_id"),
        words("secret_hash"),
        time("created_at"),
        time("expires_at"),
        time("revoked_at", empty=True),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_hash"),
    )
    index("sessions", "conversation_id")


def messages() -> None:
    op.create_table(
        "messages",
        big_id(),
        words("conversation_id"),
        sa.Column("seq", sa.Integer(), nullable=True),
        words("sender"),
        words("name", empty=True),
        words("text"),
        json("choices", empty=True),
        words("chosen", empty=True),
        words("payload", empty=True),
        words("image", empty=True),
        json("location", empty=True),
        words("dedup_key", empty=True),
        words("turn_id", empty=True),
        yes_no("unanswered"),
        yes_no("suppressed"),
        time("received_at"),
        words("at"),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "seq"),
        sa.UniqueConstraint("dedup_key"),
    )
    index("messages", "turn_id")
    columns = ["unanswered", "conversation_id", "received_at"]
    op.create_index("messages_unanswered", "messages", columns)


def turns() -> None:
    op.create_table(
        "turns",
        words("id"),
        words("conversation_id"),
        words("status"),
        number("attempts"),
        time("started_at"),
        time("lease_until", empty=True),
        time("next_at", empty=True),
        words("error", empty=True),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
    )
    index("turns", "conversation_id")
    only_one(
        "one_open_turn_per_conversation",
        "turns",
        ["conversation_id"],
        "status IN ('running', 'waiting')",
    )


def deliveries() -> None:
    op.create_table(
        "deliveries",
        big_id(),
        sa.Column("message_id", _big(), nullable=False),
        words("channel"),
        words("status"),
        number("attempts"),
        time("next_at"),
        time("lease_until", empty=True),
        words("last_error", empty=True),
        refers("message"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("message_id"),
    )
    index("deliveries", "status")


def events() -> None:
    op.create_table(
        "events",
        big_id(),
        words("conversation_id"),
        words("kind"),
        json("data"),
        time("at"),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("events_of_a_conversation", "events", ["conversation_id", "id"])


def requests() -> None:
    op.create_table(
        "requests",
        big_id(),
        words("reference"),
        words("conversation_id"),
        words("task"),
        words("kind"),
        words("service_code"),
        json("place"),
        words("description"),
        json("attributes"),
        words("status"),
        words("council_reference", empty=True),
        words("council_token", empty=True),
        words("notice", empty=True),
        time("created_at"),
        time("sent_at", empty=True),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "task"),
        sa.UniqueConstraint("reference"),
    )
    index("requests", "council_reference")
    index("requests", "status")


def outbox() -> None:
    op.create_table(
        "outbox",
        big_id(),
        sa.Column("request_id", _big(), nullable=False),
        words("step"),
        number("attempts"),
        number("lookups"),
        yes_no("lookup_first"),
        time("tried_at", empty=True),
        time("next_at"),
        time("lease_until", empty=True),
        words("last_error", empty=True),
        refers("request"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("request_id"),
    )
    op.create_index("outbox_to_do", "outbox", ["step", "next_at"])


def queue() -> None:
    op.create_table(
        "queue",
        big_id(),
        words("conversation_id"),
        words("priority"),
        words("team"),
        words("reason"),
        words("topic"),
        words("channel"),
        words("language"),
        time("waiting_since"),
        words("since"),
        words("summary"),
        json("facts"),
        words("status"),
        words("adviser", empty=True),
        yes_no("acknowledged"),
        json("alarm", empty=True),
        time("alarm_due", empty=True),
        refers("conversation"),
        sa.PrimaryKeyConstraint("id"),
    )
    index("queue", "status")
    only_one(
        "one_open_queue_item_per_conversation",
        "queue",
        ["conversation_id"],
        "status <> 'closed'",
    )
