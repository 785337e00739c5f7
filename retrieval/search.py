"""From a question to the clauses that it may mean, best first, and what to do with them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from retrieval.bm25 import BM25Index, Scores, best
from retrieval.frames import FRAME_WORDS, VAGUE_WORDS
from retrieval.normalise import normalise
from retrieval.silence import ASK_FROM, ASSERT_FROM, LEAST_COVERAGE, NO_EVIDENCE, Evidence, confidence
from retrieval.tokens import Tokenizer, Tokens, character_pairs, tokens_from

KEY_SENTENCES_LIMIT = 180
"""Key sentences of one answer have at most this many characters together."""

SECOND_SENTENCE_FROM = 0.4
"""A second sentence is shown when it scores at least this share of the first."""

MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class EntryTokens:
    """The tokens of a clause: its headings, its whole text (headings, body, units), and each of its sentences."""

    headings: Tokens
    text: Tokens
    sentences: tuple[Tokens, ...]

    def to_plain(self) -> dict[str, Any]:
        """Return the tokens as JSON values."""
        return {
            "headings": _lists(self.headings),
            "text": _lists(self.text),
            "sentences": [_lists(sentence) for sentence in self.sentences],
        }

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> "EntryTokens":
        """Return what `to_plain` was given."""
        listed = (plain["headings"], plain["text"], *plain["sentences"])
        headings, text, *sentences = (Tokens(tuple(words), tuple(pairs)) for words, pairs in listed)
        return EntryTokens(headings, text, tuple(sentences))


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause to be found: its tokens, and the lengths of its sentences in characters."""

    tokens: EntryTokens
    lengths: tuple[int, ...]


