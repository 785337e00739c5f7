"""The tables of staff, their sessions and their work.

Staff appear by their Telegram ids (`by`, `taken_by`: `Telegram 12`, or a command line's user); owners only by the
keyed hash of their conversation, and by their chat only while a reply is due.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, DateTime, ForeignKey, Index, Integer, text
from sqlmodel import Field, SQLModel

_INSTANT = DateTime(timezone=True)


def _moment() -> Column[datetime]:
    return Column(_INSTANT, nullable=False)


class MemberRow(SQLModel, table=True):
    """Somebody with a role (`staff` or `admin`), beside those whom the settings name."""

    __tablename__ = "member"

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    role: str = Field(max_length=8)
    name: str = Field(default="", max_length=64)
    added_at: datetime = Field(sa_column=_moment())
    added_by: str = Field(max_length=100)


class StaffLinkRow(SQLModel, table=True):
    """A link that lets a member in once: `hash` of its token, gone once it is used or another one is made."""

    __tablename__ = "staff_link"

    hash: str = Field(primary_key=True, max_length=64)
    member: int = Field(sa_column=Column(BigInteger, nullable=False))
    until: datetime = Field(sa_column=_moment())


class StaffSessionRow(SQLModel, table=True):
    """A member who is in: `hash` of the cookie's token; deleting the row puts them out."""

    __tablename__ = "staff_session"

    hash: str = Field(primary_key=True, max_length=64)
    member: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    begun_at: datetime = Field(sa_column=_moment())
    until: datetime = Field(sa_column=_moment())


class ReviewRow(SQLModel, table=True):
    """What staff made of an answer: `verdict` right, corrected (to `document` and `clause`), uncovered or replied.

    `round` grows with every verdict: who judges an answer as it was before another's verdict is told so. One that is
    taken back is `open`, and keeps its round.
    """

    __tablename__ = "review"

    question_id: int = Field(
        sa_column=Column(Integer, ForeignKey("question.id", ondelete="CASCADE"), primary_key=True)
    )
    verdict: str = Field(max_length=16)
    document: str | None = Field(default=None, max_length=200)
    clause: str | None = None
    round: int = 1
    at: datetime = Field(sa_column=_moment())
    by: str = Field(max_length=100)


class TaughtRow(SQLModel, table=True):
    """A way of asking that staff taught a clause, worded by them; nothing in it leads back to who asked.

    `clause` is the clause's key, or 无 for a question that the document doesn't answer; `clause_hash` is its text's
    when it was taught, `sentence` the beginning of the sentence that answers, or empty; `normal` is the question
    as it is compared. `state` is live, review (the clause has changed since) or withdrawn; `public`: shown on the
    clause's page.
    """

    __tablename__ = "taught"
    __table_args__ = (Index("ix_taught_clause", "document", "clause"), Index("ix_taught_normal", "normal"))

    id: int | None = Field(default=None, primary_key=True)
    document: str = Field(max_length=200)
    clause: str
    clause_hash: str = Field(max_length=64)
    sentence: str = ""
    question: str
    normal: str
    public: bool = False
    state: str = Field(max_length=16)
    at: datetime = Field(sa_column=_moment())
    by: str = Field(max_length=100)


class TaughtSynonymRow(SQLModel, table=True):
    """What people say (`said`) and what the documents print (`printed`, several by 、); `state` live or withdrawn."""

    __tablename__ = "taught_synonym"

    id: int | None = Field(default=None, primary_key=True)
    said: str = Field(max_length=100)
    printed: str = Field(max_length=400)
    state: str = Field(max_length=16)
    at: datetime = Field(sa_column=_moment())
    by: str = Field(max_length=100)


