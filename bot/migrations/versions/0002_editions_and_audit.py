"""Editions apart from versions, drafts, vocabularies, the audit table.

There is no way back: once several versions share an edition they can't be told apart again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CARRIED = (
    "title, issuer, doc_number, issued, effective_from, effective_to, text_hash, vocabulary_hash, pieces"
)


def upgrade() -> None:
    """Make the change; what is published stays published."""
    _create_tables()
    op.execute(
        f"INSERT INTO edition (document_id, {_CARRIED}, file_hash, replaces, terms, phrasings, problems)"  # noqa: S608
        f" SELECT document_id, {_CARRIED}, 'version ' || number, '[]', '[]', '[]', '[]' FROM version"
    )
    with op.batch_alter_table("version") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))
    _link("version", "number")
    with op.batch_alter_table("version") as batch_op:
        batch_op.alter_column("edition", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key("fk_version_edition", "edition", ["edition"], ["id"])
        batch_op.create_index("ix_version_edition", ["edition"], unique=False)
        for column in _CARRIED.split(", "):
            batch_op.drop_column(column)
    with op.batch_alter_table("clause") as batch_op:
        batch_op.add_column(sa.Column("edition", sa.Integer(), nullable=True))
    _link("clause", "version")
    op.drop_index("ix_clause_document_id", "clause")
    _rebuild_clauses()
    op.execute("UPDATE edition SET file_hash = ''")


def _link(table: str, number: str) -> None:
    """Let each row name the edition that its document's version became."""
    op.execute(
        f"UPDATE {table} SET edition = (SELECT e.id FROM edition e WHERE e.document_id = {table}.document_id"  # noqa: S608
        f" AND e.file_hash = 'version ' || {table}.{number})"
    )


def _rebuild_clauses() -> None:
    """Write the clauses anew below their editions: their unique constraint has no name to drop it by."""
    op.rename_table("clause", "old_clause")
    op.create_table(
        "clause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=True),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("lead", sa.String(), nullable=True),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("tokens", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["edition.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("edition", "position"),
    )
    columns = "edition, position, path, key, heading, sections, body, line, lead, units, tokens"
    op.execute(f"INSERT INTO clause ({columns}) SELECT {columns} FROM old_clause")  # noqa: S608
    op.drop_table("old_clause")


def _create_tables() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("base", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=200), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=True),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("doc_number", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("issued", sa.Date(), nullable=True),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("replaces", sa.JSON(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("vocabulary_hash", sa.String(length=64), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=False),
        sa.Column("phrasings", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["draft"], ["draft.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("document_id", "draft", "file_hash"):
        op.create_index(f"ix_edition_{column}", "edition", [column], unique=False)
    op.create_table(
        "vocabulary",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
