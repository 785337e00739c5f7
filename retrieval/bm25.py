"""BM25 scores over posting lists, with rank-bm25's statistics."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from retrieval.flat import Flat, Numbers, flatten
from retrieval.postings import Postings, placed

K1, B, DELTA = 1.5, 0.75, 1.0
NOTHING: Mapping[Any, Any] = MappingProxyType({})
_BLOCK = 64
_MOST_KEPT = 12_000_000
"""Postings whose weights are kept once they have been worked out (12 bytes each), those that are asked for first:
working them out anew takes a question over 60,000 clauses 30 ms."""

Scores = NDArray[np.float64]
_Weighed = tuple[NDArray[np.int32], Scores, float]
Mask = NDArray[np.bool_]
_UNKNOWN: _Weighed = (np.empty(0, dtype=np.int32), np.empty(0), 0.0)


class BM25Index:
    """An inverted index: per token the documents that hold it and what it adds to the score of each.

    Scores are those of rank-bm25's BM25Plus (k1 1.5, b 0.75, delta 1) less the constant that it adds for
    every query term to every document, so that a document without any query term scores 0. Indexes share the
    postings that they have in common: what a token weighs is worked out where it is asked for.
    """

    def __init__(self, documents: Iterable[Sequence[str]] | Flat, counted: Mask | None = None) -> None:
        """Index tokenized documents; document numbers are positions in `documents`.

        `counted`, shape (documents,), says which of them make the statistics (None: all do). The others are
        scored by them: a term that only they hold counts as one that a single document holds.
        """
        postings = Postings(documents if isinstance(documents, Flat) else flatten(documents))
        self._fill((postings,), np.arange(postings.lengths.size), counted)

    def _fill(self, parts: tuple[Postings, ...], order: Numbers, counted: Mask | None) -> None:
        """Take postings, the numbers that their documents have one after another, in order, and which are counted."""
        self.size = order.size
        self._parts, self._order, self._counted = parts, order, counted
        lengths = np.concatenate([part.lengths for part in parts])
        places = placed(order, lengths.size).astype(np.int32)
        ends = np.cumsum([part.lengths.size for part in parts])
        self._places = tuple(np.split(places, ends[:-1]))
        self._partial = tuple(bool((own < 0).any()) for own in self._places)
        lengths = lengths[order]
        self._statistics = _Statistics(lengths if counted is None else lengths[counted])
        self._lengths = K1 * (1 - B + B * lengths / (self._statistics.avgdl or 1.0))
        self._length = K1 * B / (self._statistics.avgdl or 1.0)
        self._kept: dict[str, _Weighed] = {}
        self._room = _MOST_KEPT

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_kept": {}, "_room": _MOST_KEPT}

    def joined(self, other: "BM25Index", order: Numbers, counted: Mask | None = None) -> "BM25Index":
        """Return the index of this one's documents and another's, in an `order`; it scores as one made anew.

        `order`, shape (documents of the new index,), holds the old numbers, those of `other` on top of this
        one's; what it leaves out is left out.
        """
        index = BM25Index.__new__(BM25Index)
        held = np.concatenate([self._order, other._order + sum(own.size for own in self._places)])
        index._fill((*self._parts, *other._parts), held[order], counted)
        return index

    @property
    def parts(self) -> int:
        """Return of how many separately made ones the index has been joined."""
        return len(self._parts)

    @property
    def idf(self) -> dict[str, float]:
        """Return the inverse document frequency of each token."""
        tokens = dict.fromkeys(token for part in self._parts for token in part)
        weighed = {token: self._weigh(token) for token in tokens}
        return {token: idf for token, (holders, _, idf) in weighed.items() if holders.size}

    def __contains__(self, token: str) -> bool:
        return any(token in part for part in self._parts)

    def holders(self) -> Counter[str]:
        """Return how many documents hold each token; those that a joined index has left out count, too."""
        holders: Counter[str] = Counter()
        for part in self._parts:
            holders.update(part.holders())
        return holders

    def idf_of(self, token: str, unknown: float = 0.0) -> float:
        """Return the inverse document frequency of a token, `unknown` for one that no document holds."""
        numbers, _, idf = self._weights(token)
        return idf if numbers.size else unknown

    def _holders(self, token: str) -> tuple[NDArray[np.int32], NDArray[Any]]:
        """Return the documents that hold a token, and how often each does."""
        numbers, frequencies = [], []
        for part, places, partial in zip(self._parts, self._places, self._partial, strict=True):
            found, often = part.of(token)
            found = places[found]
            if partial:
                kept = found >= 0
                found, often = found[kept], often[kept]
            numbers.append(found)
            frequencies.append(often)
        if len(numbers) == 1:
            return numbers[0], frequencies[0]
        return np.concatenate(numbers), np.concatenate(frequencies)

    def _weights(self, token: str) -> _Weighed:
        found = self._kept.get(token)
        if found is None:
            if token not in self:  # people make up more of these than could be kept
                return _UNKNOWN
            found = self._weigh(token)
            if self._room >= found[0].size:
                self._room -= found[0].size + 1
                self._kept[token] = found
        return found

    def _weigh(self, token: str) -> _Weighed:
        """Return the documents that hold a token, what it adds to the score of each, and its idf."""
        holders, often = self._holders(token)
        counted = holders.size if self._counted is None else np.count_nonzero(self._counted[holders])
        idf = self._statistics.idf_of(max(1, int(counted)))
        weights = idf * often * (K1 + 1) / (self._lengths[holders] + often)
        return holders, weights, idf

    def scores(self, query: Mapping[str, float], less: Mapping[int, Mapping[str, int]] = NOTHING) -> Scores:
        """Return the score of each document, shape (size,), for tokens with their weights.

        `less` are tokens, with how often, that some documents (by number) are scored without.
        """
        documents, weights, _ = self._postings(query)
        total: Scores = np.bincount(documents, weights, self.size).astype(np.float64, copy=False)
        for document, tokens in less.items():
            total[document] = self._score_without(document, query, tokens)
        return total

    def shares(self, document: int, query: Mapping[str, float]) -> dict[str, float]:
        """Return what each token of a query adds to a document's score."""
        documents, weights, sizes = self._postings(query)
        own = np.flatnonzero(documents == document)
        names, places = list(query), np.searchsorted(np.cumsum(sizes), own, side="right")
        return {names[at]: share for at, share in zip(places.tolist(), weights[own].tolist(), strict=True)}

    def _postings(self, query: Mapping[str, float]) -> tuple[NDArray[np.int32], Scores, list[int]]:
        """Return the postings of a query's tokens, joined: documents, what each adds, and how many each token has."""
        held = [*map(self._weights, query), _UNKNOWN]
        sizes = [documents.size for documents, _, _ in held[:-1]]
        weights = np.repeat(np.fromiter(query.values(), dtype=np.float64), sizes)
        documents, added, _ = zip(*held, strict=True)
        return np.concatenate(documents), weights * np.concatenate(added), sizes

    def _score_without(self, document: int, query: Mapping[str, float], less: Mapping[str, int]) -> float:
        """Return a document's score as it would be without some tokens, with how often."""
        length = self._lengths[document] - self._length * sum(less.values())
        often = ((token, self.frequency(token, document) - less.get(token, 0)) for token in query)
        return math.fsum(
            query[token] * self.idf_of(token) * count * (K1 + 1) / (length + count)
            for token, count in often
            if count > 0
        )

    def frequency(self, token: str, document: int) -> int:
        """Return how often a document holds a token."""
        number = int(self._order[document])
        for part in self._parts:
            if number < part.lengths.size:
                return part.frequency(token, number)
            number -= part.lengths.size
        return 0

    def top(self, tokens: Sequence[str], k: int = 10) -> list[tuple[int, float]]:
        """Return the best `k` documents with scores above 0, best first; equal scores in document order."""
        return best(self.scores(Counter(tokens)), k)


class _Statistics(BM25Plus):  # type: ignore[misc]
    """rank-bm25's idf and mean length, from what arrays have counted: its own counting takes ten times as long."""

    def __init__(self, lengths: Numbers) -> None:
        super().__init__(lengths, k1=K1, b=B, delta=DELTA)

    def _initialize(self, corpus: Numbers) -> dict[int, float]:
        self.corpus_size = corpus.size
        self.avgdl = float(corpus.mean()) if corpus.size else 0.0
        return {}

    def idf_of(self, holders: int) -> float:
        """Return the inverse document frequency of a token that so many documents hold."""
        if holders not in self.idf:
            self._calc_idf({holders: holders})
        return float(self.idf[holders])


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
