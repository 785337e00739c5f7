"""From a question to the clauses that it may mean, best first, and what to do with them."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import chain

from retrieval.bm25 import Mask, Scores, best
from retrieval.frames import FRAME_WORDS, VAGUE_WORDS
from retrieval.index import SearchIndex
from retrieval.normalise import normalise
from retrieval.silence import ASK_FROM, ASSERT_FROM, LEAST_COVERAGE, NO_EVIDENCE, Evidence, confidence
from retrieval.tokens import Tokenizer, Tokens, character_pairs, read_tokens, tokens_from

KEY_SENTENCES_LIMIT = 180
"""Key sentences of one answer have at most this many characters together."""

SECOND_SENTENCE_FROM = 0.4
"""A second sentence is shown when it scores at least this share of the first."""

MOST_CHOICES = 5

PREFERRED_FROM = 0.5
"""A preferred entry wins from this share of the best score on: from where it would be offered beside the best."""

PHRASE_NAMES_FROM = 0.5
"""A phrase names the sentence that answers from this share (by idf) of the question's content on."""


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question read: its tokens, what it is about, the score of each entry and of each phrase."""

    tokens: Tokens
    content: "_Content"
    scores: Scores
    phrases: Scores


class Searcher:
    """Finds the clauses that a question means; immutable once built."""

    def __init__(self, index: SearchIndex, tokenizer: Tokenizer) -> None:
        """Take the index, and the tokenizer that cuts questions as its texts were cut."""
        self._tokenizer = tokenizer
        self._cut = lru_cache(maxsize=64)(
            tokenizer.cut
        )  # a question is cut once, however often it is looked at
        self.index = index

    def search(
        self,
        question: str,
        *,
        allowed: Mask | None = None,
        preferred: Mask | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Finding:
        """Return what `question` (any text) finds among the `allowed` entries (None: all).

        What it finds among the `preferred` ones alone wins if it allows as much and scores PREFERRED_FROM of
        the best. Phrases whose normalised question is in `without` don't count.
        """
        cut = self._cut(normalise(question))
        content = _content(cut)
        if not content.words:
            return Finding(Verdict.ASK)
        tokens = tokens_from(cut)
        scores, phrases = self.index.scores(tokens), self.index.phrases.scores(tokens, without)
        self.index.phrases.lift(scores, phrases)
        if allowed is not None:
            scores *= allowed
        found = self._finding(_Asked(tokens, content, scores, phrases))
        if preferred is None or not found.entries:
            return found
        first = self._finding(_Asked(tokens, content, scores * preferred, phrases))
        if not first.entries or list(Verdict).index(first.verdict) > list(Verdict).index(found.verdict):
            return found
        wins = scores[first.entries[0]] >= PREFERRED_FROM * scores.max()
        return first if wins else found

    def _finding(self, asked: _Asked) -> Finding:
        scores, content = asked.scores, asked.content
        ranked = [number for number, _ in best(scores, MOST_CHOICES)]
        if not ranked:
            return Finding(Verdict.ASK if content.vague else Verdict.SILENT)
        sentences, evidence = self._answering(ranked[0], asked)
        sure = confidence(evidence)
        close = tuple(number for number in ranked if scores[number] >= scores[ranked[0]] / 2)
        if content.vague:
            return Finding(Verdict.ASK, close, evidence=evidence)
        if content.single:
            holders = tuple(n for n in ranked if content.single in self.index.tokens(n).pairs)
            if len(holders) > 1:
                return Finding(Verdict.ASK, holders, evidence=evidence)
        if evidence.coverage < LEAST_COVERAGE:
            return Finding(Verdict.SILENT, tuple(ranked), evidence=evidence)
        if sure >= ASSERT_FROM:
            return Finding(Verdict.ASSERT, tuple(ranked), sentences, evidence)
        if sure >= ASK_FROM:
            return Finding(Verdict.ASK, tuple(ranked[: max(2, min(3, len(close)))]), evidence=evidence)
        return Finding(Verdict.SILENT, tuple(ranked), evidence=evidence)

    def words(self, question: str) -> tuple[str, ...]:
        """Return the words of `question`, normalised."""
        return self._tokens(question).words

    def key_sentences(self, entry: int, question: str) -> tuple[int, ...]:
        """Return the numbers of the one or two sentences of an entry that answer `question` best, best first.

        A sentence's score is the sum of the idf of the question's words and pairs that it holds. Together they
        have at most KEY_SENTENCES_LIMIT characters; a longer sentence is left out, never cut.
        """
        return self._key_sentences(entry, self._tokens(question))

    def _tokens(self, question: str) -> Tokens:
        return tokens_from(self._cut(normalise(question)))

    def _key_sentences(self, entry: int, tokens: Tokens, first: int | None = None) -> tuple[int, ...]:
        """Return the key sentences; `first`, where given and short enough, comes first whatever its score."""
        held = self.index.tokens(entry)
        lengths = held.lengths
        words, pairs = frozenset(tokens.words), frozenset(tokens.pairs)
        scores = [self._shared_idf(words, pairs, cut) for cut in held.sentences]
        ranked = sorted(range(len(scores)), key=lambda n: (n != first, -scores[n], n))
        shown = [n for n in ranked if lengths[n] <= KEY_SENTENCES_LIMIT][:1]
        for n in ranked:
            fits = shown and n not in shown and lengths[shown[0]] + lengths[n] <= KEY_SENTENCES_LIMIT
            if fits and scores[n] >= SECOND_SENTENCE_FROM * scores[shown[0]] > 0:
                return (shown[0], n)
        return tuple(shown)

    def _shared_idf(self, words: frozenset[str], pairs: frozenset[str], cut: str) -> float:
        held = _held(cut)
        shared = map(self.index.words.idf_of, words & held[0]), map(self.index.pairs.idf_of, pairs & held[1])
        return math.fsum(chain(*shared))  # exact: equal sets have equal sums in whatever order

    def _answering(self, entry: int, asked: _Asked) -> tuple[tuple[int, ...], Evidence]:
        """Return the key sentences of the best entry, and what speaks for it.

        Its best phrase names the sentence that comes first where it holds most of what the question is about.
        """
        rarest = math.log(self.index.counted + 1)  # the idf of a term that one entry holds
        weights = {pair: self.index.pairs.idf_of(pair, rarest) for pair in asked.content.pairs}
        phrase = self.index.phrases.best_of(entry, asked.phrases)
        meant = frozenset[str]() if phrase is None else frozenset(self.index.phrases.pairs(phrase))
        names = phrase is not None and _share(weights, meant) >= PHRASE_NAMES_FROM
        first = self.index.phrases.sentence(phrase) if phrase is not None and names else None
        sentences = self._key_sentences(entry, asked.tokens, first)
        own = self.index.tokens(entry)
        said = _held(own.sentences[sentences[0]])[1] if sentences else frozenset()
        coverage = _share(weights, meant | said | _held(own.headings)[1])
        return sentences, Evidence(coverage, float(asked.scores[entry]) / rarest)


def _share(weights: dict[str, float], held: frozenset[str]) -> float:
    """Return the share (0 to 1) of the weights whose pairs are held."""
    total = sum(weights.values())
    return sum(weight for pair, weight in weights.items() if pair in held) / total if total else 0.0


@lru_cache(maxsize=20_000)
def _held(cut: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words and the pairs of a cut text; those of the clauses that people ask for are kept."""
    tokens = read_tokens(cut)
    return frozenset(tokens.words), frozenset(tokens.pairs)


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
