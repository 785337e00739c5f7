"""Staff, their sessions and work: verdicts, what they teach, conversations with a person, what is switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


_DAY_ASKED = {
    "sqlite": "date(asked_at, '+8 hours')",
    "postgresql": "CAST(timezone('Asia/Shanghai', asked_at) AS date)",
}


def upgrade() -> None:
    """Make the change."""
    # Left nullable: on SQLite changing that would make the table anew, and dropping the old one erase the votes.
    op.add_column("question", sa.Column("day", sa.Date(), nullable=True))
    op.execute(f"UPDATE question SET day = {_DAY_ASKED[op.get_bind().dialect.name]}")  # noqa: S608 (our own)
    op.create_index(
        "ix_question_day",
        "question",
        ["kind", "day", "channel", "document", "clause", "version", "id"],
        unique=False,
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=True),
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.String(length=100), nullable=True),
        sa.Column("taken_name", sa.String(length=64), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_reply_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=True),
        sa.Column("owed_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("former", sa.String(length=100), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'taken' OR taken_at IS NOT NULL", name="ck_handover_taken"),
        sa.CheckConstraint("state <> 'closed' OR closed_at IS NOT NULL", name="ck_handover_closed"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handover_conversation", "handover", ["conversation"], unique=False)
    op.create_index(
        "ix_handover_open",
        "handover",
        ["conversation"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index(
        "ix_handover_due",
        "handover",
        ["id"],
        unique=False,
        sqlite_where=sa.text("shown < revision"),
        postgresql_where=sa.text("shown < revision"),
    )

    op.create_table(
        "file_check",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("draft", sa.String(length=12), nullable=True),
        sa.Column("page", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_file_check_draft", "file_check", ["draft"], unique=False)

    op.create_table(
        "member",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "silence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=8), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("target", sa.String(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "staff_link",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "staff_session",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("member", sa.BigInteger(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_staff_session_member", "staff_session", ["member"], unique=False)

    op.create_table(
        "taught",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("clause", sa.String(), nullable=False),
        sa.Column("clause_hash", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("normal", sa.String(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_taught_clause", "taught", ["document", "clause"], unique=False)
    op.create_index("ix_taught_normal", "taught", ["normal"], unique=False)

    op.create_table(
        "taught_synonym",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(length=100), nullable=False),
        sa.Column("printed", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "handover_card",
        sa.Column("chat", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=True),
        sa.Column("words", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("chat", "message_id"),
    )
    op.create_index("ix_handover_card_handover_id", "handover_card", ["handover_id"], unique=False)

    op.create_table(
        "handover_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.Column("source", sa.String(length=48), nullable=True),
        sa.Column("delivered", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_handover_message_handover_id", "handover_message", ["handover_id"], unique=False)
    op.create_index("ix_handover_message_source", "handover_message", ["handover_id", "source"], unique=True)

    op.create_table(
        "review",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=True),
        sa.Column("clause", sa.String(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("question_id"),
    )
    op.create_index("ix_question_asked_at", "question", ["asked_at"], unique=False)
    judged: sa.Column[bool] = sa.Column("judged", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("question", judged)
    op.create_index("ix_question_kind", "question", ["kind", "judged", "id", "confidence"], unique=False)
