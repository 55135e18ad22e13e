"""What was asked about danger, and calls to staff when an urgent conversation waits."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("safety", sa.JSON(none_as_null=True), nullable=True))
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "alerts",
        sa.Column("id", big, primary_key=True, autoincrement=True),
        sa.Column("queue_id", big, sa.ForeignKey("queue.id"), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.UniqueConstraint("queue_id", "step"),
    )
    op.create_index("ix_alerts_next_at", "alerts", ["next_at"])


def downgrade() -> None:
    op.drop_table("alerts")
    op.drop_column("conversations", "safety")
