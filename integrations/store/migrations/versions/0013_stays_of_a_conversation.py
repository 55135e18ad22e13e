"""What became of a conversation is asked of the queue, for many conversations at a time."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_queue_conversation_id", "queue", ["conversation_id"])


def downgrade() -> None:
    op.drop_index("ix_queue_conversation_id", "queue")
