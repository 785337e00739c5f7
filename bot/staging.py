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
from bot.difference import Difference, compare
from bot.loading import Kept, live_outlines, read_outlines
from bot.reading import OnProgress, read_files, refuse_doubles
from bot.rehearsal import Rehearsal
from bot.rehearsing import Changed, rehearse_draft
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
class Staged:
    """A document of a draft: its text, how it differs from version `live` (None: a new document), its file.

    `phrasings_before` is how many phrasings the live version has, `carried` whether they were taken over from it,
    `for_review` those whose clause has changed; `earlier` is the version that had this very text before another
    took its place.
    """

    document: Document
    file: str
    live: int | None
    difference: Difference
    file_hash: str = ""
    phrasings_before: int = 0
    carried: bool = False
    earlier: int | None = None
    same_title: tuple[str, ...] = ()
    for_review: tuple[Phrasing, ...] = ()


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
    live = live_outlines(outlines)
    hashes = [file_hash(file, file.digest()) for file in files]
    by_hash = {one.file_hash: one.published.document.id for one in live.values()}
    kept = {by_hash[hash_]: file for file, hash_ in zip(files, hashes, strict=True) if hash_ in by_hash}
    new = [file for file, hash_ in zip(files, hashes, strict=True) if hash_ not in by_hash]
    read = await _read(loading, new) if new else []
    refuse_doubles([(file, document.id) for file, (document, _) in zip(new, read, strict=True)], kept)
    before = await _texts(loading.engine, [live[d.id] for d, _ in read if d.id in live])
    staged: list[Staged] = []
    same = set(kept)
    for file, (text, digest) in zip(new, read, strict=True):
        stored = before.get(text.id)
        document = _with_phrasings(text, file, stored)
        if stored and stored.edition.document.says_the_same(document):
            same.add(document.id)
        else:
            one = _compared(document, file, before=before, outlines=outlines)
            staged.append(replace(one, file_hash=file_hash(file, digest)))
    whole = any(path.is_dir() and path.resolve() == loading.policies.resolve() for path in paths)
    found = same | {one.document.id for one in staged}
    preview = Preview(
        draft=None,
        staged=tuple(staged),
        unchanged={
            name: (live[name].published.document.title, live[name].published.version) for name in sorted(same)
        },
        gone={name: live[name].published.document.title for name in live if whole and name not in found},
        beside=await _beside(loading) if outlines and (whole or staged) else "",
    )
    if not staged and not preview.beside:
        return preview
    return await _stored(loading, preview, before=before, outlines=outlines)


def file_hash(file: ClauseFile, digest: str) -> str:
    """Return what tells whether a file with this digest, read today, would give the document that it gave before."""
    return edition_store.hash_of(str(SPLITTING), file.stem, digest)


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


async def _read(loading: Loading, files: Sequence[ClauseFile]) -> list[tuple[Document, str]]:
    """Return the documents of files with their digests; meanwhile the dictionary is read that will cut them."""
    read, _ = await asyncio.gather(
        read_files(files, on_progress=loading.on_progress),
        asyncio.to_thread(plain_tokenizer, loading.kept.cache),
    )
    return read


async def _texts(engine: AsyncEngine, outlines: Sequence[Outline]) -> dict[str, Stored]:
    async with AsyncSession(engine) as session:
        stored = await edition_store.read_editions(session, [one.edition for one in outlines])
    return {one.edition.document.id: one for one in stored.values()}


def _compared(
    document: Document, file: ClauseFile, *, before: Mapping[str, Stored], outlines: Sequence[Outline]
) -> Staged:
    stored, live = before.get(document.id), live_outlines(outlines)
    had = [o for o in outlines if o.published.document.id == document.id and not o.published.live]
    texts = {o.published.document.text_hash: o.published.version for o in had}
    difference = compare(document, stored.edition.document if stored else None)
    # A phrasing's path may now be another clause's: whatever has come, gone, moved or changed is to be looked at.
    ends = [end for change in difference.changes for end in (change.before, change.after) if end]
    touched = {name for clause in ends for name in (clause.path, clause.key)}
    same_title = tuple(
        name
        for name, one in live.items()
        if one.published.document.title == document.title and name != document.id and not stored
    )
    return Staged(
        document=document,
        file=file.label,
        live=live[document.id].published.version if stored else None,
        difference=difference,
        phrasings_before=len(stored.edition.document.phrasings) if stored else 0,
        carried=file.questions is None and bool(document.phrasings),
        earlier=texts.get(document.text_hash) if stored else None,
        same_title=same_title,
        for_review=tuple(p for p in document.phrasings if stored and p.path in touched),
    )


async def _stored(
    loading: Loading, preview: Preview, *, before: Mapping[str, Stored], outlines: Sequence[Outline]
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
        today=loading.today,
        live=[one.edition for one in live_outlines(outlines).values()],
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
