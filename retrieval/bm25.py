"""BM25 scores over posting arrays, from rank-bm25's statistics."""

from collections.abc import Iterable, Sequence
from copy import copy
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.flat import Flat, Numbers, flatten

K1, B, DELTA = 1.5, 0.75, 1.0
_BLOCK = 64
_AT_ONCE = 10_000

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]


class BM25Index:
    """An inverted index: per term the documents that hold it and what it adds to the score of each.

    Scores are those of rank-bm25's BM25Plus (k1 1.5, b 0.75, delta 1) less the constant that it adds for
    every query term to every document, so that a document without any query term scores 0. It is a handful of
    arrays and a dictionary, quick to hand to another process.
    """

    def __init__(self, documents: Iterable[Sequence[str]] | Flat, counted: Mask | None = None) -> None:
        """Index tokenized documents; document numbers are positions in `documents`.

        `counted`, shape (documents,), says which of them make the statistics (None: all do). The others are
        scored by them: a term that only they hold counts as one that a single document holds.
        """
        flat = documents if isinstance(documents, Flat) else flatten(documents)
        keys = flat.held * flat.lengths.size + flat.documents
        keys.sort()  # by term, then by document
        first = np.flatnonzero(np.diff(keys, prepend=-1))
        self._fill(keys[first], np.diff(first, append=keys.size), flat, counted)

    def _fill(self, keys: Numbers, frequencies: Numbers, flat: Flat, counted: Mask | None) -> None:
        """Take the postings: sorted, a key each (number of the term, times how many documents, plus document).

        Of `flat` the names of the terms count, and the lengths of the documents.
        """
        self.size = flat.lengths.size
        counted = np.ones(self.size, dtype=np.bool_) if counted is None else counted
        codes, numbers = np.divmod(keys, max(self.size, 1))
        begun = np.flatnonzero(np.diff(codes, prepend=-1))
        term = np.repeat(np.arange(begun.size), np.diff(begun, append=codes.size))
        self._terms = {flat.name(code): number for number, code in enumerate(codes[begun].tolist())}
        self._starts = np.append(begun, codes.size)
        self._numbers = numbers.astype(np.int32)
        self._frequencies = frequencies.astype(np.int32)
        self._lengths = flat.lengths
        holders = np.bincount(term, weights=counted[numbers], minlength=len(self._terms))
        statistics = _Statistics(np.maximum(holders, 1), flat.lengths[counted])
        self._idf = np.fromiter(statistics.idf.values(), dtype=np.float64)
        saturation = K1 * (1 - B + B * flat.lengths / (statistics.avgdl or 1.0))
        self._weights = self._idf[term] * frequencies * (K1 + 1) / (saturation[numbers] + frequencies)

    def joined(self, other: "BM25Index", order: Numbers, counted: Mask | None = None) -> "BM25Index":
        """Return the index of this one's documents and another's, in an `order`; the same as one made anew.

        `order`, shape (documents of the new index,), holds the old numbers, those of `other` on top of this
        one's; what it leaves out is left out.
        """
        places = placed(order, self.size + other.size)
        names = dict(self._terms)
        codes = np.asarray([names.setdefault(term, len(names)) for term in other._terms], dtype=np.int64)
        mine = self._postings(np.arange(len(self._terms)), places[: self.size], size=order.size)
        theirs = other._postings(codes, places[self.size :], size=order.size)
        keys, frequencies = (np.concatenate(both) for both in zip(mine, theirs, strict=True))
        by_key = np.argsort(keys, kind="stable")  # runs that are nearly sorted: quick
        lengths = np.concatenate([self._lengths, other._lengths])[order]
        index = copy(self)
        flat = Flat(list(names).__getitem__, keys[:0], keys[:0], lengths)
        index._fill(keys[by_key], frequencies[by_key], flat, counted)
        return index

    def _postings(self, codes: Numbers, places: Numbers, *, size: int) -> tuple[Numbers, Numbers]:
        """Return keys and frequencies of the postings with new numbers; those of documents at -1 are left out."""
        numbers = places[self._numbers]
        kept = numbers >= 0
        keys = np.repeat(codes, np.diff(self._starts)) * size + numbers
        return keys[kept], self._frequencies[kept].astype(np.int64)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: the terms as one array of bytes, which no tokenizer puts a tab into."""
        terms = np.frombuffer("\t".join(self._terms).encode("utf-8", "surrogatepass"), dtype=np.uint8)
        return {**self.__dict__, "_terms": terms}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Number the terms again, a few at a time: so other threads get their turn."""
        self.__dict__.update(state)
        names = bytes(state["_terms"]).decode("utf-8", "surrogatepass").split("\t")
        self._terms = {}
        for first in range(0, self._idf.size, _AT_ONCE):
            self._terms.update(zip(names[first : first + _AT_ONCE], count(first), strict=False))

    @property
    def idf(self) -> dict[str, float]:
        """Return the inverse document frequency of each term."""
        return {term: float(self._idf[number]) for term, number in self._terms.items()}

    def idf_of(self, term: str, unknown: float = 0.0) -> float:
        """Return the inverse document frequency of a term, `unknown` for one that no document holds."""
        number = self._terms.get(term)
        return unknown if number is None else float(self._idf[number])

    def scores(self, tokens: Sequence[str]) -> Scores:
        """Return the score of each document, shape (size,); a repeated token counts as often as it stands."""
        total = np.zeros(self.size)
        for token in tokens:
            number = self._terms.get(token)
            if number is not None:
                posting = slice(self._starts[number], self._starts[number + 1])
                total[self._numbers[posting]] += self._weights[posting]
        return total

    def top(self, tokens: Sequence[str], k: int = 10) -> list[tuple[int, float]]:
        """Return the best `k` documents with scores above 0, best first; equal scores in document order."""
        return best(self.scores(tokens), k)


class _Statistics(BM25Plus):  # type: ignore[misc]
    """rank-bm25's idf and mean length, from what arrays have counted: its own counting takes ten times as long."""

    def __init__(self, holders: Scores, lengths: NDArray[np.int64]) -> None:
        self._lengths = lengths
        super().__init__(holders, k1=K1, b=B, delta=DELTA)

    def _initialize(self, corpus: Scores) -> dict[int, float]:
        """Take how many documents hold each term for what rank-bm25 would count in a corpus."""
        self.corpus_size = self._lengths.size
        self.avgdl = float(self._lengths.mean()) if self.corpus_size else 0.0
        return dict(enumerate(corpus.tolist()))


def placed(order: Numbers, size: int) -> Numbers:
    """Return the new number of each of `size` old ones, given the old numbers in their new order; -1 for none."""
    places = np.full(size, -1, dtype=np.int64)
    places[order] = np.arange(order.size)
    return places


def best(scores: Scores, k: int) -> list[tuple[int, float]]:
    """Return (number, score) of the `k` highest scores above 0; equal scores in the order of their numbers."""
    if k < 1:
        return []
    candidates = np.flatnonzero(scores >= max(_floor(scores, k), np.nextafter(0, 1)))
    order = np.argsort(-scores[candidates], kind="stable")[:k]
    return [(int(n), float(scores[n])) for n in candidates[order]]


def _floor(scores: Scores, k: int) -> float:
    """Return a score that at least `k` documents reach: the k-th highest of the highest of each block.

    It spares sorting all scores: one pass over them, and what reaches the floor is little more than `k`.
    """
    starts = np.arange(0, scores.size, _BLOCK)
    if starts.size < k:
        return 0.0
    heights = np.maximum.reduceat(scores, starts)
    return float(np.partition(heights, heights.size - k)[heights.size - k])