class Verdict(Enum):
    """What a finding allows: to assert its first clause, to offer its clauses, or neither."""

    ASSERT = "assert"
    ASK = "ask"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a question found: entry numbers, best first; the first one's key sentences (numbers, best first).

    `evidence` is what speaks for the first one. A finding to ASK without entries means that the question
    names no topic at all.
    """

    verdict: Verdict
    entries: tuple[int, ...] = ()
    sentences: tuple[int, ...] = ()
    evidence: Evidence = NO_EVIDENCE

    @property
    def confidence(self) -> float:
        """Return the probability (0 to 1) that the first entry answers."""
        return confidence(self.evidence)


class Searcher:
    """Finds the clauses that a question means; immutable once built."""

    def __init__(self, entries: Sequence[Entry], tokenizer: Tokenizer) -> None:
        """Index `entries`; `tokenizer` is the one that cut them."""
        self._tokenizer = tokenizer
        self._entries = tuple(entries)
        self._words = BM25Index([entry.tokens.text.words for entry in entries])
        self._pairs = BM25Index([entry.tokens.text.pairs for entry in entries])

    def search(self, question: str) -> Finding:
        """Return what `question` (any text) finds."""
        normal = normalise(question)
        cut = self._tokenizer.cut(normal)
        content = _content(cut)
        if not content.words:
            return Finding(Verdict.ASK)
        tokens = tokens_from(normal, cut)
        scores = self.scores(tokens)
        ranked = [number for number, _ in best(scores, MOST_CHOICES)]
        if not ranked:
            return Finding(Verdict.ASK if content.vague else Verdict.SILENT)
        sentences = self._key_sentences(ranked[0], tokens)
        evidence = self._evidence(scores, ranked[0], sentences, content)
        sure = confidence(evidence)
        close = tuple(number for number in ranked if scores[number] >= scores[ranked[0]] / 2)
        if content.vague:
            return Finding(Verdict.ASK, close, evidence=evidence)
        if content.single:
            holders = tuple(n for n in ranked if content.single in self._entries[n].tokens.text.pairs)
            if len(holders) > 1:
                return Finding(Verdict.ASK, holders, evidence=evidence)
        if evidence.coverage < LEAST_COVERAGE:
            return Finding(Verdict.SILENT, tuple(ranked), evidence=evidence)
        if sure >= ASSERT_FROM:
            return Finding(Verdict.ASSERT, tuple(ranked), sentences, evidence)
        if sure >= ASK_FROM:
            return Finding(Verdict.ASK, tuple(ranked[: max(2, min(3, len(close)))]), evidence=evidence)
        return Finding(Verdict.SILENT, tuple(ranked), evidence=evidence)

    def scores(self, tokens: Tokens) -> Scores:
        """Return the score of each entry, shape (entries,): BM25 of words plus BM25 of pairs."""
        return self._words.scores(tokens.words) + self._pairs.scores(tokens.pairs)

    def words(self, question: str) -> tuple[str, ...]:
        """Return the words of `question`, normalised."""
        return self._tokenizer.tokens(question).words

    def key_sentences(self, entry: int, question: str) -> tuple[int, ...]:
        """Return the numbers of the one or two sentences of an entry that answer `question` best, best first.

        A sentence's score is the sum of the idf of the question's words and pairs that it holds. Together they
        have at most KEY_SENTENCES_LIMIT characters; a longer sentence is left out, never cut.
        """
        return self._key_sentences(entry, self._tokenizer.tokens(question))

    def _key_sentences(self, entry: int, tokens: Tokens) -> tuple[int, ...]:
        lengths = self._entries[entry].lengths
        scores = [self._shared_idf(tokens, held) for held in self._entries[entry].tokens.sentences]
        ranked = sorted(range(len(scores)), key=lambda n: (-scores[n], n))
        shown = [n for n in ranked if lengths[n] <= KEY_SENTENCES_LIMIT][:1]
        for n in ranked:
            fits = shown and n not in shown and lengths[shown[0]] + lengths[n] <= KEY_SENTENCES_LIMIT
            if fits and scores[n] >= SECOND_SENTENCE_FROM * scores[shown[0]] > 0:
                return (shown[0], n)
        return tuple(shown)

    def _shared_idf(self, asked: Tokens, held: Tokens) -> float:
        words = sum(self._words.idf.get(word, 0.0) for word in set(asked.words) & set(held.words))
        return words + sum(self._pairs.idf.get(pair, 0.0) for pair in set(asked.pairs) & set(held.pairs))

    def _evidence(
        self, scores: Scores, entry: int, sentences: Sequence[int], content: "_Content"
    ) -> Evidence:
        rarest = math.log(len(self._entries) + 1)  # the idf of a term that one entry holds
        own = self._entries[entry].tokens
        held = {*own.headings.pairs, *(own.sentences[sentences[0]].pairs if sentences else ())}
        weights = {pair: self._pairs.idf.get(pair, rarest) for pair in content.pairs}
        total = sum(weights.values())
        covered = sum(weight for pair, weight in weights.items() if pair in held)
        return Evidence(covered / total if total else 0.0, float(scores[entry]) / rarest)


@dataclass(frozen=True, slots=True)
class _Content:
    """What a question is about: its words and pairs without the words that frame it."""

    words: tuple[str, ...]
    pairs: tuple[str, ...]

    @property
    def vague(self) -> bool:
        return all(word in VAGUE_WORDS for word in self.words)

    @property
    def single(self) -> str | None:
        """Return the one pair that the question consists of; None where it says more."""
        return self.pairs[0] if len(self.pairs) == 1 else None


def _content(cut: Iterable[str]) -> _Content:
    runs: list[list[str]] = [[]]
    for word in cut:
        if word in FRAME_WORDS or not any(char.isalnum() for char in word):
            runs.append([])
        else:
            runs[-1].append(word)
    pairs = [pair for run in runs for pair in character_pairs("".join(run)) if len(pair) > 1]
    return _Content(tuple(word for run in runs for word in run), tuple(pairs))


def _lists(tokens: Tokens) -> list[list[str]]:
    return [list(tokens.words), list(tokens.pairs)]
