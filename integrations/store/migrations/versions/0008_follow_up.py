"""What became of a request: promises, additions to it, and the council's feed of updates."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("requests", sa.Column("about", sa.Text(), nullable=True))
    op.add_column("requests", sa.Column("adds", sa.Text(), nullable=True))
    op.add_column("requests", sa.Column("promise", sa.JSON(none_as_null=True), nullable=True))
    op.create_index("ix_requests_about", "requests", ["about"])
    op.create_table(
        "updates",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("update_id", sa.Text(), nullable=False),
        sa.Column("council_reference", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.Double(), nullable=False),
        sa.UniqueConstraint("council_reference", "update_id"),
    )
    op.create_index("updates_to_tell", "updates", ["settled", "council_reference"])
    op.create_table(
        "feeds",
        sa.Column("name", sa.Text(), primary_key=True),
        sa.Column("seen_to", sa.Text(), nullable=True),
        sa.Column("next_at", sa.Double(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("feeds")
    op.drop_index("updates_to_tell", "updates")
    op.drop_table("updates")
    op.drop_index("ix_requests_about", "requests")
    with op.batch_alter_table("requests") as requests:
        for name in ("promise", "adds", "about"):
            requests.drop_column(name)
