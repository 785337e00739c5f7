"""What is searched: the clauses' tokens in posting arrays, with how people ask for them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from itertools import chain

import numpy as np

from retrieval.bm25 import BM25Index, Mask, Scores
from retrieval.entries import BETWEEN, EntryTokens
from retrieval.flat import Numbers, flat_tokens
from retrieval.phrases import UNCOVERED, Phrase, Phrases
from retrieval.postings import placed
from retrieval.ragged import Ragged, runs
from retrieval.tokens import tokens_of

SENTENCE_WEIGHT = 0.5
"""What the score of an entry's best sentence counts beside that of its whole text. Of 0, 0.25, 0.5, 0.75 and 1 it ranks
best over the statute questions, five-fold with the other folds' questions taught (MRR@10 0.550; 0.540 with 0)."""


class SearchIndex:
    """Entries, their sentences, and phrases, indexed once and never changed: strings and arrays, quick to pickle.

    A phrase is searched as part of the entry and of the sentence that it asks for.
    """

    def __init__(
        self,
        entries: Sequence[EntryTokens],
        phrases: Sequence[Phrase] = (),
        *,
        groups: Numbers | None = None,
        counted: Mask | None = None,
    ) -> None:
        """Index `entries`; the statistics are those of the entries that are `counted` (None: of all).

        `groups` are the numbers at which their groups start, and one more at the end (None: they are one group).
        """
        asked: dict[tuple[int, int], list[str]] = {}
        for phrase in phrases:
            if phrase.sentence != UNCOVERED:
                asked.setdefault((phrase.entry, phrase.sentence), []).append(phrase.cut)
        texts = [entry.joined for entry in entries]
        encoded = [text.encode() for text in texts]
        lengths = np.fromiter(chain.from_iterable(entry.lengths for entry in entries), dtype=np.int32)
        self.phrases = Phrases(phrases, counted)
        self._texts = Ragged(np.frombuffer(b"".join(encoded), dtype=np.uint8), list(map(len, encoded)))
        self._lengths = Ragged(lengths, [len(entry.lengths) for entry in entries])
        self._count(len(entries), counted, groups)
        taught: dict[int, list[str]] = {}
        for (entry, _), cuts in asked.items():
            taught.setdefault(entry, []).extend(cuts)
        whole = [BETWEEN.join([text, *taught.get(number, ())]) for number, text in enumerate(texts)]
        single = [
            BETWEEN.join([sentence, *asked.get((number, place), ())])
            for number, entry in enumerate(entries)
            for place, sentence in enumerate(entry.sentences)
        ]
        self.entries = BM25Index(flat_tokens(whole), counted)
        self.sentences = BM25Index(flat_tokens(single), None if counted is None else counted[self._owners])

    def _count(self, size: int, counted: Mask | None, groups: Numbers | None) -> None:
        self.size = size
        self._groups = np.asarray([0, size]) if groups is None else groups
        self.counted = size if counted is None else int(counted.sum())
        self._firsts = self._lengths.starts
        self._owners = np.repeat(np.arange(size), np.diff(self._firsts))

    def joined(
        self,
        other: "SearchIndex",
        order: Numbers,
        *,
        groups: Numbers | None = None,
        counted: Mask | None = None,
    ) -> "SearchIndex":
        """Return the index of this one's entries and another's, in an `order`; the same as one made anew.

        `order`, shape (entries of the new index,), holds the old numbers, those of `other` on top of this
        one's; what it leaves out is left out. Phrases go with their entries.
        """
        index = copy(self)
        index._texts = self._texts.joined(other._texts, order)
        index._lengths = self._lengths.joined(other._lengths, order)
        index._count(order.size, counted, groups)
        places = placed(order, self.size + other.size)
        index.phrases = self.phrases.joined(
            other.phrases, (places[: self.size], places[self.size :]), counted
        )
        index.entries = self.entries.joined(other.entries, order, counted)
        firsts = np.append(self._firsts[:-1], other._firsts + self._firsts[-1])
        of_sentences = None if counted is None else counted[index._owners]
        index.sentences = self.sentences.joined(other.sentences, runs(firsts, order), of_sentences)
        return index

    def with_phrases(self, more: Sequence[Phrase], *, counted: Mask | None = None) -> "SearchIndex":
        """Return the index with more phrases, behind those that their entries have; the same as one made anew.

        Only the entries that they belong to are indexed again. `counted` is what the index was made with.
        """
        entries = sorted({phrase.entry for phrase in more})
        places = {entry: place for place, entry in enumerate(entries)}
        known = chain.from_iterable(self.phrases.of(entry, entry + 1) for entry in entries)
        phrases = [replace(phrase, entry=places[phrase.entry]) for phrase in chain(known, more)]
        order = np.arange(self.size)
        order[entries] = self.size + np.arange(len(entries))
        added = SearchIndex([self.tokens(entry) for entry in entries], phrases)
        return self.joined(added, order, groups=self._groups, counted=counted)

    @property
    def parts(self) -> int:
        """Return of how many separately made ones the index has been joined."""
        return self.entries.parts

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

    def scores(self, query: Mapping[str, float], without: Iterable[str] = ()) -> tuple[Scores, Scores]:
        """Return the score of each entry, shape (entries,), and of each sentence, shape (sentences,).

        An entry's is that of its whole text and SENTENCE_WEIGHT of its best sentence's. `query` are tokens with
        their weights; phrases whose normalised question is in `without` don't count.
        """
        less, less_sentences = self._less(without)
        entries = self.entries.scores(query, less)
        sentences = self.sentences.scores(query, less_sentences)
        return entries + SENTENCE_WEIGHT * self._best_of_each(sentences), sentences

    def shares(self, entry: int, query: Mapping[str, float], sentences: Scores) -> dict[str, float]:
        """Return what each token of a query adds to an entry's score, given the scores of the sentences."""
        shares = self.entries.shares(entry, query)
        if own := self.of_entry(entry, sentences):
            best = self.first(entry) + own.index(max(own))
            for token, share in self.sentences.shares(best, query).items():
                shares[token] = shares.get(token, 0) + SENTENCE_WEIGHT * share
        return shares

    def _best_of_each(self, sentences: Scores) -> Scores:
        """Return the score of each entry's best sentence, 0 where it has none."""
        best = np.zeros(self.size)
        some = np.flatnonzero(np.diff(self._firsts))
        if some.size:
            best[some] = np.maximum.reduceat(sentences, self._firsts[some])
        return best

    def _less(self, without: Iterable[str]) -> tuple[dict[int, Counter[str]], dict[int, Counter[str]]]:
        """Return the tokens of the phrases that don't count, by entry and by sentence."""
        entries: dict[int, Counter[str]] = {}
        sentences: dict[int, Counter[str]] = {}
        for phrase in chain.from_iterable(map(self.phrases.asked, without)):
            tokens = tokens_of(phrase.cut)
            if phrase.sentence != UNCOVERED:
                entries.setdefault(phrase.entry, Counter()).update(tokens)
            if phrase.sentence >= 0:
                sentences.setdefault(self.first(phrase.entry) + phrase.sentence, Counter()).update(tokens)
        return entries, sentences

    def group_of(self, entry: int) -> tuple[int, int]:
        """Return the first entry of an entry's group, and the first of the next."""
        group = int(np.searchsorted(self._groups, entry, side="right"))
        return int(self._groups[group - 1]), int(self._groups[group])

    def first(self, entry: int) -> int:
        """Return the number of an entry's first sentence."""
        return int(self._firsts[entry])

    def of_entry(self, entry: int, sentences: Scores) -> list[float]:
        """Return the scores of an entry's sentences."""
        own: list[float] = sentences[self._firsts[entry] : self._firsts[entry + 1]].tolist()
        return own
