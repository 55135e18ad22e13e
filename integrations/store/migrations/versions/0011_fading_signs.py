"""What somebody does just now is looked for everywhere at once, many times a second."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_signs_until", "signs", ["until"])


def downgrade() -> None:
    op.drop_index("ix_signs_until", "signs")
