"""Phones: who writes from where, when their words were sent, what became of our texts."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("conversations", sa.Column("hold_until", sa.Double(), nullable=True))
    op.add_column("messages", sa.Column("sent_at", sa.Double(), nullable=True))
    op.drop_table("deliveries")  # no provider was connected before this revision
    deliveries()
    phones()
    receipts()
    media()
    moves()


def downgrade() -> None:
    for gone in ("moves", "media", "receipts", "phones"):
        op.drop_table(gone)
    for name in ("conversation_id", "provider_id", "sent_at"):
        op.drop_index(f"ix_deliveries_{name}", "deliveries")
    with op.batch_alter_table("messages") as table:
        table.drop_column("sent_at")
    with op.batch_alter_table("conversations") as table:
        table.drop_column("hold_until")


def deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("message_id", BIG, sa.ForeignKey("messages.id"), nullable=False, unique=True),
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False, unique=True),
        sa.Column("essential", sa.Boolean(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("fragments", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=True),
    )
    for name in ("status", "conversation_id", "provider_id", "sent_at"):
        op.create_index(f"ix_deliveries_{name}", "deliveries", [name])


def phones() -> None:
    op.create_table(
        "phones",
        sa.Column("identity", sa.Text(), primary_key=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("heard_at", sa.Double(), nullable=False),
        sa.Column("introduced_at", sa.Double(), nullable=True),
        sa.Column("stopped_at", sa.Double(), nullable=True),
        sa.Column("sms_consent_at", sa.Double(), nullable=True),
    )


def receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("provider_id", sa.Text(), primary_key=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("at", sa.Double(), nullable=False),
    )


def media() -> None:
    op.create_table(
        "media",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=False, unique=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
    )
    op.create_index("media_to_do", "media", ["status", "next_at"])


def moves() -> None:
    op.create_table(
        "moves",
        sa.Column("code_hash", sa.Text(), primary_key=True),
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=True),
    )
