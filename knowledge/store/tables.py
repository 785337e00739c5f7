"""The tables of what the policies say."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, UniqueConstraint
from sqlmodel import Field, SQLModel

_INSTANT = DateTime(timezone=True)


class DocumentRow(SQLModel, table=True):
    """A document, and which of its versions is live; 0 where it was withdrawn."""

    __tablename__ = "document"

    id: str = Field(primary_key=True, max_length=200)
    live_version: int


class DraftRow(SQLModel, table=True):
    """A load that waits to be published or given up; `base` are the live versions that it was compared with."""

    __tablename__ = "draft"

    id: str = Field(primary_key=True, max_length=12)
    created_at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))
    created_by: str = Field(max_length=100)
    base: dict[str, int] = Field(sa_column=Column(JSON, nullable=False))


class EditionRow(SQLModel, table=True):
    """One text of a document as it was split; `file_hash` is of the file it came from, `terms` are those it marks.

    `draft` is the draft that it belongs to until it is published.
    """

    __tablename__ = "edition"

    id: int | None = Field(default=None, primary_key=True)
    document_id: str = Field(index=True, max_length=200)
    draft: str | None = Field(default=None, foreign_key="draft.id", index=True, max_length=12)
    file_hash: str = Field(index=True, max_length=64)
    title: str
    issuer: str | None
    doc_number: str | None
    region: str | None
    issued: date | None
    effective_from: date | None
    effective_to: date | None
    replaces: list[str] = Field(sa_column=Column(JSON, nullable=False))
    text_hash: str = Field(max_length=64)
    vocabulary_hash: str = Field(max_length=64)
    terms: list[str] = Field(sa_column=Column(JSON, nullable=False))
    pieces: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    phrasings: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    problems: list[Any] = Field(sa_column=Column(JSON, nullable=False))


class VersionRow(SQLModel, table=True):
    """A published edition; versions are never changed, and count from 1 within a document."""

    __tablename__ = "version"

    document_id: str = Field(foreign_key="document.id", primary_key=True, max_length=200)
    number: int = Field(primary_key=True)
    edition: int = Field(foreign_key="edition.id", index=True)
    published_at: datetime = Field(sa_column=Column(_INSTANT, nullable=False))
    published_by: str = Field(max_length=100)


class ClauseRow(SQLModel, table=True):
    """A clause of an edition, its units in print order, and its tokens."""

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("edition", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    edition: int = Field(foreign_key="edition.id", ondelete="CASCADE")
    position: int
    path: str
    key: str
    heading: str | None
    sections: list[str] = Field(sa_column=Column(JSON, nullable=False))
    body: str
    line: int
    lead: str | None
    units: list[str] = Field(sa_column=Column(JSON, nullable=False))
    tokens: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class VocabularyRow(SQLModel, table=True):
    """The terms that some edition was cut with, by their hash."""

    __tablename__ = "vocabulary"

    hash: str = Field(primary_key=True, max_length=64)
    terms: list[str] = Field(sa_column=Column(JSON, nullable=False))


DOCUMENT, DRAFT, EDITION, VERSION, CLAUSE, VOCABULARY = (
    SQLModel.metadata.tables[name]
    for name in ("document", "draft", "edition", "version", "clause", "vocabulary")
)
"""The same tables as SQLAlchemy's core has them, for what reads or writes many rows at once."""