class HandoverRow(SQLModel, table=True):
    """A conversation that asked for a person: waiting, taken or closed.

    `conversation` is the keyed hash of who asks; `chat` the channel's own address of them, only until it is closed.
    `question_id` is what was asked last before, without a tie: it may be erased. `revision` grows with every change;
    while `shown` is behind it, there is something to send or to show somebody. `owed_since`: since when the owner
    waits for a word from whoever has it; `former`: who had it until a colleague took it over, until they are told.
    """

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("state <> 'taken' OR taken_at IS NOT NULL", name="ck_handover_taken"),
        CheckConstraint("state <> 'closed' OR closed_at IS NOT NULL", name="ck_handover_closed"),
        Index("ix_handover_conversation", "conversation"),
        # One at a time in a conversation, whatever process is told twice.
        Index(
            "ix_handover_open",
            "conversation",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
        Index(
            "ix_handover_due",
            "id",
            sqlite_where=text("shown < revision"),
            postgresql_where=text("shown < revision"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation: str = Field(max_length=64)
    channel: str = Field(max_length=16)
    chat: str | None = Field(default=None, max_length=64)
    question_id: int | None = None
    state: str = Field(max_length=8)
    asked_at: datetime = Field(sa_column=_moment())
    taken_by: str | None = Field(default=None, max_length=100)
    taken_name: str | None = Field(default=None, max_length=64)
    taken_at: datetime | None = Field(default=None, sa_column=Column(_INSTANT))
    first_reply_at: datetime | None = Field(default=None, sa_column=Column(_INSTANT))
    last_at: datetime = Field(sa_column=_moment())
    closed_at: datetime | None = Field(default=None, sa_column=Column(_INSTANT))
    closed_by: str | None = Field(default=None, max_length=100)
    owed_since: datetime | None = Field(default=None, sa_column=Column(_INSTANT))
    former: str | None = Field(default=None, max_length=100)
    revision: int = 1
    shown: int = 0


class HandoverMessageRow(SQLModel, table=True):
    """What was written in it: `side` owner, staff or service; `state` waiting, sent, seen or failed.

    `source` is the channel's own message that said it (with staff: `chat:message`, or `form:`, what names the
    console's form once and a digest of the words), so that the same update or form again, or an edit, isn't another
    message; `delivered` the message that shows it on the other side. `told`: its writer knows how that ended.
    """

    __tablename__ = "handover_message"
    __table_args__ = (Index("ix_handover_message_source", "handover_id", "source", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    handover_id: int = Field(
        sa_column=Column(Integer, ForeignKey("handover.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    side: str = Field(max_length=8)
    by: str | None = Field(default=None, max_length=100)
    name: str | None = Field(default=None, max_length=64)
    text: str
    at: datetime = Field(sa_column=_moment())
    state: str = Field(max_length=8)
    trouble: str | None = Field(default=None, max_length=200)
    source: str | None = Field(default=None, max_length=48)
    delivered: int | None = Field(default=None, sa_column=Column(BigInteger))
    told: bool = False


class HandoverCardRow(SQLModel, table=True):
    """A message that shows staff such a conversation: replying to it writes to the owner.

    `words` is the message of the owner that it passes on, None for the card itself; `digest` tells what it shows.
    A card that can't be shown in a chat has a `message_id` below 0: there is no such message.
    """

    __tablename__ = "handover_card"

    chat: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    message_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    handover_id: int = Field(
        sa_column=Column(Integer, ForeignKey("handover.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    thread: int | None = Field(default=None, sa_column=Column(BigInteger))
    words: int | None = None
    digest: str = Field(default="", max_length=16)


class FileCheckRow(SQLModel, table=True):
    """Files being checked, or what came of it: `state` working, draft, same (as what is live) or refused.

    While it works, `beat_at` is renewed: where it is old, the process that worked has died. `said` is what is to be
    told; `page` what the preview of `draft` shows, or where files were refused what is wrong with them. No owner's
    words stand there: a real question that was asked again only as a keyed hash.
    """

    __tablename__ = "file_check"

    id: str = Field(primary_key=True, max_length=16)
    name: str
    by: str = Field(max_length=100)
    begun_at: datetime = Field(sa_column=_moment())
    beat_at: datetime = Field(sa_column=_moment())
    state: str = Field(max_length=8)
    said: str = ""
    draft: str | None = Field(default=None, max_length=12, index=True)
    page: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON))


class SilenceRow(SQLModel, table=True):
    """What an admin has switched off: `scope` bot, topic (`target` its heading) or clause (`target` its key)."""

    __tablename__ = "silence"

    id: int | None = Field(default=None, primary_key=True)
    scope: str = Field(max_length=8)
    document: str | None = Field(default=None, max_length=200)
    target: str | None = None
    reason: str = Field(max_length=200)
    at: datetime = Field(sa_column=_moment())
    by: str = Field(max_length=100)
    ended_at: datetime | None = Field(default=None, sa_column=Column(_INSTANT))
    ended_by: str | None = Field(default=None, max_length=100)


TAUGHT, TAUGHT_SYNONYM = (SQLModel.metadata.tables[name] for name in ("taught", "taught_synonym"))
"""The same tables as SQLAlchemy's core has them."""
