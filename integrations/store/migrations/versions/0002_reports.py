"""Photos of what is reported, who to tell of it, and who follows somebody else's report."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("requests", sa.Column("contact", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "photos",
        words("id"),
        words("conversation_id"),
        words("kind"),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("location", sa.JSON(none_as_null=True), nullable=True),
        words("request_reference", empty=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_photos_conversation_id", "photos", ["conversation_id"])
    op.create_index("ix_photos_request_reference", "photos", ["request_reference"])
    op.create_table(
        "subscriptions",
        sa.Column("id", big(), autoincrement=True, nullable=False),
        words("conversation_id"),
        words("council_reference"),
        words("service_code"),
        words("kind"),
        words("place"),
        words("status"),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("conversation_id", "council_reference"),
    )
    op.create_index("ix_subscriptions_council_reference", "subscriptions", ["council_reference"])


def downgrade() -> None:
    op.drop_table("subscriptions")
    op.drop_table("photos")
    with op.batch_alter_table("requests") as requests:
        requests.drop_column("contact")


def words(name: str, *, empty: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=empty)


def big() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
