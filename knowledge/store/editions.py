"""Writing editions and reading them back as documents."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import String, bindparam, cast, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.document import Clause, Document, Level, Part, Phrasing, Piece, Problem, Units, Validity
from knowledge.store.tables import CLAUSE, EDITION, VOCABULARY, VocabularyRow

_MOST_PARAMETERS = 500  # numbers in one query: databases limit them


@dataclass(frozen=True, slots=True)
class Edition:
    """A document as split and cut: `tokens` of each clause in order, the terms it marks, what it was cut with."""

    document: Document
    tokens: tuple[dict[str, Any], ...]
    terms: tuple[str, ...]
    file_hash: str
    vocabulary_hash: str


@dataclass(frozen=True, slots=True)
class Stored:
    """An edition as it is kept: its number, and the numbers of its clauses' rows."""

    id: int
    edition: Edition
    clause_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What an edition says: its document's id, its title, its clauses (without units and headings above), phrasings."""

    document: str
    title: str
    text_hash: str
    clauses: tuple[Clause, ...]
    phrasings: tuple[Phrasing, ...]


def hash_of(*parts: str) -> str:
    """Return a SHA-256 in hexadecimal that tells apart any two different sequences of parts."""
    return hashlib.sha256("\n".join(f"{len(part)} {part}" for part in parts).encode()).hexdigest()


async def add_edition(session: AsyncSession, edition: Edition, *, draft: str | None) -> int:
    """Store an edition and return its number. Commits nothing."""
    document = edition.document
    row = insert(EDITION).values(
        document_id=document.id,
        draft=draft,
        file_hash=edition.file_hash,
        title=document.title,
        issuer=document.issuer,
        doc_number=document.doc_number,
        region=document.region,
        issued=document.issued,
        effective_from=document.validity.start,
        effective_to=document.validity.end,
        replaces=list(document.replaces),
        text_hash=document.text_hash,
        vocabulary_hash=edition.vocabulary_hash,
        terms=list(edition.terms),
        pieces=[[piece.part.value, piece.text, piece.line, piece.clause] for piece in document.pieces],
        phrasings=[[p.path, p.sentence, p.question, p.line] for p in document.phrasings],
        problems=[[p.line, p.message, p.level.value, p.file] for p in document.problems],
    )
    number = int((await session.execute(row.returning(EDITION.c.id))).scalar_one())
    clauses = [
        _clause_values(number, position, clause, tokens)
        for position, (clause, tokens) in enumerate(zip(document.clauses, edition.tokens, strict=True))
    ]
    if clauses:
        await session.execute(insert(CLAUSE), clauses)
    return number


async def read_editions(session: AsyncSession, numbers: Iterable[int]) -> dict[int, Stored]:
    """Return editions with their clauses by number."""
    wanted = sorted(set(numbers))
    read: dict[int, Stored] = {}
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[start : start + _MOST_PARAMETERS]
        # The editions first: tokens stored in between are then newer than their mark, which is harmless.
        editions = (await session.execute(select(EDITION).where(EDITION.c.id.in_(some)))).all()
        rows = await session.execute(
            select(CLAUSE).where(CLAUSE.c.edition.in_(some)).order_by(CLAUSE.c.edition, CLAUSE.c.position)
        )
        clauses: dict[int, list[Any]] = {}
        for row in rows:
            clauses.setdefault(row.edition, []).append(row)
        for edition in editions:
            read[edition.id] = _stored(edition, clauses.get(edition.id, []))
    return read


async def read_phrasings(session: AsyncSession, numbers: Sequence[int]) -> list[tuple[str, Phrasing]]:
    """Return the phrasings of editions, each with its document's id."""
    wanted = set(numbers)
    columns = EDITION.c.id, EDITION.c.document_id, EDITION.c.phrasings
    query = select(*columns).where(cast(EDITION.c.phrasings, String) != "[]")
    return [
        (document, Phrasing(*values))
        for number, document, phrasings in await session.execute(query)
        if number in wanted
        for values in phrasings
    ]


async def read_texts(session: AsyncSession, numbers: Sequence[int]) -> dict[int, Text]:
    """Return what editions say, by number: quicker than whole editions."""
    of_edition = [EDITION.c[name] for name in ("id", "document_id", "title", "text_hash", "phrasings")]
    of_clause = [CLAUSE.c[name] for name in ("edition", "path", "key", "heading", "body", "line")]
    found: dict[int, Text] = {}
    for start in range(0, len(numbers), _MOST_PARAMETERS):
        some = numbers[start : start + _MOST_PARAMETERS]
        clauses: dict[int, list[Clause]] = {}
        query = select(*of_clause).where(CLAUSE.c.edition.in_(some))
        for row in await session.execute(query.order_by(CLAUSE.c.edition, CLAUSE.c.position)):
            one = Clause(row.path, row.key, row.heading, row.body, Units(), row.line)
            clauses.setdefault(row.edition, []).append(one)
        for row in await session.execute(select(*of_edition).where(EDITION.c.id.in_(some))):
            phrasings = tuple(Phrasing(*values) for values in row.phrasings)
            found[row.id] = Text(
                row.document_id, row.title, row.text_hash, tuple(clauses.get(row.id, ())), phrasings
            )
    return found


