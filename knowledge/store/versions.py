"""Drafts and versions: what was published when, what is live; publishing, rolling back, withdrawing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, literal, null, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from knowledge.document import Document, Published, Validity
from knowledge.store.tables import DOCUMENT, DRAFT, EDITION, VERSION, DocumentRow, DraftRow


@dataclass(frozen=True, slots=True)
class Outline:
    """A version without its text: its document has neither clauses nor pieces nor phrasings."""

    published: Published
    edition: int
    published_at: datetime | None
    published_by: str
    file_hash: str
    vocabulary_hash: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A load that waits: its editions by document id, and the live versions that it was compared with."""

    id: str
    base: Mapping[str, int]
    editions: Mapping[str, int]


async def is_empty(session: AsyncSession) -> bool:
    """Return whether no document was ever published."""
    return (await session.execute(select(DOCUMENT.c.id).limit(1))).first() is None


async def outlines(session: AsyncSession) -> list[Outline]:
    """Return all versions of all documents, by document id and number."""
    query = (
        select(
            *(VERSION.c[name] for name in ("number", "edition", "published_at", "published_by")),
            DOCUMENT.c.live_version,
            *(column for column in EDITION.c if column.name in _OUTLINED),
        )
        .select_from(VERSION.join(DOCUMENT).join(EDITION, EDITION.c.id == VERSION.c.edition))
        .order_by(VERSION.c.document_id, VERSION.c.number)
    )
    return [_outline(row) for row in await session.execute(query)]


async def draft_outlines(session: AsyncSession, draft_id: str) -> list[Outline]:
    """Return what a draft holds, each as the live version 1 of its document, published by nobody yet."""
    columns = (column for column in EDITION.c if column.name in _OUTLINED)
    query = select(
        EDITION.c.id.label("edition"),
        literal(1).label("number"),
        literal(1).label("live_version"),
        null().label("published_at"),
        literal("").label("published_by"),
        *columns,
    )
    rows = await session.execute(query.where(EDITION.c.draft == draft_id))
    return [_outline(row) for row in rows]


_OUTLINED = frozenset(
    "document_id title issuer doc_number region issued effective_from effective_to replaces text_hash"
    " file_hash vocabulary_hash terms".split()
)


def _outline(row: Any) -> Outline:
    document = Document(
        id=row.document_id,
        title=row.title,
        issuer=row.issuer,
        doc_number=row.doc_number,
        region=row.region,
        issued=row.issued,
        validity=Validity(row.effective_from, row.effective_to),
        replaces=tuple(row.replaces),
        text_hash=row.text_hash,
        clauses=(),
        pieces=(),
    )
    return Outline(
        published=Published(document, row.number, live=row.number == row.live_version),
        edition=row.edition,
        published_at=row.published_at,
        published_by=row.published_by,
        file_hash=row.file_hash,
        vocabulary_hash=row.vocabulary_hash,
        terms=tuple(row.terms),
    )


async def add_draft(
    session: AsyncSession, draft_id: str, *, base: Mapping[str, int], now: datetime, by: str
) -> None:
    """Store a draft, to which editions are then added. Commits nothing."""
    session.add(DraftRow(id=draft_id, created_at=now, created_by=by, base=dict(base)))
    await session.flush()


async def read_draft(session: AsyncSession, draft_id: str) -> Draft | None:
    """Return a draft; None where it was published, given up or never was."""
    row = await session.get(DraftRow, draft_id)
    if row is None:
        return None
    query = select(EDITION.c.document_id, EDITION.c.id).where(EDITION.c.draft == draft_id)
    editions = {one.document_id: one.id for one in await session.execute(query)}
    return Draft(row.id, row.base, editions)


async def discard_draft(session: AsyncSession, draft_id: str) -> bool:
    """Delete a draft with its editions; False where there is none. Commits nothing."""
    if await session.get(DraftRow, draft_id) is None:
        return False
    await session.execute(delete(EDITION).where(EDITION.c.draft == draft_id))
    await session.execute(delete(DRAFT).where(DRAFT.c.id == draft_id))
    return True


async def discard_drafts_before(session: AsyncSession, moment: datetime) -> None:
    """Delete the drafts made before `moment`: nobody will publish them any more. Commits nothing."""
    old = select(DRAFT.c.id).where(DRAFT.c.created_at < moment)
    for draft_id in (await session.execute(old)).scalars().all():
        await discard_draft(session, draft_id)


async def release_draft(session: AsyncSession, draft_id: str) -> None:
    """Delete a draft whose editions are published. Commits nothing."""
    await session.execute(update(EDITION).where(EDITION.c.draft == draft_id).values(draft=None))
    await session.execute(delete(DRAFT).where(DRAFT.c.id == draft_id))


async def live_versions(session: AsyncSession, documents: Iterable[str]) -> dict[str, int]:
    """Return the number of the live version of each of the documents that has one."""
    wanted = set(documents)
    rows = await session.execute(select(DOCUMENT.c.id, DOCUMENT.c.live_version))
    return {name: live for name, live in rows if name in wanted and live}


async def live_editions(session: AsyncSession, documents: Iterable[str] | None = None) -> dict[str, int]:
    """Return the edition that is live of each of the documents that has one (None: of all)."""
    query = select(VERSION.c.document_id, VERSION.c.edition).join(
        DOCUMENT, (DOCUMENT.c.id == VERSION.c.document_id) & (DOCUMENT.c.live_version == VERSION.c.number)
    )
    wanted = None if documents is None else frozenset(documents)
    rows = await session.execute(query)
    return {name: edition for name, edition in rows if wanted is None or name in wanted}


async def publish_editions(
    session: AsyncSession, editions: Mapping[str, int], *, now: datetime, by: str
) -> dict[str, int]:
    """Make editions (numbers by document id) the next versions of their documents, and live.

    Returns the versions' numbers by document id. Commits nothing.
    """
    newest = await _newest_versions(session)
    numbers = {document: newest.get(document, 0) + 1 for document in editions}
    new = [{"id": name, "live_version": number} for name, number in numbers.items() if name not in newest]
    known = [{"name": name, "number": number} for name, number in numbers.items() if name in newest]
    connection = await session.connection()
    if new:
        await connection.execute(insert(DOCUMENT), new)
    if known:
        change = update(DOCUMENT).where(DOCUMENT.c.id == bindparam("name"))
        await connection.execute(change.values(live_version=bindparam("number")), known)
    said = {"published_at": now, "published_by": by}
    rows = [
        {"document_id": name, "number": number, "edition": editions[name], **said}
        for name, number in numbers.items()
    ]
    if rows:
        await connection.execute(insert(VERSION), rows)
    return numbers


async def _newest_versions(session: AsyncSession) -> dict[str, int]:
    query = (
        select(DOCUMENT.c.id, func.max(VERSION.c.number))
        .outerjoin_from(DOCUMENT, VERSION)
        .group_by(DOCUMENT.c.id)
    )
    return {document: number or 0 for document, number in await session.execute(query)}


async def withdraw(session: AsyncSession, document_id: str) -> bool:
    """Take a document out of the answers; False where it isn't live. Commits nothing."""
    row = await session.get(DocumentRow, document_id, with_for_update=True)
    if row is None or not row.live_version:
        return False
    row.live_version = 0
    await session.flush()
    return True


async def titles(session: AsyncSession, editions: Iterable[int]) -> dict[int, str]:
    """Return the titles of editions by their numbers."""
    wanted = set(editions)
    rows = await session.execute(select(EDITION.c.id, EDITION.c.title))
    return {number: title for number, title in rows if number in wanted}
