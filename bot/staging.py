"""From clause files to a draft: read, compared, cut, stored aside; nothing that is live is touched."""

import asyncio
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.beside import news
from bot.database import begin_alone
from bot.lessons import Lesson, outlived
from bot.loading import Kept, live_outlines, picture_file, read_outlines, read_taught
from bot.picture import Picture, read_picture
from bot.reading import OnProgress, read_files, refuse_doubles
from bot.rehearsal import Rehearsal
from bot.rehearsing import Changed, rehearse_draft
from bot.staged import Known, Staged, compared
from bot.vocabulary import Tokens, Vocabulary, cut, plain_tokenizer, reusable, terms_of, vocabulary_of
from knowledge.clause_files import ClauseFile, find_files
from knowledge.document import Document, Phrasing
from knowledge.splitting import SPLITTING
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store
from knowledge.store.editions import Edition, Stored
from knowledge.store.versions import Outline

DRAFTS_KEPT = timedelta(days=7)
"""A draft that nobody published by then is deleted."""

_ALPHABET = string.ascii_lowercase + string.digits
_AT_ONCE = 20  # documents stored in one transaction: others who write wait for it


@dataclass(frozen=True, slots=True)
class Preview:
    """What a load found: the draft (None where nothing would change), and what publishing it would do.

    `unchanged` are documents that say what is live already, with its version; `gone` are the titles by id of live
    documents without a file, where a whole folder was loaded; `beside` says what has changed beside the clause files.
    """

    draft: str | None
    staged: tuple[Staged, ...]
    unchanged: Mapping[str, tuple[str, int]]
    gone: Mapping[str, str]
    rehearsal: Rehearsal = field(default_factory=Rehearsal)
    beside: str = ""

    @property
    def doubtful(self) -> bool:
        """Return whether somebody should look first: a title published twice, or a text that was replaced once."""
        return any(one.same_title or one.earlier for one in self.staged)


@dataclass(frozen=True, slots=True)
class Loading:
    """What a load works with: who asks for it, and where progress is told."""

    engine: AsyncEngine
    kept: Kept
    policies: Path
    by: str
    today: date
    on_progress: OnProgress | None = None


async def stage(loading: Loading, paths: Sequence[Path]) -> Preview:
    """Read clause files and store what is new in them as a draft.

    Raises KnowledgeError or BotError, a sentence a line, where any file can't be used; then nothing is stored.
    """
    files = find_files(paths)
    outlines = await read_outlines(loading.engine)
    known = Known.of(outlines)
    live = known.live
    hashes = [file_hash(file, file.digest()) for file in files]
    by_hash = {one.file_hash: one.published.document.id for one in live.values()}
    kept = {by_hash[hash_]: file for file, hash_ in zip(files, hashes, strict=True) if hash_ in by_hash}
    new = [file for file, hash_ in zip(files, hashes, strict=True) if hash_ not in by_hash]
    read, picture = await _read(loading, new) if new else ([], None)
    refuse_doubles([(file, document.id) for file, (document, _) in zip(new, read, strict=True)], kept)
    before = await _texts(loading.engine, [live[d.id] for d, _ in read if d.id in live])
    same, staged = set(kept), []
    for file, (document, digest) in zip(new, read, strict=True):
        one = _staged(document, file, digest, before=before.get(document.id), known=known)
        same |= {document.id} if one is None else set()
        staged += [one] if one else []
    whole = any(path.is_dir() and path.resolve() == loading.policies.resolve() for path in paths)
    found = same | {one.document.id for one in staged}
    preview = Preview(
        draft=None,
        staged=await _with_taught(loading, staged),
        unchanged={
            name: (live[name].published.document.title, live[name].published.version) for name in sorted(same)
        },
        gone={name: live[name].published.document.title for name in live if whole and name not in found},
        beside=await _beside(loading) if outlines and (whole or staged) else "",
    )
    if not staged and not preview.beside:
        return preview
    return await _stored(loading, preview, before=before, outlines=outlines, picture=picture)


def _staged(
    text: Document, file: ClauseFile, digest: str, *, before: Stored | None, known: Known
) -> Staged | None:
    """Return a document as it is staged; None where it says what is live already."""
    document = _with_phrasings(text, file, before)
    if before and before.edition.document.says_the_same(document):
        return None
    one = compared(document, file, before=before, known=known)
    return replace(one, file_hash=file_hash(file, digest, document.phrasings if one.carried else ()))


async def _with_taught(loading: Loading, staged: Sequence[Staged]) -> tuple[Staged, ...]:
    """Return what is staged, with how much that is taught each text would send to review."""
    taught: dict[str, list[Lesson]] = {}
    for lesson in (await read_taught(loading.engine)).phrasings if staged else ():
        taught.setdefault(lesson.document, []).append(lesson)
    return tuple(
        replace(one, taught=outlived(taught.get(one.document.id, ()), one.document)) for one in staged
    )


def file_hash(file: ClauseFile, digest: str, carried: Sequence[Phrasing] = ()) -> str:
    """Return what tells whether a file with this digest, read today, would give the document that it gave before.

    `carried` are phrasings that aren't in the file.
    """
    return edition_store.hash_of(str(SPLITTING), file.stem, digest, *map(repr, carried))


