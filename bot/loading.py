"""Making a library of what is published, or of what would be once a draft were."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.database import begin_alone
from bot.errors import BotError
from bot.library import Library
from bot.parts import LibraryParts, phrasing_tokens, prepare
from bot.vocabulary import Tokens, Vocabulary, cut, is_cut_for, reusable, tokenizer_for, vocabulary_of
from knowledge.departments import Directory, read_departments
from knowledge.document import Published
from knowledge.standing import standings
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store
from knowledge.store.editions import Stored
from knowledge.store.versions import Outline
from knowledge.vocabulary import read_vocabulary
from retrieval.entries import EntryTokens


@dataclass(frozen=True, slots=True)
class Kept:
    """What people keep beside the clause files, and where jieba's cache lies."""

    vocabulary: tuple[str, ...]
    directory: Directory
    cache: Path


def read_kept(policies: Path, *, cache: Path) -> Kept:
    """Read vocabulary and departments of the policies folder; raises BotError where there is no such folder."""
    if not policies.is_dir():
        raise BotError(f"找不到政策文件夹 {policies}；请建好它并放入政策文件，或用 POLICIES 指定它的位置。")
    return Kept(read_vocabulary(policies), read_departments(policies), cache)


async def nothing_published(engine: AsyncEngine) -> bool:
    """Return whether the store is empty, without reading any document."""
    async with AsyncSession(engine) as session:
        return await version_store.is_empty(session)


async def read_outlines(engine: AsyncEngine) -> list[Outline]:
    """Return all versions of all documents, without their texts."""
    async with AsyncSession(engine) as session:
        return await version_store.outlines(session)


def live_outlines(outlines: Iterable[Outline]) -> dict[str, Outline]:
    """Return the live version of each document, by its id."""
    return {one.published.document.id: one for one in outlines if one.published.live}


def live_vocabulary(kept: Kept, outlines: Iterable[Outline]) -> Vocabulary:
    """Return the vocabulary of all that is live."""
    live = live_outlines(outlines).values()
    return vocabulary_of(kept.vocabulary, (one.terms for one in live), cache=kept.cache)


@dataclass(frozen=True, slots=True)
class Making:
    """What a library needs besides its parts: the vocabulary that they were cut with, and what it is a picture of."""

    vocabulary: Vocabulary
    directory: Directory
    revision: int


async def build_library(engine: AsyncEngine, *, kept: Kept, draft: str | None = None) -> Library:
    """Make the library of what is live, or of what would be with a draft published."""
    return assemble(*await prepare_library(engine, kept=kept, draft=draft))


def assemble(parts: LibraryParts, making: Making) -> Library:
    """Put a library together."""
    return Library(
        parts,
        tokenizer=tokenizer_for(making.vocabulary),
        directory=making.directory,
        revision=making.revision,
    )


async def prepare_library(
    engine: AsyncEngine, *, kept: Kept, draft: str | None = None
) -> tuple[LibraryParts, Making]:
    """Read and index what is live, with the earlier versions that ruled some day.

    Clauses cut with another vocabulary are cut anew, and stored unless it is a draft's vocabulary.
    """
    async with engine.connect() as connection, AsyncSession(connection) as session:
        revision = await bot_store.newest_publication(connection)
        outlines = await version_store.outlines(session)
        added = await version_store.read_draft(session, draft) if draft else None
        if added:
            outlines = await _with_draft(session, outlines, added.editions)
        numbers = {(o.published.document.id, o.published.version): o.edition for o in outlines}
        found = standings(one.published for one in outlines)
        chosen = [numbers[s.published.document.id, s.published.version] for s in found]
        stored = await edition_store.read_editions(session, chosen)
        hashes = {one.edition.vocabulary_hash for one in stored.values()}
        known = await edition_store.vocabularies(session, hashes)
    vocabulary = live_vocabulary(kept, outlines)
    tokens = await _tokens(engine, stored, known, vocabulary=vocabulary, keep=added is None)
    whole = [
        replace(one, published=replace(one.published, document=stored[number].edition.document))
        for one, number in zip(found, chosen, strict=True)
    ]
    tokenizer = tokenizer_for(vocabulary)
    parts = prepare(
        whole,
        (EntryTokens.from_plain(plain) for number in chosen for plain in tokens[number]),
        (cut_ for one in whole for cut_ in phrasing_tokens(tokenizer, one.published.document)),
    )
    return parts, Making(vocabulary, kept.directory, revision)


async def _with_draft(
    session: AsyncSession, outlines: list[Outline], editions: Mapping[str, int]
) -> list[Outline]:
    """Return the versions as they would be: the draft's are live instead of those that are."""
    stored = await edition_store.read_editions(session, editions.values())
    newest = {one.published.document.id: one.published.version for one in outlines}
    others = [
        replace(one, published=replace(one.published, live=False))
        if one.published.document.id in editions
        else one
        for one in outlines
    ]
    for document, number in editions.items():
        edition = stored[number].edition
        others.append(
            Outline(
                published=Published(edition.document, newest.get(document, 0) + 1),
                edition=number,
                published_at=None,
                published_by="",
                file_hash=edition.file_hash,
                vocabulary_hash=edition.vocabulary_hash,
                terms=edition.terms,
            )
        )
    return sorted(others, key=lambda one: (one.published.document.id, one.published.version))


async def _tokens(
    engine: AsyncEngine,
    stored: Mapping[int, Stored],
    known: Mapping[str, frozenset[str]],
    *,
    vocabulary: Vocabulary,
    keep: bool,
) -> dict[int, list[Tokens]]:
    """Return the tokens of editions in a vocabulary, cut anew where they must be."""
    tokens: dict[int, list[Tokens | None]] = {}
    for number, one in stored.items():
        if is_cut_for(one.edition, vocabulary):
            tokens[number] = list(one.edition.tokens)
        else:
            tokens[number] = reusable(one.edition, known.get(one.edition.vocabulary_hash), vocabulary)
    missing = [
        (number, place) for number, all_ in tokens.items() for place, each in enumerate(all_) if each is None
    ]
    clauses = [stored[number].edition.document.clauses[place] for number, place in missing]
    changed: dict[int, dict[int, Tokens]] = {
        number: {} for number, one in stored.items() if one.edition.vocabulary_hash != vocabulary.hash
    }
    for (number, place), new in zip(missing, await cut(clauses, vocabulary), strict=True):
        tokens[number][place] = new
        changed.setdefault(number, {})[stored[number].clause_ids[place]] = new
    if keep and changed:
        await _keep_tokens(engine, stored, changed, vocabulary=vocabulary)
    return {number: [each for each in all_ if each is not None] for number, all_ in tokens.items()}


async def _keep_tokens(
    engine: AsyncEngine,
    stored: Mapping[int, Stored],
    changed: Mapping[int, Mapping[int, Tokens]],
    *,
    vocabulary: Vocabulary,
) -> None:
    """Store new tokens (by edition and clause row), but for editions that another process has cut meanwhile."""
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        hashes = await edition_store.vocabulary_hashes(session, changed)
        ours = [n for n in changed if hashes.get(n) == stored[n].edition.vocabulary_hash]
        await edition_store.set_tokens(session, {row: new for n in ours for row, new in changed[n].items()})
        await edition_store.set_vocabulary(session, ours, vocabulary.hash)
        await edition_store.keep_vocabulary(session, vocabulary.hash, vocabulary.terms)
