"""How people ask for entries, and what they ask that no entry of a group answers."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np

from retrieval.bm25 import BM25Index, Mask, Scores
from retrieval.figures import in_figures
from retrieval.flat import Numbers, flat_tokens
from retrieval.tokens import whole_text

NEARNESS = 5
"""Which way a question leans is said by the norms of this order of its scores over the phrases on either side: by the
few nearest ones most. Of orders from 2 to 8, and means of the nearest 1 to 40, it tells the sides apart best."""

WHICHEVER = -1
"""Stands for the number of the sentence where a phrase names none."""

UNCOVERED = -2
"""Stands there where nothing in the entry's group answers the phrase."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """How people ask for an entry: its number, the number of the sentence that answers (or WHICHEVER).

    `cut` is the question as `Tokenizer.cut_text` gave it. With UNCOVERED for the sentence, no entry of the group
    answers it; the entry is then the group's first.
    """

    entry: int
    sentence: int
    cut: str

    @property
    def answered(self) -> bool:
        """Return whether its entry answers it."""
        return self.sentence != UNCOVERED


class Phrases:
    """Phrases in the order of their entries, each by itself in an index; immutable."""

    def __init__(self, phrases: Sequence[Phrase], counted: Mask | None = None) -> None:
        """Take phrases in any order; those of one entry keep theirs.

        Those of entries that aren't `counted` (None: all are) don't make the statistics.
        """
        ordered = sorted(phrases, key=lambda phrase: phrase.entry)
        cuts = [phrase.cut for phrase in ordered]
        entries = np.asarray([phrase.entry for phrase in ordered], dtype=np.int64)
        sentences = np.asarray([phrase.sentence for phrase in ordered], dtype=np.int64)
        index = BM25Index(flat_tokens(cuts), None if counted is None else counted[entries])
        self._fill(cuts, entries, sentences, index)

    def _fill(self, cuts: list[str], entries: Numbers, sentences: Numbers, index: BM25Index) -> None:
        self._cuts, self._entries, self._sentences, self._index = cuts, entries, sentences, index
        self._uncovered = sentences == UNCOVERED
        self._asked: dict[str, list[int]] = {}
        for number, cut in enumerate(cuts):
            self._asked.setdefault(whole_text(cut), []).append(number)

    def joined(self, other: "Phrases", places: tuple[Numbers, Numbers], counted: Mask | None) -> "Phrases":
        """Return this one's phrases and another's; the same as made anew.

        `places` are the new numbers of this one's entries and of the other's; -1 is left out.
        """
        entries = np.concatenate([places[0][self._entries], places[1][other._entries]])
        order = np.argsort(entries, kind="stable")
        order = order[entries[order] >= 0]
        entries, cuts = entries[order], [*self._cuts, *other._cuts]
        sentences = np.concatenate([self._sentences, other._sentences])[order]
        index = self._index.joined(other._index, order, None if counted is None else counted[entries])
        phrases = copy(self)
        phrases._fill([cuts[number] for number in order.tolist()], entries, sentences, index)
        return phrases

    def __contains__(self, token: str) -> bool:
        return token in self._index

    def holders(self) -> Mapping[str, int]:
        """Return how many phrases hold each token that any holds."""
        return self._index.holders()

    def __len__(self) -> int:
        return len(self._cuts)

    def __iter__(self) -> Iterator[Phrase]:
        return map(self.__getitem__, range(len(self._cuts)))

    def __getitem__(self, number: int) -> Phrase:
        return Phrase(int(self._entries[number]), int(self._sentences[number]), self._cuts[number])

    def of(self, first: int, last: int) -> Iterator[Phrase]:
        """Yield the phrases of the entries from `first` up to `last`."""
        begin, end = map(int, np.searchsorted(self._entries, [first, last]))
        return map(self.__getitem__, range(begin, end))

    def scores(self, query: Mapping[str, float], without: Iterable[str] = ()) -> Scores:
        """Return the score of each phrase, shape (phrases,).

        It is 0 for those whose normalised question is in `without`.
        """
        scores = self._index.scores(query)
        for question in without:
            scores[self._asked.get(in_figures(question), [])] = 0
        return scores

    def leaning(self, scores: Scores, first: int, last: int) -> float | None:
        """Return whether a question is asked as the entries from `first` up to `last` are, or as what none answers.

        It is the logarithm of how near the phrases of theirs are over how near those are that are UNCOVERED;
        None where there are no phrases on one side.
        """
        begin, end = map(int, np.searchsorted(self._entries, [first, last]))
        own, uncovered = scores[begin:end], self._uncovered[begin:end]
        if uncovered.all() or not uncovered.any():
            return None
        return _nearness(own[~uncovered]) - _nearness(own[uncovered])

    def nearest(self, scores: Scores, entry: int) -> Phrase | None:
        """Return the best phrase of an entry; None where none shares anything with the question."""
        begin, end = map(int, np.searchsorted(self._entries, [entry, entry + 1]))
        own = np.where(self._uncovered[begin:end], 0, scores[begin:end])
        return self[begin + int(own.argmax())] if own.any() else None

    def asked(self, question: str) -> list[Phrase]:
        """Return the phrases that are this normalised question, word for word."""
        return [self[number] for number in self._asked.get(in_figures(question), [])]


def _nearness(scores: Scores) -> float:
    return math.log1p(float((scores**NEARNESS).sum())) / NEARNESS
