"""What a clause is found by: its texts cut into words, as they are kept and indexed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from retrieval.normalise import normalise
from retrieval.tokens import Tokenizer, whole_text, words_of

BETWEEN = "\t\n\t"  # a line break, which no cut text holds, as a word of its own
"""What stands between the texts of an entry: no token spans it."""

CUTTING = 3
"""Raised when texts are cut otherwise or tokens kept otherwise: stored tokens are then made anew."""


@dataclass(frozen=True, slots=True)
class EntryTokens:
    """The texts of a clause, each cut once as `Tokenizer.cut_text` does: headings, sentences, units.

    `lengths` are those of the sentences as published, in characters. Tokens are read off the cut texts where
    they are needed: strings are small to keep and quick to hand over.
    """

    headings: str
    sentences: tuple[str, ...]
    units: str
    lengths: tuple[int, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Return all texts in order: together the clause's whole text."""
        return self.headings, *self.sentences, self.units

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words of the whole text."""
        return tuple(chain.from_iterable(map(words_of, self.texts)))

    @property
    def joined(self) -> str:
        """Return all texts in one string, as `split` takes it: no token spans the marks between them."""
        return BETWEEN.join(self.texts)

    @staticmethod
    def split(joined: str, lengths: Sequence[int]) -> "EntryTokens":
        """Return what was `joined`, with the lengths of its sentences."""
        headings, *sentences, units = joined.split(BETWEEN)
        return EntryTokens(headings, tuple(sentences), units, tuple(lengths))

    def to_plain(self) -> dict[str, Any]:
        """Return the cut texts as JSON values."""
        return {
            "headings": self.headings,
            "sentences": list(self.sentences),
            "units": self.units,
            "lengths": list(self.lengths),
        }

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> "EntryTokens":
        """Return what `to_plain` was given."""
        return EntryTokens(
            plain["headings"], tuple(plain["sentences"]), plain["units"], tuple(plain["lengths"])
        )


def cut_entry(
    tokenizer: Tokenizer, *, headings: Sequence[str], sentences: Sequence[str], units: Sequence[str]
) -> EntryTokens:
    """Return the tokens of a clause: its headings and its units each as one text, its sentences one by one."""
    return EntryTokens(
        tokenizer.cut_text(" ".join(headings)),
        tuple(map(tokenizer.cut_text, sentences)),
        tokenizer.cut_text(" ".join(units)),
        tuple(map(len, sentences)),
    )


class Terms:
    """Terms that the vocabulary has gained or lost, to tell which entries have to be cut anew."""

    def __init__(self, terms: Iterable[str]) -> None:
        """Take the terms as the vocabulary has them."""
        self._by_start: dict[str, set[str]] = defaultdict(set)
        for term in filter(None, map(normalise, terms)):
            self._by_start[term[:2]].add(term)
        starts = sorted({start[0] for start in self._by_start})
        self._first = re.compile(f"[{''.join(map(re.escape, starts))}]" if starts else "(?!)")

    def __bool__(self) -> bool:
        return bool(self._by_start)

    def touch(self, entry: EntryTokens) -> bool:
        """Return whether any text of an entry holds any of the terms; all others are cut as before."""
        return self.touch_text(entry.joined)

    def touch_text(self, cut: str) -> bool:
        """Return whether a text, as `Tokenizer.cut_text` gave it, holds any of the terms."""
        text = whole_text(cut)
        return any(
            text.startswith(term, found.start())
            for found in self._first.finditer(text)
            for length in (1, 2)
            for term in self._by_start.get(text[found.start() : found.start() + length], ())
        )
