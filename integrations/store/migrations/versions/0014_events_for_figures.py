"""Of all that is noted of a conversation, figures are counted from a quarter."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FOR_FIGURES = sa.text("kind IN ('heard', 'task', 'missed', 'rated')")


def upgrade() -> None:
    op.create_index(
        "events_for_figures",
        "events",
        ["conversation_id", "id"],
        sqlite_where=FOR_FIGURES,
        postgresql_where=FOR_FIGURES,
    )


def downgrade() -> None:
    op.drop_index("events_for_figures", "events")
