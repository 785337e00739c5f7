"""What is searched: the clauses' tokens in posting arrays, and how people ask for them."""

from collections.abc import Sequence
from copy import copy
from itertools import chain

import numpy as np

from retrieval.bm25 import BM25Index, Mask, Scores, placed
from retrieval.entries import EntryTokens
from retrieval.flat import Numbers, flat_pairs, flat_words
from retrieval.phrases import Phrase, PhraseIndex
from retrieval.ragged import Ragged
from retrieval.tokens import Tokens


class SearchIndex:
    """Entries and phrases, indexed once and never changed: strings and arrays, quick to pickle."""

    def __init__(
        self, entries: Sequence[EntryTokens], phrases: Sequence[Phrase] = (), *, counted: Mask | None = None
    ) -> None:
        """Index `entries`; the statistics are those of the entries that are `counted` (None: of all)."""
        texts = [entry.joined for entry in entries]
        encoded = [text.encode() for text in texts]
        lengths = np.fromiter(chain.from_iterable(entry.lengths for entry in entries), dtype=np.int32)
        self.words = BM25Index(flat_words(texts), counted)
        self.pairs = BM25Index(flat_pairs(texts), counted)
        self.phrases = PhraseIndex(phrases, counted)
        self._texts = Ragged(np.frombuffer(b"".join(encoded), dtype=np.uint8), list(map(len, encoded)))
        self._lengths = Ragged(lengths, [len(entry.lengths) for entry in entries])
        self._count(len(entries), counted)

    def _count(self, size: int, counted: Mask | None) -> None:
        self.size = size
        self.counted = size if counted is None else int(counted.sum())

    def joined(self, other: "SearchIndex", order: Numbers, counted: Mask | None = None) -> "SearchIndex":
        """Return the index of this one's entries and another's, in an `order`; the same as one made anew.

        `order`, shape (entries of the new index,), holds the old numbers, those of `other` on top of this
        one's; what it leaves out is left out. Phrases go with their entries.
        """
        index = copy(self)
        index.words = self.words.joined(other.words, order, counted)
        index.pairs = self.pairs.joined(other.pairs, order, counted)
        places = placed(order, self.size + other.size)
        index.phrases = self.phrases.joined(
            other.phrases, (places[: self.size], places[self.size :]), counted
        )
        index._texts = self._texts.joined(other._texts, order)
        index._lengths = self._lengths.joined(other._lengths, order)
        index._count(order.size, counted)
        return index

    def tokens(self, entry: int) -> EntryTokens:
        """Return the tokens of an entry."""
        return EntryTokens.split(self.joined_text(entry), self.lengths(entry))

    def joined_text(self, entry: int) -> str:
        """Return the tokens of an entry as `EntryTokens.joined` has them."""
        return bytes(self._texts[entry]).decode()

    def lengths(self, entry: int) -> list[int]:
        """Return the lengths of an entry's sentences in characters."""
        lengths: list[int] = self._lengths[entry].tolist()
        return lengths

    def scores(self, tokens: Tokens) -> Scores:
        """Return the score of each entry, shape (entries,): BM25 of words plus BM25 of pairs."""
        return self.words.scores(tokens.words) + self.pairs.scores(tokens.pairs)
