"""How people ask for entries: searched beside the entries' own texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.bm25 import BM25Index, Mask, Scores
from retrieval.flat import Numbers, flat_pairs, flat_words
from retrieval.tokens import Tokens, pairs_of, whole_text

PHRASE_WEIGHT = 0.5
"""What the score of a phrase counts beside that of the clause's own text: people ask alike about unlike things.
Of 0.25, 0.5, 1 and 2 it ranks best over the statute questions, half of them taught (MRR@10 0.473 without)."""

_WHICHEVER = -1


@dataclass(frozen=True, slots=True)
class Phrase:
    """How people ask for an entry: its number, the number of the sentence that answers (None: whichever).

    `cut` is the question as `Tokenizer.cut_text` gave it.
    """

    entry: int
    sentence: int | None
    cut: str


class PhraseIndex:
    """The phrases by BM25 of words plus BM25 of pairs, with statistics of their own; in the order of their entries."""

    def __init__(self, phrases: Sequence[Phrase], counted: Mask | None) -> None:
        """Index `phrases`; those of entries that aren't `counted` don't make the statistics."""
        ordered = sorted(phrases, key=lambda phrase: phrase.entry)
        cuts = [phrase.cut for phrase in ordered]
        entries = np.asarray([phrase.entry for phrase in ordered], dtype=np.int64)
        sentences = [_WHICHEVER if phrase.sentence is None else phrase.sentence for phrase in ordered]
        mine = None if counted is None else counted[entries]
        words, pairs = BM25Index(flat_words(cuts), mine), BM25Index(flat_pairs(cuts), mine)
        self._fill(cuts, entries, np.asarray(sentences, dtype=np.int64), (words, pairs))

    def _fill(
        self, cuts: list[str], entries: Numbers, sentences: Numbers, index: tuple[BM25Index, BM25Index]
    ) -> None:
        self._cuts, self._entries, self._sentences = cuts, entries, sentences
        self._words, self._pairs = index
        self._asked: dict[str, list[int]] = {}
        for number, cut in enumerate(cuts):
            self._asked.setdefault(whole_text(cut), []).append(number)

    def joined(
        self, other: "PhraseIndex", places: tuple[Numbers, Numbers], counted: Mask | None
    ) -> "PhraseIndex":
        """Return the index of this one's phrases and another's; the same as one made anew.

        `places` are the new numbers of this one's entries and of the other's; -1 is left out.
        """
        entries = np.concatenate([places[0][self._entries], places[1][other._entries]])
        order = np.argsort(entries, kind="stable")
        order = order[entries[order] >= 0]
        entries, cuts = entries[order], [*self._cuts, *other._cuts]
        mine = None if counted is None else counted[entries]
        index = PhraseIndex((), None)
        index._fill(
            [cuts[number] for number in order.tolist()],
            entries,
            np.concatenate([self._sentences, other._sentences])[order],
            (
                self._words.joined(other._words, order, mine),
                self._pairs.joined(other._pairs, order, mine),
            ),
        )
        return index

    def __iter__(self) -> Iterator[tuple[int, str]]:
        """Yield each phrase's entry and cut question."""
        return zip(self._entries.tolist(), self._cuts, strict=True)

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
        first, last = map(int, np.searchsorted(self._entries, [entry, entry + 1]))
        if not scores[first:last].any():
            return None
        return first + int(scores[first:last].argmax())

    def pairs(self, phrase: int) -> tuple[str, ...]:
        """Return the character pairs of a phrase."""
        return pairs_of(self._cuts[phrase])

    def sentence(self, phrase: int) -> int | None:
        """Return the number of the sentence that answers a phrase; None where it names none."""
        number = int(self._sentences[phrase])
        return None if number == _WHICHEVER else number
