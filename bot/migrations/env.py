"""Runs the migrations on the connection that `bot.database` hands over."""

from alembic import context

from bot.inbox.store import InboxRow
from bot.staff.store.tables import MemberRow
from bot.store import QuestionRow
from knowledge.store.tables import ClauseRow

TABLES = (
    ClauseRow,
    QuestionRow,
    InboxRow,
    MemberRow,
)  # importing all stores registers all tables in one metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES[0].metadata,
    render_as_batch=True,  # SQLite can't alter columns in place
)
with context.begin_transaction():
    context.run_migrations()
