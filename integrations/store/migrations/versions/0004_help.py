"""The local copy of the directory of services, and what help was offered unasked."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversations", sa.Column("offer", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "directory",
        words("name"),
        sa.Column("services", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("fetched_at", sa.Double(), nullable=True),
        sa.Column("next_at", sa.Double(), nullable=False),
        words("last_error", empty=True),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "offers_declined",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        words("channel"),
        words("identity"),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel", "identity"),
    )


def downgrade() -> None:
    op.drop_table("offers_declined")
    op.drop_table("directory")
    with op.batch_alter_table("conversations") as conversations:
        conversations.drop_column("offer")


def words(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=empty)


def big() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
