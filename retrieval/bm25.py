"""BM25 scores over posting arrays, from rank-bm25's statistics."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

K1, B, DELTA = 1.5, 0.75, 1.0
_BLOCK = 64

Scores = NDArray[np.float64]


class BM25Index:
    """An inverted index: per term the documents that hold it and what it adds to the score of each.

    Scores are those of rank-bm25's BM25Plus (k1 1.5, b 0.75, delta 1) less the constant that it adds for
    every query term to every document, so that a document without any query term scores 0.
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Index tokenized documents; document numbers are positions in `documents`."""
        self.size = len(documents)
        self.idf: dict[str, float] = {}
        self._postings: dict[str, tuple[NDArray[np.intp], Scores]] = {}
        if any(documents):  # rank-bm25 divides by the number of documents and by their mean length
            self._build(BM25Plus(documents, k1=K1, b=B, delta=DELTA))

    def _build(self, statistics: BM25Plus) -> None:
        self.idf = dict(statistics.idf)
        lengths = np.asarray(statistics.doc_len, dtype=np.float64)
        saturation = K1 * (1 - B + B * lengths / statistics.avgdl)
        holders: dict[str, list[int]] = {term: [] for term in self.idf}
        counts: dict[str, list[int]] = {term: [] for term in self.idf}
        for number, frequencies in enumerate(statistics.doc_freqs):
            for term, count in frequencies.items():
                holders[term].append(number)
                counts[term].append(count)
        for term, idf in self.idf.items():
            numbers = np.asarray(holders[term], dtype=np.intp)
            tf = np.asarray(counts[term], dtype=np.float64)
            self._postings[term] = numbers, idf * tf * (K1 + 1) / (saturation[numbers] + tf)

    def scores(self, tokens: Sequence[str]) -> Scores:
        """Return the score of each document, shape (size,); a repeated token counts as often as it stands."""
        total = np.zeros(self.size)
        for token in tokens:
            posting = self._postings.get(token)
            if posting is not None:
                total[posting[0]] += posting[1]
        return total

    def top(self, tokens: Sequence[str], k: int = 10) -> list[tuple[int, float]]:
        """Return the best `k` documents with scores above 0, best first; equal scores in document order."""
        return best(self.scores(tokens), k)


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
