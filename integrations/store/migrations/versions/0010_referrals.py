"""Referrals: a resident's details on their way to somebody who helps, with their consent."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = ("service_id", "service_name", "need", "address")
TIMES = ("link_expires_at", "answered_at", "silent_at", "ask_at", "asked_at", "withdrawn_at")


def upgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(
            sa.Column("destination", sa.Text(), nullable=False, server_default="open311")
        )
    op.create_table(
        "referrals",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("request_id", BIG, sa.ForeignKey("requests.id"), nullable=False, unique=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in WORDS),
        sa.Column("shared", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("link_hash", sa.Text(), nullable=True, unique=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("heard", sa.Text(), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        *(sa.Column(name, sa.Double(), nullable=True) for name in TIMES),
    )
    for name in ("provider_id", "silent_at", "ask_at"):
        op.create_index(f"ix_referrals_{name}", "referrals", [name])


def downgrade() -> None:
    op.drop_table("referrals")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("destination")
