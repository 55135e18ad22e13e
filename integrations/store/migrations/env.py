"""Run by Alembic. The product hands its own connection in; a developer who writes a new revision
names a database with `-x url=sqlite:///var/scratch.db`."""

from alembic import context
from sqlalchemy import create_engine

# Tables of the same Base.
from integrations.store import (  # noqa: F401
    desk_models,
    follow_models,
    help_models,
    later_models,
    phone_models,
    supervisor_models,
)
from integrations.store.models import Base

connection = context.config.attributes.get("connection")
if connection is None:
    connection = create_engine(context.get_x_argument(as_dictionary=True)["url"]).connect()
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
