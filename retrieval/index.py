"""What is searched: the clauses' tokens in posting arrays, and how people ask for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from retrieval.bm25 import BM25Index, Mask, Scores
from retrieval.entries import EntryTokens
from retrieval.flat import flat_pairs, flat_words
from retrieval.tokens import Tokens, pairs_of, whole_text


@dataclass(frozen=True, slots=True)
class Phrase:
    """How people ask for an entry: its number, the number of the sentence that answers (None: whichever).

    `cut` is the question as `Tokenizer.cut_text` gave it.
    """

    entry: int
    sentence: int | None
    cut: str


class SearchIndex:
    """Entries and phrases, indexed once and never changed: strings and arrays, quick to pickle."""

    def __init__(
        self, entries: Sequence[EntryTokens], phrases: Sequence[Phrase] = (), *, counted: Mask | None = None
    ) -> None:
        """Index `entries`; the statistics are those of the entries that are `counted` (None: of all)."""
        self.size = len(entries)
        self.counted = self.size if counted is None else int(counted.sum())
        texts = [entry.joined for entry in entries]
        self.words = BM25Index(flat_words(texts), counted)
        self.pairs = BM25Index(flat_pairs(texts), counted)
        encoded = [text.encode() for text in texts]
        self._texts = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        self._ends = np.cumsum(list(map(len, encoded)), dtype=np.int64)
        self.phrases = PhraseIndex(phrases, counted)
        self._lengths = np.fromiter(chain.from_iterable(e.lengths for e in entries), dtype=np.int32)
        starts = accumulate((len(entry.lengths) for entry in entries), initial=0)
        self._starts = np.fromiter(starts, dtype=np.int64, count=self.size + 1)

    def tokens(self, entry: int) -> EntryTokens:
        """Return the tokens of an entry."""
        start = self._ends[entry - 1] if entry else 0
        return EntryTokens.split(bytes(self._texts[start : self._ends[entry]]).decode(), self.lengths(entry))

    def lengths(self, entry: int) -> list[int]:
        """Return the lengths of an entry's sentences in characters."""
        lengths: list[int] = self._lengths[self._starts[entry] : self._starts[entry + 1]].tolist()
        return lengths

    def scores(self, tokens: Tokens) -> Scores:
        """Return the score of each entry, shape (entries,): BM25 of words plus BM25 of pairs."""
        return self.words.scores(tokens.words) + self.pairs.scores(tokens.pairs)


PHRASE_WEIGHT = 0.5
"""What the score of a phrase counts beside that of the clause's own text: people ask alike about unlike things.
Of 0.25, 0.5, 1 and 2 it ranks best over the statute questions, half of them taught (MRR@10 0.473 without)."""


class PhraseIndex:
    """The phrases by BM25 of words plus BM25 of pairs, with statistics of their own."""

    def __init__(self, phrases: Sequence[Phrase], counted: Mask | None) -> None:
        """Index `phrases`; those of entries that aren't `counted` don't make the statistics."""
        self._cuts = [phrase.cut for phrase in phrases]
        self._entries = np.asarray([phrase.entry for phrase in phrases], dtype=np.int64)
        self._sentences: list[int | None] = [phrase.sentence for phrase in phrases]
        mine = None if counted is None else counted[self._entries]
        self._words = BM25Index(flat_words(self._cuts), mine)
        self._pairs = BM25Index(flat_pairs(self._cuts), mine)
        self._asked: dict[str, list[int]] = {}
        for number, cut in enumerate(self._cuts):
            self._asked.setdefault(whole_text(cut), []).append(number)

    def scores(self, tokens: Tokens, without: frozenset[str]) -> Scores:
        """Return the score of each phrase, shape (phrases,); 0 for those whose normalised question is in `without`."""
        if not self._cuts:
            return np.zeros(0)
        scores = self._words.scores(tokens.words) + self._pairs.scores(tokens.pairs)
        for question in without:
            scores[self._asked.get(question, [])] = 0
        return scores

    def lift(self, entries: Scores, scores: Scores) -> None:
        """Add to the score of each entry that of its best phrase, in place."""
        if scores.size:
            best = np.zeros_like(entries)
            np.maximum.at(best, self._entries, scores)
            entries += PHRASE_WEIGHT * best

    def best_of(self, entry: int, scores: Scores) -> int | None:
        """Return the best phrase of an entry; None where none shares anything with the question."""
        own: NDArray[np.intp] = np.flatnonzero(self._entries == entry)
        if not own.size or not scores[own].any():
            return None
        return int(own[scores[own].argmax()])

    def pairs(self, phrase: int) -> tuple[str, ...]:
        """Return the character pairs of a phrase."""
        return pairs_of(self._cuts[phrase])

    def sentence(self, phrase: int) -> int | None:
        """Return the number of the sentence that answers a phrase; None where it names none."""
        return self._sentences[phrase]
