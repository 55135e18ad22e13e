"""Figures are counted from the conversations of some days, and what nobody has wrapped up is looked
for all the time: neither may read a whole year."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

UNSAID = sa.text("wrap_up IS NULL")


def upgrade() -> None:
    op.create_index("ix_conversations_created_at", "conversations", ["created_at"])
    op.create_index(
        "queue_to_wrap_up",
        "queue",
        ["closed_at"],
        sqlite_where=UNSAID,
        postgresql_where=UNSAID,
    )


def downgrade() -> None:
    op.drop_index("queue_to_wrap_up", "queue")
    op.drop_index("ix_conversations_created_at", "conversations")