async def read_keys(session: AsyncSession, numbers: Iterable[int]) -> list[tuple[str, str]]:
    """Return document and key of each clause of editions."""
    wanted = frozenset(numbers)
    query = select(CLAUSE.c.edition, EDITION.c.document_id, CLAUSE.c.key)
    rows = await session.execute(query.join(EDITION, EDITION.c.id == CLAUSE.c.edition))
    return [(document, key) for number, document, key in rows if number in wanted]


async def set_tokens(session: AsyncSession, tokens: Mapping[int, dict[str, Any]]) -> None:
    """Replace the tokens of clauses, by the numbers of their rows. Commits nothing."""
    if tokens:
        change = update(CLAUSE).where(CLAUSE.c.id == bindparam("row")).values(tokens=bindparam("new"))
        connection = await session.connection()
        await connection.execute(change, [{"row": row, "new": new} for row, new in tokens.items()])


async def set_vocabulary(session: AsyncSession, editions: Sequence[int], vocabulary_hash: str) -> None:
    """Note what editions are cut with now. Commits nothing."""
    for start in range(0, len(editions), _MOST_PARAMETERS):
        some = editions[start : start + _MOST_PARAMETERS]
        change = update(EDITION).where(EDITION.c.id.in_(some))
        await session.execute(change.values(vocabulary_hash=vocabulary_hash))


async def vocabulary_hashes(session: AsyncSession, numbers: Iterable[int]) -> dict[int, str]:
    """Return what each of the editions is cut with, by its number."""
    wanted = set(numbers)
    rows = await session.execute(select(EDITION.c.id, EDITION.c.vocabulary_hash))
    return {number: hash_ for number, hash_ in rows if number in wanted}


async def keep_vocabulary(session: AsyncSession, vocabulary_hash: str, terms: Sequence[str]) -> None:
    """Keep the terms of a vocabulary, where they aren't yet. Commits nothing."""
    if await session.get(VocabularyRow, vocabulary_hash) is None:
        session.add(VocabularyRow(hash=vocabulary_hash, terms=list(terms)))
        await session.flush()


async def vocabularies(session: AsyncSession, hashes: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the terms of vocabularies by hash; those that aren't kept are left out."""
    rows = await session.execute(select(VOCABULARY).where(VOCABULARY.c.hash.in_(sorted(set(hashes)))))
    return {row.hash: frozenset(row.terms) for row in rows}


def _clause_values(edition: int, position: int, clause: Clause, tokens: dict[str, Any]) -> dict[str, Any]:
    return {
        "edition": edition,
        "position": position,
        "path": clause.path,
        "key": clause.key,
        "heading": clause.heading,
        "sections": list(clause.sections),
        "body": clause.body,
        "line": clause.line,
        "lead": clause.units.lead,
        "units": list(clause.units.names),
        "tokens": tokens,
    }


def _stored(row: Any, clauses: Sequence[Any]) -> Stored:
    return Stored(
        id=row.id,
        edition=Edition(
            document=_document(row, clauses),
            tokens=tuple(clause.tokens for clause in clauses),
            terms=tuple(row.terms),
            file_hash=row.file_hash,
            vocabulary_hash=row.vocabulary_hash,
        ),
        clause_ids=tuple(clause.id for clause in clauses),
    )


def _document(row: Any, clauses: Sequence[Any]) -> Document:
    return Document(
        id=row.document_id,
        title=row.title,
        issuer=row.issuer,
        doc_number=row.doc_number,
        issued=row.issued,
        validity=Validity(row.effective_from, row.effective_to),
        clauses=tuple(_clause(clause) for clause in clauses),
        pieces=tuple(Piece(Part(part), text, line, clause) for part, text, line, clause in row.pieces),
        text_hash=row.text_hash,
        problems=tuple(Problem(line, said, Level(level), file) for line, said, level, file in row.problems),
        replaces=tuple(row.replaces),
        region=row.region,
        phrasings=tuple(Phrasing(*values) for values in row.phrasings),
    )


def _clause(row: Any) -> Clause:
    return Clause(
        path=row.path,
        key=row.key,
        heading=row.heading,
        body=row.body,
        units=Units(tuple(row.units), row.lead),
        line=row.line,
        sections=tuple(row.sections),
    )
