"""A question read: what it is searched by, and what it is about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from retrieval.bm25 import Scores
from retrieval.frames import FRAME_WORDS, GENERAL_WORDS, INTRODUCTION, VAGUE_WORDS
from retrieval.tokens import joined, tokens_of, words_of

_PERSONS = "我你您他她咱俺"
_MEASURES = "个点些"

MOST_REPEATED = 3
"""A token counts so often at most, however often it is repeated."""

SYNONYM_WEIGHT = 0.5
"""What a token of a document's term weighs, beside those of the question itself, where people call it otherwise."""


@dataclass(frozen=True)
class Question:
    """A question's words (normalised, put right), with what stands between them.

    `synonyms` are what the documents call things in it: their terms, cut, by what is said. `corrected` tells
    whether anything was put right.
    """

    cut: tuple[str, ...]
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    corrected: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its words."""
        return words_of(joined(self.cut))

    @cached_property
    def query(self) -> Mapping[str, float]:
        """Return the tokens that it is searched by, with their weights."""
        held = Counter(tokens_of(joined(self.cut)))
        query: dict[str, float] = {token: min(count, MOST_REPEATED) for token, count in held.items()}
        for _, cuts in self.synonyms:
            for token in (token for cut in cuts for token in tokens_of(cut)):
                query.setdefault(token, SYNONYM_WEIGHT)
        return query

    @cached_property
    def content(self) -> frozenset[str]:
        """Return the tokens of what it is about: without the words that frame it."""
        return frozenset(token for run in self._runs for token in tokens_of(joined(run)))

    @property
    def is_vague(self) -> bool:
        """Return whether it names no topic."""
        return all(word in VAGUE_WORDS for run in self._runs for word in run)

    @property
    def single(self) -> bool:
        """Return whether it is about one word of one or two characters, and no more."""
        return len(self.literal) <= 2 and sum(map(len, self._runs)) == 1

    @cached_property
    def literal(self) -> str:
        """Return its words without those that frame it before and after, and without what stands between them."""
        return self._between(FRAME_WORDS)

    @cached_property
    def topic(self) -> str:
        """Return the same without the words that every second policy has, before and after."""
        return self._between(FRAME_WORDS | VAGUE_WORDS)

    @cached_property
    def overview(self) -> str:
        """Return the same without the words that ask what there is of a topic."""
        return self._between(FRAME_WORDS | GENERAL_WORDS)

    def _between(self, outer: AbstractSet[str]) -> str:
        """Return what stands between the outer words, squeezed."""
        words = list(self.cut)
        while words and (words[0] in outer or not squeezed(words[0])):
            del words[0]
        while words and (words[-1] in outer or not squeezed(words[-1])):
            del words[-1]
        return squeezed("".join(words))

    @cached_property
    def _runs(self) -> tuple[tuple[str, ...], ...]:
        """Return the runs of words between those that frame the question."""
        return tuple(_runs(self.cut))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question read, with the score of each entry, each sentence and each phrase; those `without` don't count."""

    question: Question
    entries: Scores
    sentences: Scores
    phrases: Scores
    without: frozenset[str] = frozenset()


def squeezed(text: str) -> str:
    """Return a text's letters, characters and digits alone."""
    return "".join(char for char in text if char.isalnum())


def longest_run(text: str, other: str) -> int:
    """Return the length of the longest run of characters that two texts share."""
    shortest, too_long = 0, len(text) + 1
    while too_long - shortest > 1:
        size = (shortest + too_long) // 2
        if any(text[start : start + size] in other for start in range(len(text) - size + 1)):
            shortest = size
        else:
            too_long = size
    return shortest


def _runs(cut: Iterable[str]) -> Iterable[tuple[str, ...]]:
    run: list[str] = []
    for word in (*_without_introduction(tuple(cut)), ""):
        if word and not _frames(word) and any(char.isalnum() for char in word):
            run.append(word)
        elif run:
            yield tuple(run)
            run = []


def _frames(word: str) -> bool:
    """Return whether a word frames a question, also two that the dictionary takes for one (我能, 问个)."""
    if word in FRAME_WORDS or len(word) != 2:
        return word in FRAME_WORDS
    return word[1] in FRAME_WORDS and (
        word[0] in _PERSONS or (word[0] in FRAME_WORDS and word[1] in _MEASURES)
    )


def _without_introduction(cut: tuple[str, ...]) -> Iterable[str]:
    """Return the words that don't begin within what only says who asks."""
    text = "".join(cut)
    introduced = {n for found in INTRODUCTION.finditer(text) for n in range(*found.span())}
    starts = accumulate(map(len, cut), initial=0)
    return (word for word, start in zip(cut, starts, strict=False) if start not in introduced)
