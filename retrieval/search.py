"""From a question to the clauses that it may mean, best first, and what to do with them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property, lru_cache, partial

from retrieval.bm25 import NOTHING, Mask, Scores, best
from retrieval.figures import in_figures
from retrieval.frames import FRAME_WORDS
from retrieval.index import SearchIndex
from retrieval.normalise import normalise
from retrieval.phrases import WHICHEVER
from retrieval.question import Asked, Question, longest_run, squeezed
from retrieval.reasons import Reasons, fields_of, reasons
from retrieval.silence import ASK_FROM, ASSERT_FROM, NO_EVIDENCE, Evidence, confidence
from retrieval.spelling import Spelling
from retrieval.synonyms import Synonyms
from retrieval.tokens import Tokenizer, tokens_of

KEY_SENTENCES_LIMIT = 180
"""Key sentences of one answer have at most this many characters together."""

SECOND_SENTENCE_FROM = 0.6
"""A second sentence is shown when it scores at least this share of the first."""

MOST_CHOICES = 5

REPEATED_FROM = 8
"""A question repeats a sentence from a run of so many characters on."""

LONGEST_REPEATED = 200
"""So many characters of a question are looked for in the sentences."""

MOST_ABOUT = 1.2
"""An entry is most about a topic when it scores so many times the next."""

LONG_ENOUGH_TO_NAME = 3
"""What has so many characters and stands so in one entry alone names that."""

PREFERRED_FROM = 0.5
"""A preferred entry wins from this share of the best score on: from where it would be offered beside the best."""


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

    def __init__(
        self, index: SearchIndex, tokenizer: Tokenizer, synonyms: Mapping[str, Sequence[str]] = NOTHING
    ) -> None:
        """Take the index, the tokenizer that cuts questions as its texts were cut, and lay terms."""
        self._tokenizer = tokenizer
        self._synonyms = Synonyms(synonyms)
        self.read = lru_cache(maxsize=64)(self._read)  # read once, however often it is looked at
        self._asked = lru_cache(maxsize=4)(self._ask)  # its scores are large where there are many entries
        self._held = lru_cache(maxsize=2_000)(self._tokens_held)
        self._fields = lru_cache(maxsize=500)(partial(fields_of, index))
        self._squeezed = lru_cache(maxsize=2_000)(self._text_squeezed)
        self.index = index

    def over(self, index: SearchIndex, synonyms: Mapping[str, Sequence[str]]) -> "Searcher":
        """Return one that cuts as this one does and searches another index, with other lay terms."""
        return Searcher(index, self._tokenizer, synonyms)

    def cut(self, text: str) -> str:
        """Return a text as those of the index were cut, for a Phrase."""
        return self._tokenizer.cut_text(text)

    def _read(self, question: str) -> Question:
        """Return a question (any text), read."""
        normal = in_figures(normalise(question))
        cut = self._tokenizer.cut(normal)
        right = self._spelling.corrected(cut)
        corrected = right != normal
        synonyms = (
            (said, tuple(map(self._tokenizer.cut_text, printed)))
            for said, printed in self._synonyms.found(right)
        )
        words = tuple(self._tokenizer.cut(right) if corrected else cut)
        return Question(words, tuple(synonyms), corrected=corrected)

    def warm(self) -> None:
        """Do what the first question would have to wait for."""
        self.read("")

    @cached_property
    def _spelling(self) -> Spelling:
        is_word = self._tokenizer.is_word
        words = (word for word in self.index.entries.tokens() if is_word(word) and word not in FRAME_WORDS)
        return Spelling(words, is_word)

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
        if not self.read(question).content:
            return Finding(Verdict.ASK)
        asked = self._asked(question, without)
        scores = asked.entries if allowed is None else asked.entries * allowed
        found = self._finding(replace(asked, entries=scores))
        if preferred is None or not found.entries:
            return found
        first = self._finding(replace(asked, entries=scores * preferred))
        if not first.entries or list(Verdict).index(first.verdict) > list(Verdict).index(found.verdict):
            return found
        wins = scores[first.entries[0]] >= PREFERRED_FROM * scores.max()
        return first if wins else found

    def _ask(self, question: str, without: frozenset[str]) -> Asked:
        read = self.read(question)
        entries, sentences = self.index.scores(read.query, without)
        return Asked(read, entries, sentences, self.index.phrases.scores(read.query, without))

    def _finding(self, asked: Asked) -> Finding:
        scores, question = asked.entries, asked.question
        ranked = [number for number, _ in best(scores, MOST_CHOICES)]
        if not ranked:
            return Finding(Verdict.ASK if question.is_vague else Verdict.SILENT)
        sentences = self._key_sentences(ranked[0], asked)
        evidence = self._evidence(ranked[0], sentences, asked)
        sure = confidence(evidence)
        close = tuple(number for number in ranked if scores[number] >= scores[ranked[0]] / 2)
        if question.is_vague:
            return Finding(Verdict.ASK, close, evidence=evidence)
        holders = tuple(n for n in ranked if question.literal in self._squeezed(n))
        if question.single and len(holders) > 1:
            return Finding(Verdict.ASK, holders, evidence=evidence)
        named = holders == (ranked[0],) and len(question.literal) >= LONG_ENOUGH_TO_NAME
        if sure >= ASSERT_FROM or named or self._is_overview(question, ranked, scores):
            return Finding(Verdict.ASSERT, tuple(ranked), sentences, evidence)
        about = (
            tuple(n for n in ranked if question.topic in self._squeezed(n)) if len(question.topic) > 1 else ()
        )
        if sure >= ASK_FROM or about:  # what the texts name isn't unknown
            ranked = [*about, *(number for number in ranked if number not in about)]
            return Finding(Verdict.ASK, tuple(ranked[: max(2, min(3, len(close)))]), evidence=evidence)
        return Finding(Verdict.SILENT, tuple(ranked), evidence=evidence)

    def _is_overview(self, question: Question, ranked: Sequence[int], scores: Scores) -> bool:
        """Return whether a question asks what there is of a topic that the best entry is most about."""
        topic = question.overview
        if len(topic) < 2 or topic not in self._squeezed(ranked[0]):
            return False
        return len(ranked) == 1 or bool(scores[ranked[0]] >= MOST_ABOUT * scores[ranked[1]])

    def reasons(self, question: str, entry: int) -> Reasons:
        """Return why an entry answers a question, or would."""
        asked = self._asked(question, frozenset())
        evidence = self._evidence(entry, self._key_sentences(entry, asked), asked)
        return reasons(self.index, asked, entry, evidence=evidence, fields=self._fields(entry))

    def words(self, question: str) -> tuple[str, ...]:
        """Return the words of `question`, normalised."""
        return self.read(question).words

    def key_sentences(self, entry: int, question: str) -> tuple[int, ...]:
        """Return the numbers of the one or two sentences of an entry that answer `question` best, best first.

        Together they have at most KEY_SENTENCES_LIMIT characters; a longer sentence is left out, never cut.
        """
        return self._key_sentences(entry, self._asked(question, frozenset()))

    def _key_sentences(self, entry: int, asked: Asked) -> tuple[int, ...]:
        scores, lengths = self.index.of_entry(entry, asked.sentences), self.index.lengths(entry)
        first = self._repeated(entry, asked.question.literal)
        ranked = sorted(range(len(scores)), key=lambda n: (n != first, -scores[n], n))
        shown = [n for n in ranked if lengths[n] <= KEY_SENTENCES_LIMIT][:1]
        for n in ranked:
            fits = shown and n not in shown and lengths[shown[0]] + lengths[n] <= KEY_SENTENCES_LIMIT
            if fits and scores[n] >= SECOND_SENTENCE_FROM * scores[shown[0]] > 0:
                return (shown[0], n)
        return tuple(shown)

    def _repeated(self, entry: int, literal: str) -> int | None:
        """Return the sentence that a question with figures repeats at length, and no other does; None for none.

        The brackets of a tax differ in little else than in which figures stand in what order.
        """
        if not any(map(str.isdigit, literal)):
            return None
        texts = (squeezed(cut) for cut in self.index.tokens(entry).sentences)
        runs = [longest_run(literal[:LONGEST_REPEATED], text) for text in texts]
        longest = max(runs, default=0)
        return runs.index(longest) if longest >= REPEATED_FROM and runs.count(longest) == 1 else None

    def _evidence(self, entry: int, sentences: Sequence[int], asked: Asked) -> Evidence:
        """Return what speaks for the best entry."""
        index = self.index.sentences
        rarest = math.log(index.size + 1)  # the idf of a token that one sentence holds
        held = self._held(entry, sentences[0] if sentences else None)
        weights = {token: index.idf_of(token, rarest) for token in asked.question.content}
        total = sum(weights.values())
        covered = sum(weight for token, weight in weights.items() if token in held)
        return Evidence(
            coverage=covered / total if total else 0.0,
            strength=float(asked.entries[entry]) / math.log(self.index.counted + 1),
            leaning=self.index.phrases.leaning(asked.phrases, *self.index.group_of(entry)),
        )

    def _text_squeezed(self, entry: int) -> str:
        """Return an entry's own text without what stands between its words."""
        return squeezed(self.index.joined_text(entry))

    def _tokens_held(self, entry: int, sentence: int | None) -> frozenset[str]:
        """Return the tokens of an entry's headings, of one of its sentences, and of the phrases for that."""
        own = self.index.tokens(entry)
        cuts = [own.headings, *([] if sentence is None else [own.sentences[sentence]])]
        cuts += (
            p.cut for p in self.index.phrases.of(entry, entry + 1) if p.sentence in (sentence, WHICHEVER)
        )
        return frozenset(token for cut in cuts for token in tokens_of(cut))
