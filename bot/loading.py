"""Making a library of what is published, or of what would be once a draft were."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.database import begin_alone
from bot.errors import BotError
from bot.joining import join, untouched
from bot.learning import taught
from bot.lessons import Lessons
from bot.library import Library
from bot.parts import LibraryParts, phrasing_tokens, prepare
from bot.picture import Picture, read_picture, write_picture
from bot.staff.store.taught import read_lessons
from bot.vocabulary import Tokens, Vocabulary, cut, is_cut_for, reusable, tokenizer_for, vocabulary_of
from knowledge.departments import Directory, read_departments
from knowledge.standing import Standing, standings
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store
from knowledge.store.editions import Stored
from knowledge.store.versions import Outline
from knowledge.synonyms import read_synonyms
from knowledge.vocabulary import read_vocabulary
from retrieval.entries import EntryTokens

_MOST_JOINED = 8
"""An index is joined of so many at most: each makes finding a token a little slower."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What people keep beside the clause files, and where jieba's cache lies."""

    vocabulary: tuple[str, ...]
    directory: Directory
    synonyms: Mapping[str, tuple[str, ...]]
    cache: Path


def read_kept(policies: Path, *, cache: Path) -> Kept:
    """Read what people keep in the policies folder; raises BotError where there is no such folder."""
    if not policies.is_dir():
        raise BotError(f"找不到政策文件夹 {policies}；请建好它并放入政策文件，或用 POLICIES 指定它的位置。")
    return Kept(read_vocabulary(policies), read_departments(policies), read_synonyms(policies), cache)


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


async def build_library(engine: AsyncEngine, *, kept: Kept) -> Library:
    """Make the library of what is live."""
    lessons = await read_taught(engine)
    return assemble(await prepare_library(engine, kept=kept), kept, lessons)


async def read_taught(engine: AsyncEngine) -> Lessons:
    """Return what staff have taught, with the number of the newest publication."""
    async with engine.connect() as connection:
        return await read_lessons(connection)


def assemble(picture: Picture, kept: Kept, lessons: Lessons) -> Library:
    """Put a library together."""
    library = Library(
        picture.parts,
        tokenizer=tokenizer_for(Vocabulary(picture.terms, kept.cache)),
        directory=kept.directory,
        vocabulary=kept.vocabulary,
        synonyms=kept.synonyms,
        revision=picture.revision,
    )
    return taught(library, lessons)


def picture_file(engine: AsyncEngine, kept: Kept) -> Path:
    """Return where the picture of what a database has published is kept."""
    database = hashlib.sha256(engine.url.render_as_string(hide_password=False).encode()).hexdigest()
    return kept.cache / f"library-{database[:12]}"


async def prepare_library(
    engine: AsyncEngine,
    *,
    kept: Kept,
    draft: str | None = None,
    earlier: Picture | None = None,
    outlines: Sequence[Outline] | None = None,
) -> Picture:
    """Read and index what is live, with the earlier versions that ruled some day, but for what the last picture has.

    Clauses cut with another vocabulary are cut anew, and stored unless it is a draft's vocabulary. All versions are
    read unless they are given (`outlines`).
    """
    async with engine.connect() as connection, AsyncSession(connection) as session:
        revision = await bot_store.newest_publication(connection, bot_store.TEXTS)
        outlines = outlines or await version_store.outlines(session)
        if draft:
            outlines = await _with_draft(session, outlines, draft)
        found = standings(one.published for one in outlines)
        by_version = {(o.published.document.id, o.published.version): o for o in outlines}
        chosen = [by_version[s.published.document.id, s.published.version] for s in found]
        vocabulary = live_vocabulary(kept, outlines)
        earlier = earlier or await asyncio.to_thread(read_picture, picture_file(engine, kept))
        if draft is None and earlier is not None and earlier.parts.index.parts >= _MOST_JOINED:
            earlier = None  # it is time to leave behind what was replaced since, and all is read anew
        held = frozenset[str]() if earlier is None else untouched(earlier, vocabulary.terms)
        marks = list(map(_mark, chosen))
        missing = [n for n, mark in enumerate(marks) if mark not in held]
        stored = await edition_store.read_editions(session, [chosen[n].edition for n in missing])
        used = [one.edition.vocabulary_hash for one in stored.values()]
        known = await edition_store.vocabularies(session, used)
    tokens = await _tokens(engine, stored, known, vocabulary=vocabulary, keep=draft is None)
    parts = _prepared([(found[n], stored[chosen[n].edition], marks[n]) for n in missing], tokens, vocabulary)
    if earlier is not None:
        parts = join(earlier.parts, parts, found, marks=marks)
    picture = Picture(parts, vocabulary.terms, revision)
    same = earlier is not None and (earlier.terms, earlier.revision) == (vocabulary.terms, revision)
    if draft is None and (missing or not same):
        await asyncio.to_thread(write_picture, picture, picture_file(engine, kept))
    return picture


def _mark(one: Outline) -> str:
    """Return what tells the text of a version from any other's, as a draft already."""
    document = one.published.document
    return f"{document.id}\t{one.published.version}\t{one.file_hash}\t{document.text_hash}"


def _prepared(
    added: Sequence[tuple[Standing, Stored, str]],
    tokens: Mapping[int, Sequence[Tokens]],
    vocabulary: Vocabulary,
) -> LibraryParts:
    """Return the parts of versions, given the tokens of their editions."""
    whole = [
        replace(standing, published=replace(standing.published, document=one.edition.document))
        for standing, one, _ in added
    ]
    tokenizer = tokenizer_for(vocabulary)
    return prepare(
        whole,
        (EntryTokens.from_plain(plain) for _, one, _ in added for plain in tokens[one.id]),
        (cut_ for one in whole for cut_ in phrasing_tokens(tokenizer, one.published.document)),
        marks=[mark for _, _, mark in added],
    )


async def _with_draft(session: AsyncSession, outlines: Sequence[Outline], draft: str) -> list[Outline]:
    """Return the versions as they would be: the draft's are live instead of those that are."""
    added = await version_store.draft_outlines(session, draft)
    new = {one.published.document.id for one in added}
    newest = {one.published.document.id: one.published.version for one in outlines}
    others = [
        replace(one, published=replace(one.published, live=False))
        if one.published.document.id in new
        else one
        for one in outlines
    ]
    for one in added:
        version = newest.get(one.published.document.id, 0) + 1
        others.append(replace(one, published=replace(one.published, version=version)))
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
