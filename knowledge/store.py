"""The tables of what the policies say, and reading and publishing documents in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, UniqueConstraint, func
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col, select

from knowledge.document import Clause, Document, Part, Piece, Published, Units, Validity


class DocumentRow(SQLModel, table=True):
    """A document and which of its versions is live."""

    __tablename__ = "document"

    id: str = Field(primary_key=True, max_length=200)
    live_version: int


class VersionRow(SQLModel, table=True):
    """One published text of a document; versions are never changed, and count from 1."""

    __tablename__ = "version"

    document_id: str = Field(foreign_key="document.id", primary_key=True, max_length=200)
    number: int = Field(primary_key=True)
    title: str
    issuer: str | None
    doc_number: str | None
    issued: date | None
    effective_from: date | None
    effective_to: date | None
    text_hash: str = Field(max_length=64)
    vocabulary_hash: str = Field(max_length=64)
    pieces: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    published_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    published_by: str = Field(max_length=100)


class ClauseRow(SQLModel, table=True):
    """A clause of a version, its units in print order, and its tokens."""

    __tablename__ = "clause"
    __table_args__ = (UniqueConstraint("document_id", "version", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: str = Field(index=True, max_length=200)
    version: int
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


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A live document with its clauses' tokens (as given at publication, in clause order)."""

    published: Published
    vocabulary_hash: str
    tokens: tuple[dict[str, Any], ...]


async def publish(
    session: AsyncSession,
    document: Document,
    *,
    tokens: Sequence[dict[str, Any]],
    vocabulary_hash: str,
    now: datetime,
    by: str,
) -> int:
    """Add `document` as the next version and make it live; return the version's number. Commits nothing."""
    row = await session.get(DocumentRow, document.id, with_for_update=True)
    newest = select(func.max(VersionRow.number)).where(col(VersionRow.document_id) == document.id)
    number = ((await session.execute(newest)).scalar() or 0) + 1
    if row is None:
        session.add(DocumentRow(id=document.id, live_version=number))
    else:
        row.live_version = number
    await session.flush()
    session.add(_version_row(document, number, vocabulary_hash, now, by))
    for position, (clause, clause_tokens) in enumerate(zip(document.clauses, tokens, strict=True)):
        session.add(_clause_row(document.id, number, position, clause, clause_tokens))
    await session.flush()
    return number


async def replace_tokens(
    session: AsyncSession,
    document_id: str,
    version: int,
    *,
    tokens: Iterable[dict[str, Any]],
    vocabulary_hash: str,
) -> None:
    """Store the clauses' tokens anew, after the vocabulary changed. Commits nothing."""
    version_row = await session.get_one(VersionRow, (document_id, version))
    version_row.vocabulary_hash = vocabulary_hash
    clauses = await session.execute(_clauses_of(document_id, version))
    for row, new in zip(clauses.scalars(), tokens, strict=True):
        row.tokens = new
    await session.flush()


async def is_empty(session: AsyncSession) -> bool:
    """Return whether no document was ever published."""
    return (await session.execute(select(DocumentRow.id).limit(1))).first() is None


async def live_documents(session: AsyncSession) -> list[StoredDocument]:
    """Return the live version of every document, by id."""
    query = (
        select(VersionRow)
        .join(DocumentRow, col(DocumentRow.id) == col(VersionRow.document_id))
        .where(col(DocumentRow.live_version) == col(VersionRow.number))
        .order_by(col(VersionRow.document_id))
    )
    stored = []
    for version in (await session.execute(query)).scalars().all():
        rows = (await session.execute(_clauses_of(version.document_id, version.number))).scalars().all()
        published = Published(_document(version, rows), version.number)
        stored.append(StoredDocument(published, version.vocabulary_hash, tuple(row.tokens for row in rows)))
    return stored


def _clauses_of(document_id: str, version: int) -> Any:
    return (
        select(ClauseRow)
        .where(col(ClauseRow.document_id) == document_id, col(ClauseRow.version) == version)
        .order_by(col(ClauseRow.position))
    )


def _version_row(document: Document, number: int, vocabulary_hash: str, now: datetime, by: str) -> VersionRow:
    return VersionRow(
        document_id=document.id,
        number=number,
        title=document.title,
        issuer=document.issuer,
        doc_number=document.doc_number,
        issued=document.issued,
        effective_from=document.validity.start,
        effective_to=document.validity.end,
        text_hash=document.text_hash,
        vocabulary_hash=vocabulary_hash,
        pieces=[[piece.part.value, piece.text, piece.line, piece.clause] for piece in document.pieces],
        published_at=now,
        published_by=by,
    )


def _clause_row(
    document_id: str, version: int, position: int, clause: Clause, tokens: dict[str, Any]
) -> ClauseRow:
    return ClauseRow(
        document_id=document_id,
        version=version,
        position=position,
        path=clause.path,
        key=clause.key,
        heading=clause.heading,
        sections=list(clause.sections),
        body=clause.body,
        line=clause.line,
        lead=clause.units.lead,
        units=list(clause.units.names),
        tokens=tokens,
    )


def _document(version: VersionRow, rows: Sequence[ClauseRow]) -> Document:
    return Document(
        id=version.document_id,
        title=version.title,
        issuer=version.issuer,
        doc_number=version.doc_number,
        issued=version.issued,
        validity=Validity(version.effective_from, version.effective_to),
        clauses=tuple(
            Clause(
                path=row.path,
                key=row.key,
                heading=row.heading,
                body=row.body,
                units=Units(tuple(row.units), row.lead),
                line=row.line,
                sections=tuple(row.sections),
            )
            for row in rows
        ),
        pieces=tuple(Piece(Part(part), text, line, clause) for part, text, line, clause in version.pieces),
        text_hash=version.text_hash,
    )
