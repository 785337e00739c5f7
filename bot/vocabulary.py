"""Which terms stay whole in all published texts, and cutting clauses anew where these change."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.parts import clause_tokens
from bot.workers import in_order, worker_count, workers
from knowledge.document import Clause, Document
from knowledge.sentences import split_sentences
from knowledge.store.editions import Edition
from knowledge.vocabulary import marked_terms
from retrieval.entries import CUTTING, EntryTokens, Terms
from retrieval.tokens import Tokenizer

FEW_CLAUSES = 2_000
"""So many clauses are cut sooner in this process than worker processes are started (a second) to cut them."""

_BATCH = 100

Tokens = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that stay whole, sorted, each once, and where jieba's cache lies."""

    terms: tuple[str, ...]
    cache: Path

    @property
    def hash(self) -> str:
        """Return what tells two vocabularies, or two ways of cutting, apart."""
        return _hash(self.terms)


def vocabulary_of(kept: Iterable[str], marked: Iterable[Iterable[str]], *, cache: Path) -> Vocabulary:
    """Return the vocabulary of the terms that people keep and those that documents mark."""
    return Vocabulary(tuple(sorted({*kept, *(term for terms in marked for term in terms)})), cache)


def terms_of(document: Document) -> tuple[str, ...]:
    """Return the terms that a document marks."""
    return tuple(dict.fromkeys(term for piece in document.pieces for term in marked_terms(piece.text)))


@lru_cache(maxsize=2)
def tokenizer_for(vocabulary: Vocabulary) -> Tokenizer:
    """Return the tokenizer of a vocabulary."""
    return plain_tokenizer(vocabulary.cache).with_vocabulary(vocabulary.terms)


@lru_cache(maxsize=1)
def plain_tokenizer(cache: Path) -> Tokenizer:
    """Return a tokenizer without vocabulary: loading jieba's dictionary takes a quarter of a second."""
    cache.mkdir(parents=True, exist_ok=True)
    return Tokenizer(cache_folder=cache)


def is_cut_for(edition: Edition, vocabulary: Vocabulary) -> bool:
    """Return whether an edition's tokens are of this vocabulary and of the sentences that its clauses have today."""
    return edition.vocabulary_hash == vocabulary.hash and all(
        map(_fits, edition.document.clauses, edition.tokens)
    )


def reusable(edition: Edition, old: frozenset[str] | None, vocabulary: Vocabulary) -> list[Tokens | None]:
    """Return the tokens of an edition's clauses that stay the same in this vocabulary; None for the others.

    `old` are the terms that it was cut with; None where they aren't known.
    """
    if edition.vocabulary_hash == vocabulary.hash:
        changed = Terms(())
    elif old is None or _hash(sorted(old)) != edition.vocabulary_hash:  # not known, or cut in another way
        return [None] * len(edition.tokens)
    else:
        changed = Terms(old ^ frozenset(vocabulary.terms))
    return [
        tokens if _fits(clause, tokens) and not changed.touch(EntryTokens.from_plain(tokens)) else None
        for clause, tokens in zip(edition.document.clauses, edition.tokens, strict=True)
    ]


def _hash(terms: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([str(CUTTING), *terms]).encode()).hexdigest()


def _fits(clause: Clause, tokens: Tokens) -> bool:
    return len(tokens["sentences"]) == len(split_sentences(clause.body))


async def cut(
    clauses: Sequence[Clause],
    vocabulary: Vocabulary,
    *,
    on_progress: Callable[[str, int, int], None] | None = None,
) -> list[Tokens]:
    """Return the tokens of clauses, cut in worker processes where they are many."""
    batches = [clauses[start : start + _BATCH] for start in range(0, len(clauses), _BATCH)]
    if len(clauses) <= FEW_CLAUSES:
        return await asyncio.to_thread(cut_batch, (vocabulary, clauses)) if clauses else []
    done: list[Tokens] = []
    count = worker_count()
    await asyncio.to_thread(tokenizer_for, vocabulary)  # makes jieba's cache, which the workers then read
    async with workers(count) as pool:
        jobs = ((vocabulary, batch) for batch in batches)
        async for tokens in in_order(pool, cut_batch, jobs, count=count):
            done += tokens
            if on_progress:
                on_progress("切分词语", len(done), len(clauses))
    return done


def cut_batch(job: tuple[Vocabulary, Sequence[Clause]]) -> list[Tokens]:
    """Return the tokens of some clauses, cut in this process."""
    vocabulary, clauses = job
    tokenizer = tokenizer_for(vocabulary)
    return [clause_tokens(tokenizer, clause).to_plain() for clause in clauses]
