"""What a library is put together from, made apart from the process that answers: plain values, quick to pickle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np

from bot.examples import example_questions
from bot.names import NameIndex, normalised_names
from bot.packing import Packed, bare, pack
from knowledge.document import Clause, Document
from knowledge.sentences import split_sentences
from knowledge.standing import Standing
from retrieval.entries import EntryTokens, cut_entry
from retrieval.flat import Numbers
from retrieval.index import Phrase, SearchIndex
from retrieval.normalise import normalise
from retrieval.tokens import Tokenizer


@dataclass(frozen=True, slots=True)
class LibraryParts:
    """Versions that can answer, and what finds their clauses; clauses are numbered through all versions.

    `standings` have documents without their texts, `packed` those texts; `starts` is the number of
    each one's first clause, and one more at the end. `topics` are by normalised heading: the heading, and the
    clauses below it. `led` are the live clauses by the unit that leads.
    """

    standings: tuple[Standing, ...]
    packed: tuple[Packed, ...]
    starts: Numbers
    index: SearchIndex
    names: NameIndex
    topics: Mapping[str, tuple[str, tuple[int, ...]]]
    led: Mapping[str, tuple[int, ...]]
    examples: tuple[str, ...]


def clause_tokens(tokenizer: Tokenizer, clause: Clause) -> EntryTokens:
    """Return the tokens that a clause is found by."""
    headings = [*clause.sections, *([clause.heading] if clause.heading else [])]
    sentences = split_sentences(clause.body)
    return cut_entry(tokenizer, headings=headings, sentences=sentences, units=clause.units.names)


def phrasing_tokens(tokenizer: Tokenizer, document: Document) -> list[str]:
    """Return the questions of a document's phrasings, cut, in order."""
    return [tokenizer.cut_text(phrasing.question) for phrasing in document.phrasings]


def prepare(
    standings: Sequence[Standing], tokens: Iterable[EntryTokens], phrasings: Iterable[str]
) -> LibraryParts:
    """Make the parts of a library.

    `tokens` are those of every clause of every version in order, `phrasings` the cut questions of every version's
    phrasings in order.
    """
    documents = [standing.published.document for standing in standings]
    starts = np.fromiter(accumulate((len(d.clauses) for d in documents), initial=0), dtype=np.int64)
    live = np.asarray([standing.published.live for standing in standings], dtype=np.bool_)
    entries = list(tokens)
    counted = None if live.all() else np.repeat(live, np.diff(starts))
    led: dict[str, list[int]] = {}
    for number, standing, clause in _numbered(standings):
        if clause.units.lead and standing.published.live:
            led.setdefault(clause.units.lead, []).append(number)
    return LibraryParts(
        standings=tuple(
            replace(s, published=replace(s.published, document=bare(s.published.document))) for s in standings
        ),
        packed=tuple(map(pack, documents)),
        starts=starts,
        index=SearchIndex(entries, list(_phrases(standings, starts, phrasings)), counted=counted),
        names=NameIndex(
            (number, normalised_names(s.published.document, clause))
            for number, s, clause in _numbered(standings)
        ),
        topics=_topics(standings),
        led={name: tuple(numbers) for name, numbers in led.items()},
        examples=example_questions(c for _, s, c in _numbered(standings) if s.published.live),
    )


def _numbered(standings: Iterable[Standing]) -> Iterator[tuple[int, Standing, Clause]]:
    """Yield all clauses of all versions with their numbers."""
    number = 0
    for standing in standings:
        for clause in standing.published.document.clauses:
            yield number, standing, clause
            number += 1


def _topics(standings: Iterable[Standing]) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Return the innermost headings that have clauses below them; one name in several documents is one topic."""
    headings: dict[str, str] = {}
    below: dict[str, list[int]] = {}
    for number, _, clause in _numbered(standings):
        if clause.sections:
            name = normalise(clause.sections[-1])
            headings.setdefault(name, clause.sections[-1])
            below.setdefault(name, []).append(number)
    return {name: (heading, tuple(below[name])) for name, heading in headings.items()}


def _phrases(standings: Iterable[Standing], starts: Numbers, cuts: Iterable[str]) -> Iterator[Phrase]:
    """Yield the phrasings whose clause is there; of a repeated path, the first clause is meant."""
    remaining = iter(cuts)
    for standing, start in zip(standings, starts.tolist(), strict=False):
        document = standing.published.document
        numbers = {clause.key: n for n, clause in enumerate(document.clauses)}
        for phrasing in document.phrasings:
            cut = next(remaining)
            if clause := document.clause_at(phrasing.path):
                yield Phrase(start + numbers[clause.key], _sentence(clause, phrasing.sentence), cut)


def _sentence(clause: Clause, start: str) -> int | None:
    """Return the number of the sentence that begins so; None where none does."""
    sentences = split_sentences(clause.body)
    return next((n for n, sentence in enumerate(sentences) if start and sentence.startswith(start)), None)
