"""The tables of conversations, questions, answers and votes, and what is read and written of them.

People appear only as keyed hashes; see `bot.identity`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    CursorResult,
    Date,
    DateTime,
    Index,
    Integer,
    bindparam,
    delete,
    false,
    func,
    insert,
    literal,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel, col, select

from bot.wording import HOME

_INSTANT = DateTime(timezone=True)


def _day_asked(context: DefaultExecutionContext) -> date:
    asked_at: datetime = context.get_current_parameters()["asked_at"]  # type: ignore[no-untyped-call]
    return asked_at.astimezone(HOME).date()


class ConversationRow(SQLModel, table=True):
    """What is kept of a conversation besides its questions; `key` is the keyed hash of who and where."""

    __tablename__ = "conversation"

    key: str = Field(primary_key=True, max_length=64)
    channel: str = Field(max_length=16)
    answer_length: str = Field(max_length=8)
    started_at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))


class QuestionRow(SQLModel, table=True):
    """A question asked and what was answered; `message_id` and `shown` name the channel's messages.

    `kind` is the answer's, but paused where what it would have said is switched off: see `bot.answer.PAUSED`.

    `day` is that of `asked_at` in Asia/Shanghai, by itself. `judged`: staff have given a verdict on it that stands, so
    that their queues leave it out.
    """

    __tablename__ = "question"
    __table_args__ = (
        Index("ix_question_message", "conversation", "message_id"),
        Index("ix_question_kind", "kind", "judged", "id", "confidence"),
        Index("ix_question_asked_at", "asked_at"),
        # The figures of a span are counted in this alone, in its order: see bot/staff/store/figures.py.
        Index("ix_question_day", "kind", "day", "channel", "document", "clause", "version", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    asked_at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))
    day: date | None = Field(default=None, sa_column=Column(Date, default=_day_asked))
    text: str
    kind: str = Field(max_length=16)
    confidence: float
    document: str | None = Field(default=None, max_length=200)
    version: int | None = None
    clause: str | None = None
    answer: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger))
    shown: list[int] | None = Field(default=None, sa_column=Column(JSON))
    judged: bool = Field(default=False, sa_column=Column(Boolean, nullable=False, server_default=false()))


class VoteRow(SQLModel, table=True):
    """Whether the asker found an answer helpful; the last vote counts."""

    __tablename__ = "vote"

    question_id: int = Field(primary_key=True, foreign_key="question.id", ondelete="CASCADE")
    helpful: bool
    voted_at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))


class AuditRow(SQLModel, table=True):
    """What somebody with a role did: who, when, what, to which version of which document."""

    __tablename__ = "audit"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))
    by: str = Field(max_length=100)
    act: str = Field(max_length=16)
    document: str | None = Field(default=None, max_length=200)
    version: int | None = None
    detail: str = ""


_KEEP = "keep"
TEXTS = ("publish", "rollback", "withdraw", _KEEP)
"""The acts that change which texts are live, or what people keep beside the clause files."""

PUBLICATIONS = (*TEXTS, "teach", "unteach", "teach-public", "teach-private", "synonym", "unsynonym")
"""The acts that change what answers are made of: those, and what staff teach."""


# Made once: these are what every question waits for, and to make one takes as long as to execute it.
_QUESTION = QuestionRow.metadata.tables["question"]
_ADD_QUESTION = insert(_QUESTION)
_NEWEST_OF = (
    _QUESTION.select()
    .where(_QUESTION.c.conversation == bindparam("conversation"))
    .order_by(_QUESTION.c.id.desc())
    .limit(bindparam("most", type_=Integer))
)
_BY_MESSAGE = (
    _QUESTION.select()
    .where(
        _QUESTION.c.conversation == bindparam("conversation"),
        _QUESTION.c.message_id == bindparam("message_id"),
        _QUESTION.c.asked_at >= bindparam("since"),
    )
    .order_by(_QUESTION.c.id.desc())
)
_SET_SHOWN = update(_QUESTION).where(_QUESTION.c.id == bindparam("number")).values(shown=bindparam("ids"))
_ANSWER_LENGTH = select(col(ConversationRow.answer_length)).where(
    col(ConversationRow.key) == bindparam("conversation")
)


async def add_question(connection: AsyncConnection, values: dict[str, Any]) -> int:
    """Store a question with its answer (keys: QuestionRow's columns) and return its id."""
    result = await connection.execute(_ADD_QUESTION, values)
    key = result.inserted_primary_key
    return int(key[0]) if key else 0


async def touch(connection: AsyncConnection) -> None:
    """Write what is there already: whether anything can be written shows when that is committed."""
    await connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")


async def find_question(connection: AsyncConnection, question_id: int, conversation: str) -> Any | None:
    """Return the row of a question of this conversation; None where there is none."""
    query = select(QuestionRow).where(*_is(question_id, conversation))
    return (await connection.execute(query)).one_or_none()


async def hold_question(connection: AsyncConnection, question_id: int, conversation: str) -> bool:
    """Keep a question of this conversation as it is until the transaction ends; False where there is none."""
    touch = update(QuestionRow).where(*_is(question_id, conversation)).values(kind=col(QuestionRow.kind))
    return bool(cast(CursorResult[Any], await connection.execute(touch)).rowcount)


def _is(question_id: int, conversation: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    # Compared as a wide integer: a number that no question can have is unknown, not an error of the database.
    number = literal(question_id, BigInteger)
    return col(QuestionRow.id) == number, col(QuestionRow.conversation) == conversation


async def newest_of(connection: AsyncConnection, conversation: str, most: int) -> Sequence[Any]:
    """Return the newest questions of a conversation, newest first."""
    return (await connection.execute(_NEWEST_OF, {"conversation": conversation, "most": most})).all()


async def find_by_message(
    connection: AsyncConnection, message_id: int, conversation: str, *, since: datetime
) -> Sequence[Any]:
    """Return the questions that this message of the conversation asked since then, newest first."""
    given = {"conversation": conversation, "message_id": message_id, "since": since}
    return (await connection.execute(_BY_MESSAGE, given)).all()


async def set_shown(connection: AsyncConnection, question_id: int, message_ids: Sequence[int]) -> None:
    """Note which messages of the channel show the answer of a question."""
    await connection.execute(_SET_SHOWN, {"number": question_id, "ids": list(message_ids)})


async def set_vote(connection: AsyncConnection, question_id: int, *, helpful: bool, at: datetime) -> None:
    """Store a vote on a question that is held; an earlier one on the same question is replaced."""
    await connection.execute(delete(VoteRow).where(col(VoteRow.question_id) == question_id))
    await connection.execute(
        insert(VoteRow).values({"question_id": question_id, "helpful": helpful, "voted_at": at})
    )


async def erase(connection: AsyncConnection, conversation: str) -> int:
    """Delete a conversation with its questions; return how many there were. Their votes go with them."""
    result = await connection.execute(
        delete(QuestionRow).where(col(QuestionRow.conversation) == conversation)
    )
    await connection.execute(delete(ConversationRow).where(col(ConversationRow.key) == conversation))
    return cast(CursorResult[Any], result).rowcount


async def erase_before(connection: AsyncConnection, moment: datetime) -> int:
    """Delete the questions asked before `moment`, with their votes; return how many there were."""
    result = await connection.execute(delete(QuestionRow).where(col(QuestionRow.asked_at) < moment))
    return cast(CursorResult[Any], result).rowcount


async def answer_length(connection: AsyncConnection, conversation: str) -> str | None:
    """Return the answer length that a conversation has set; None where it has set none."""
    return (await connection.execute(_ANSWER_LENGTH, {"conversation": conversation})).scalar_one_or_none()


async def set_answer_length(
    connection: AsyncConnection, conversation: str, *, length: str, channel: str, at: datetime
) -> None:
    """Keep the answer length of a conversation."""
    values = {"key": conversation, "channel": channel, "answer_length": length, "started_at": at}
    add: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(ConversationRow)
        if connection.dialect.name == "sqlite"
        else postgresql.insert(ConversationRow)
    )
    change = add.values(values).on_conflict_do_update(index_elements=["key"], set_={"answer_length": length})
    await connection.execute(change)


async def recent_questions(connection: AsyncConnection, most: int) -> list[str]:
    """Return the texts of the newest questions that were about something, each once, newest first."""
    query = select(QuestionRow.text).where(col(QuestionRow.kind) != "smalltalk")
    rows = await connection.execute(query.order_by(col(QuestionRow.id).desc()).limit(most))
    return list(dict.fromkeys(rows.scalars()))


async def add_audits(connection: AsyncConnection, acts: Sequence[dict[str, Any]]) -> None:
    """Note what people with a role did (keys: AuditRow's columns)."""
    await connection.execute(insert(AuditRow), acts)


async def newest_publication(connection: AsyncConnection, acts: Sequence[str] = PUBLICATIONS) -> int:
    """Return a number that grows whenever one of the acts changes what answers; 0 before any."""
    query = select(func.max(AuditRow.id)).where(col(AuditRow.act).in_(acts))
    return (await connection.execute(query)).scalar() or 0


async def first_publication_after(connection: AsyncConnection, number: int) -> datetime | None:
    """Return when the first publication after that number was made; None where there is none."""
    query = select(AuditRow.at).where(col(AuditRow.act).in_(PUBLICATIONS), col(AuditRow.id) > number)
    at = (await connection.execute(query.order_by(col(AuditRow.id)).limit(1))).scalar()
    return at and at.replace(tzinfo=at.tzinfo or UTC)


async def keep(connection: AsyncConnection, fingerprint: str, *, by: str, at: datetime) -> None:
    """Note that files beside the clause files are taken up, where they aren't those that were last."""
    _, before = await newest_kept(connection)
    if fingerprint != before:
        await add_audits(connection, [{"act": _KEEP, "by": by, "at": at, "detail": fingerprint}])


async def newest_kept(connection: AsyncConnection) -> tuple[int, str]:
    """Return the number of the publication that last took such files up, and their fingerprint; 0 and "" before any."""
    query = select(AuditRow.id, AuditRow.detail).where(col(AuditRow.act) == _KEEP)
    row = (await connection.execute(query.order_by(col(AuditRow.id).desc()).limit(1))).first()
    return (row.id, row.detail) if row else (0, "")
