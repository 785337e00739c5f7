"""Joining the rooms: clause files are read, cut into tokens, compared, published, and made a library."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.database import begin_alone
from bot.errors import BotError
from bot.library import Library, clause_tokens
from knowledge import store
from knowledge.departments import Directory, read_departments
from knowledge.document import Clause, Document, Published
from knowledge.reading import clause_files
from knowledge.sentences import split_sentences
from knowledge.splitting import split_file
from knowledge.vocabulary import marked_terms, read_vocabulary
from retrieval.entries import CUTTING
from retrieval.search import EntryTokens
from retrieval.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class Difference:
    """What publishing a document would change, in clauses; nothing where the text is the same."""

    added: tuple[Clause, ...]
    changed: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    same: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What people keep beside the clause files."""

    vocabulary: tuple[str, ...]
    directory: Directory


def read_kept(policies: Path) -> Kept:
    """Read vocabulary and departments of the policies folder; raises BotError where there is no such folder."""
    if not policies.is_dir():
        raise BotError(f"找不到政策文件夹 {policies}；请建好它并放入政策文件，或用 POLICIES 指定它的位置。")
    return Kept(read_vocabulary(policies), read_departments(policies))


def read_documents(paths: Iterable[Path]) -> list[Document]:
    """Split the clause files at `paths`, those of a folder by name; raises KnowledgeError or BotError."""
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            found = clause_files(path)
            if not found:
                raise BotError(f"政策文件夹 {path} 里没有政策文件；请放入 .txt 或 .md 文件。")
            files += found
        else:
            files.append(path)
    documents = []
    read: dict[str, Path] = {}
    for file in files:
        document = split_file(file)
        if document.id in read:
            raise BotError(
                f"{file}: 与 {read[document.id]} 是同一份文件（{document.id}）；请只留一个，或改名。"
            )
        read[document.id] = file
        for problem in document.errors():
            raise BotError(f"{file}:{problem.line}: {problem.message}")
        documents.append(document)
    return documents


def compare(document: Document, published: Published | None) -> Difference:
    """Return how `document` differs from what is published under its id."""
    before = {clause.key: clause for clause in published.document.clauses} if published else {}
    after = {clause.key: clause for clause in document.clauses}
    return Difference(
        added=tuple(clause for key, clause in after.items() if key not in before),
        changed=tuple(c for key, c in after.items() if key in before and _says(c) != _says(before[key])),
        removed=tuple(clause for key, clause in before.items() if key not in after),
        same=published is not None and published.document.says_the_same(document),
    )


def _says(clause: Clause) -> tuple[Any, ...]:
    return clause.heading, clause.body, clause.units


async def published_documents(engine: AsyncEngine) -> list[Published]:
    """Return what is live."""
    async with AsyncSession(engine) as session:
        return [stored.published for stored in await store.live_documents(session)]


async def nothing_published(engine: AsyncEngine) -> bool:
    """Return whether the store is empty, without reading any document."""
    async with AsyncSession(engine) as session:
        return await store.is_empty(session)


async def publish(
    engine: AsyncEngine, documents: Sequence[Document], *, kept: Kept, cache: Path, by: str
) -> None:
    """Publish documents as new versions, all or none; those that say what is live already are left alone.

    Cutting takes long and happens before the database is locked. What another process publishes meanwhile
    can only bring new terms to the vocabulary: whoever builds a library then cuts anew.
    """
    live = {published.document.id: published.document for published in await published_documents(engine)}
    vocabulary = _vocabulary(kept, {**live, **{d.id: d for d in documents}}.values())
    tokens = await asyncio.to_thread(_cut_all, documents, vocabulary, cache)
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        live = {s.published.document.id: s.published.document for s in await store.live_documents(session)}
        for document, cut in zip(documents, tokens, strict=True):
            if document.id in live and live[document.id].says_the_same(document):
                continue
            await store.publish(
                session, document, tokens=cut, vocabulary_hash=_hash(vocabulary), now=datetime.now(UTC), by=by
            )


def _cut_all(
    documents: Sequence[Document], vocabulary: Sequence[str], cache: Path
) -> list[list[dict[str, Any]]]:
    tokenizer = _tokenizer(vocabulary, cache)
    return [[clause_tokens(tokenizer, clause).to_plain() for clause in d.clauses] for d in documents]


async def build_library(engine: AsyncEngine, *, kept: Kept, cache: Path) -> Library:
    """Make the library of what is live; clauses cut with another vocabulary are cut and stored anew."""
    async with AsyncSession(engine) as session:
        stored = await store.live_documents(session)
    vocabulary = _vocabulary(kept, [s.published.document for s in stored])
    tokenizer, fingerprint = _tokenizer(vocabulary, cache), _hash(vocabulary)
    tokens: list[EntryTokens] = []
    for one in stored:
        if one.vocabulary_hash == fingerprint and _fits(one):
            tokens += map(EntryTokens.from_plain, one.tokens)
            continue
        new = [clause_tokens(tokenizer, clause) for clause in one.published.document.clauses]
        async with begin_alone(engine) as connection, AsyncSession(connection) as session:
            await store.replace_tokens(
                session,
                one.published.document.id,
                one.published.version,
                tokens=[entry.to_plain() for entry in new],
                vocabulary_hash=fingerprint,
            )
        tokens += new
    return Library([s.published for s in stored], tokens, tokenizer=tokenizer, directory=kept.directory)


def _fits(stored: store.StoredDocument) -> bool:
    """Return whether the stored tokens are of the sentences that the clauses are split into today."""
    clauses = stored.published.document.clauses
    return all(
        len(tokens["sentences"]) == len(split_sentences(clause.body))
        for clause, tokens in zip(clauses, stored.tokens, strict=True)
    )


def _vocabulary(kept: Kept, documents: Iterable[Document]) -> tuple[str, ...]:
    """Return the terms that people keep and those that the documents mark, sorted, each once."""
    marked = (term for d in documents for piece in d.pieces for term in marked_terms(piece.text))
    return tuple(sorted({*kept.vocabulary, *marked}))


def _hash(vocabulary: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([str(CUTTING), *vocabulary]).encode()).hexdigest()


def _tokenizer(vocabulary: Sequence[str], cache: Path) -> Tokenizer:
    cache.mkdir(parents=True, exist_ok=True)
    return Tokenizer(vocabulary, cache_folder=cache)
