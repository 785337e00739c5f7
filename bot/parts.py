"""What a library is put together from, made apart from the process that answers: plain values, quick to pickle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate

import numpy as np

from bot.examples import example_questions
from bot.names import NameIndex, normalised_names
from bot.packing import Packed, bare, pack
from knowledge.document import Clause, Document
from knowledge.sentences import split_sentences
from knowledge.standing import Standing
from retrieval.bm25 import Mask
from retrieval.entries import EntryTokens, cut_entry
from retrieval.flat import Numbers
from retrieval.index import SearchIndex
from retrieval.normalise import normalise
from retrieval.phrases import UNCOVERED, WHICHEVER, Phrase
from retrieval.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """Versions that can answer, and what finds their clauses; clauses are numbered through all versions.

    `standings` have documents without their texts, `packed` those texts, `marks` what tells each from any
    other; `starts` is the number of each one's first clause, and one more at the end. `topics` are the clauses
    below a heading, by its normalised and its printed form; `led` those that a unit leads; `examples` are
    questions about each version's clauses.
    """

    standings: tuple[Standing, ...]
    packed: tuple[Packed, ...]
    marks: tuple[str, ...]
    starts: Numbers
    index: SearchIndex
    names: NameIndex
    topics: Mapping[tuple[str, str], tuple[int, ...]]
    led: Mapping[str, tuple[int, ...]]
    examples: tuple[tuple[str, ...], ...]


def clause_tokens(tokenizer: Tokenizer, clause: Clause) -> EntryTokens:
    """Return the tokens that a clause is found by."""
    headings = [*clause.sections, *([clause.heading] if clause.heading else [])]
    sentences = split_sentences(clause.body)
    return cut_entry(tokenizer, headings=headings, sentences=sentences, units=clause.units.names)


def phrasing_tokens(tokenizer: Tokenizer, document: Document) -> list[str]:
    """Return the questions of a document's phrasings, cut, in order."""
    return [tokenizer.cut_text(phrasing.question) for phrasing in document.phrasings]


def prepare(
    standings: Sequence[Standing],
    tokens: Iterable[EntryTokens],
    phrasings: Iterable[str],
    *,
    marks: Sequence[str],
) -> LibraryParts:
    """Make the parts of a library.

    `tokens` are those of every clause of every version in order, `phrasings` the cut questions of every version's
    phrasings in order, `marks` tell the versions' texts apart.
    """
    documents = [standing.published.document for standing in standings]
    starts = _starts([len(document.clauses) for document in documents])
    led: dict[str, list[int]] = {}
    topics: dict[tuple[str, str], list[int]] = {}
    for number, _, clause in _numbered(standings):
        if clause.units.lead:
            led.setdefault(clause.units.lead, []).append(number)
        if clause.sections:
            heading = clause.sections[-1]
            topics.setdefault((normalise(heading), heading), []).append(number)
    phrases = list(_phrases(standings, starts, phrasings))
    return LibraryParts(
        standings=tuple(
            replace(s, published=replace(s.published, document=bare(s.published.document))) for s in standings
        ),
        packed=tuple(map(pack, documents)),
        marks=tuple(marks),
        starts=starts,
        index=SearchIndex(list(tokens), phrases, groups=starts, counted=counted(standings, starts)),
        names=NameIndex(
            (number, normalised_names(s.published.document, clause))
            for number, s, clause in _numbered(standings)
        ),
        topics={name: tuple(numbers) for name, numbers in topics.items()},
        led={name: tuple(numbers) for name, numbers in led.items()},
        examples=tuple(example_questions(document.clauses) for document in documents),
    )


def counted(standings: Sequence[Standing], starts: Numbers) -> Mask | None:
    """Return which clauses make the statistics: those of live versions; None means all."""
    live = np.asarray([standing.published.live for standing in standings], dtype=np.bool_)
    return None if live.all() else np.repeat(live, np.diff(starts))


def _starts(lengths: Iterable[int]) -> Numbers:
    return np.fromiter(accumulate(lengths, initial=0), dtype=np.int64)


def _numbered(standings: Iterable[Standing]) -> Iterator[tuple[int, Standing, Clause]]:
    """Yield all clauses of all versions with their numbers."""
    number = 0
    for standing in standings:
        for clause in standing.published.document.clauses:
            yield number, standing, clause
            number += 1


def _phrases(standings: Iterable[Standing], starts: Numbers, cuts: Iterable[str]) -> Iterator[Phrase]:
    """Yield the phrasings whose clause is there, of a repeated path the first; and those that none answers."""
    remaining = iter(cuts)
    split = lru_cache(maxsize=None)(split_sentences)  # a clause may have hundreds of phrasings
    for standing, start in zip(standings, starts.tolist(), strict=False):
        document = standing.published.document
        numbers = {clause.key: n for n, clause in enumerate(document.clauses)}
        for phrasing in document.phrasings:
            cut = next(remaining)
            if phrasing.is_uncovered:
                yield Phrase(start, UNCOVERED, cut)
            elif clause := document.clause_at(phrasing.path):
                yield Phrase(
                    start + numbers[clause.key], sentence_place(split(clause.body), phrasing.sentence), cut
                )


def sentence_place(sentences: Sequence[str], start: str) -> int:
    """Return the number of the sentence that begins so; WHICHEVER where none does."""
    return next(
        (n for n, sentence in enumerate(sentences) if start and sentence.startswith(start)), WHICHEVER
    )
