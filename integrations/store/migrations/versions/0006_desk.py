"""The desk: staff, what they do and write, and what becomes of what waits for them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = ("lease_until", "claimed_at", "answered_at", "closed_at", "told_at")
TABLES = ("callers", "safety_steps", "needs", "signs", "notes", "audit", "presence",
          "staff_sessions", "staff")  # fmt: skip


def upgrade() -> None:
    for name in WAITS:
        op.add_column("queue", sa.Column(name, sa.Double(), nullable=True))
    op.add_column("queue", sa.Column("wrap_up", sa.Text(), nullable=True))
    for name in ("call_back", "moved"):
        op.add_column("queue", sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
    people()
    audit()
    written()
    about_residents()


def downgrade() -> None:
    unseal()
    for gone in TABLES:
        op.drop_table(gone)
    with op.batch_alter_table("queue") as table:
        for name in (*WAITS, "wrap_up", "call_back", "moved"):
            table.drop_column(name)


def people() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("username", sa.Text(), nullable=False, unique=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("teams", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True, unique=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.Double(), nullable=True),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("signed_in_at", sa.Double(), nullable=True),
    )
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("staff_id", sa.Text(), sa.ForeignKey("staff.id"), nullable=False, index=True),
        sa.Column("secret_hash", sa.Text(), nullable=False, unique=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("used_at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=False),
        sa.Column("revoked_at", sa.Double(), nullable=True),
    )
    op.create_table(
        "presence",
        sa.Column("staff_id", sa.Text(), sa.ForeignKey("staff.id"), primary_key=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False, index=True),
    )


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=True, index=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.Text(), nullable=True, index=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sqlite_autoincrement=True,
    )
    seal()


def seal() -> None:
    """No statement changes or removes a row, whoever sends it."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON audit "
                "BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_is_added_to() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION 'the audit is only added to'; END $$ LANGUAGE plpgsql"
    )
    op.execute(
        "CREATE TRIGGER audit_sealed BEFORE UPDATE OR DELETE ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_added_to()"
    )


def unseal() -> None:
    if op.get_bind().dialect.name == "sqlite":
        return  # its triggers go with the table
    op.execute("DROP TRIGGER audit_sealed ON audit")
    op.execute("DROP FUNCTION audit_is_added_to()")


def written() -> None:
    op.create_table(
        "notes",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"), nullable=False,
                  index=True),
        sa.Column("staff_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("dedup_key", sa.Text(), nullable=True, unique=True),
        sa.Column("after_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
    )  # fmt: skip
    op.create_table(
        "signs",
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"),
                  primary_key=True),
        sa.Column("who", sa.Text(), primary_key=True),
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("until", sa.Double(), nullable=False),
    )  # fmt: skip


def about_residents() -> None:
    op.create_table(
        "needs",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("needs", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("consent_at", sa.Double(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.UniqueConstraint("channel", "identity"),
    )
    op.create_table(
        "safety_steps",
        sa.Column("id", BIG, primary_key=True, autoincrement=True),
        sa.Column("queue_id", BIG, sa.ForeignKey("queue.id"), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("staff_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
    )
    op.create_index("safety_steps_of_an_item", "safety_steps", ["queue_id", "id"])
    op.create_table(
        "callers",
        sa.Column("conversation_id", sa.Text(), sa.ForeignKey("conversations.id"),
                  primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column("mobile", sa.Boolean(), nullable=False),
    )  # fmt: skip