def _with_phrasings(document: Document, file: ClauseFile, live: Stored | None) -> Document:
    """Return the document of a file that came without phrasings with those of the live version."""
    if file.questions or live is None:
        return document
    return replace(document, phrasings=live.edition.document.phrasings)


async def _beside(loading: Loading) -> str:
    """Return what has changed beside the clause files since it was last taken up."""
    async with loading.engine.connect() as connection:
        _, taken_up = await bot_store.newest_kept(connection)
    return news(loading.policies, taken_up)


async def _read(
    loading: Loading, files: Sequence[ClauseFile]
) -> tuple[list[tuple[Document, str]], Picture | None]:
    """Return the documents of files with their digests, and the last picture of what is live.

    While workers read the files, it is read, and the dictionary that will cut them.
    """
    read, picture, _ = await asyncio.gather(
        read_files(files, on_progress=loading.on_progress),
        asyncio.to_thread(read_picture, picture_file(loading.engine, loading.kept)),
        asyncio.to_thread(plain_tokenizer, loading.kept.cache),
    )
    return read, picture


async def _texts(engine: AsyncEngine, outlines: Sequence[Outline]) -> dict[str, Stored]:
    async with AsyncSession(engine) as session:
        stored = await edition_store.read_editions(session, [one.edition for one in outlines])
    return {one.edition.document.id: one for one in stored.values()}


async def _stored(
    loading: Loading,
    preview: Preview,
    *,
    before: Mapping[str, Stored],
    outlines: Sequence[Outline],
    picture: Picture | None,
) -> Preview:
    """Cut and store what is staged as a draft, rehearse it, and return the whole preview."""
    documents = [one.document for one in preview.staged]
    terms = [terms_of(document) for document in documents]
    others = [
        one.terms for name, one in live_outlines(outlines).items() if name not in {d.id for d in documents}
    ]
    vocabulary = vocabulary_of(loading.kept.vocabulary, [*others, *terms], cache=loading.kept.cache)
    tokens = await _cut_documents(loading, documents, before=before, vocabulary=vocabulary)
    editions = [
        Edition(one.document, tuple(cut_), marked, one.file_hash, vocabulary.hash)
        for one, cut_, marked in zip(preview.staged, tokens, terms, strict=True)
    ]
    draft = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    base = {one.document.id: one.live for one in preview.staged if one.live is not None}
    await _store_draft(loading, draft, editions, base=base, vocabulary=vocabulary)
    if not preview.staged:
        return replace(preview, draft=draft)
    rehearsal = await rehearse_draft(
        loading.engine,
        draft,
        kept=loading.kept,
        picture=picture,
        today=loading.today,
        outlines=outlines,
        changed=[Changed(one.document, one.for_review) for one in preview.staged],
        on_progress=loading.on_progress,
    )
    return replace(preview, draft=draft, rehearsal=rehearsal)


async def _cut_documents(
    loading: Loading,
    documents: Sequence[Document],
    *,
    before: Mapping[str, Stored],
    vocabulary: Vocabulary,
) -> list[list[Tokens]]:
    """Return the tokens of the documents' clauses; those of clauses that stayed as they were are taken over."""
    async with AsyncSession(loading.engine) as session:
        known = await edition_store.vocabularies(
            session, [one.edition.vocabulary_hash for one in before.values()]
        )
    cut_already: dict[object, Tokens] = {}
    for one in before.values():
        old = known.get(one.edition.vocabulary_hash)
        for clause, tokens in zip(
            one.edition.document.clauses, reusable(one.edition, old, vocabulary), strict=True
        ):
            if tokens is not None:
                cut_already[_said(clause)] = tokens
    missing = [c for document in documents for c in document.clauses if _said(c) not in cut_already]
    for clause, tokens in zip(
        missing, await cut(missing, vocabulary, on_progress=loading.on_progress), strict=True
    ):
        cut_already[_said(clause)] = tokens
    return [[cut_already[_said(clause)] for clause in document.clauses] for document in documents]


async def _store_draft(
    loading: Loading,
    draft: str,
    editions: Sequence[Edition],
    *,
    base: Mapping[str, int],
    vocabulary: Vocabulary,
) -> None:
    """Store a draft's editions, few at a time: nobody who writes meanwhile shall wait for all of them."""
    now = datetime.now(UTC)
    async with begin_alone(loading.engine) as connection, AsyncSession(connection) as session:
        await version_store.discard_drafts_before(session, now - DRAFTS_KEPT)
        await edition_store.keep_vocabulary(session, vocabulary.hash, vocabulary.terms)
        await version_store.add_draft(session, draft, base=base, now=now, by=loading.by)
        detail = f"{draft}：{'、'.join(edition.document.id for edition in editions[:_AT_ONCE])}"
        act = {
            "act": "load",
            "by": loading.by,
            "at": now,
            "document": None,
            "version": None,
            "detail": detail,
        }
        await bot_store.add_audits(connection, [act])
    for start in range(0, len(editions), _AT_ONCE):
        async with begin_alone(loading.engine) as connection, AsyncSession(connection) as session:
            for edition in editions[start : start + _AT_ONCE]:
                await edition_store.add_edition(session, edition, draft=draft)
        if loading.on_progress:
            loading.on_progress("写入草稿", min(start + _AT_ONCE, len(editions)), len(editions))


def _said(clause: object) -> object:
    return tuple(getattr(clause, name) for name in ("sections", "heading", "body", "units"))
