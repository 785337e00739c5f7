"""Asking a labelled question set: how often the answers are right, and why the others are not."""

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.answer import Answer, Kind
from bot.assistant import Assistant, Channel, Person
from bot.library import Library
from bot.question_sets import Row, judge, missed
from bot.smalltalk import without_talk

ALL = "all"
"""The kind that stands for all of them."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A clause with its score and its sentence that comes nearest to the question."""

    path: str
    score: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A row whose answer is wrong in some `measures`, and why.

    `tokens` are what the question is about, `unknown` those of them that nothing published holds, `wanted` the best
    of the accepted clauses (None: none is accepted, or published), `won` the clause answered or ranked first.
    """

    row: Row
    measures: tuple[str, ...]
    answer: Answer
    confidence: float
    tokens: tuple[str, ...]
    unknown: tuple[str, ...]
    wanted: Scored | None
    won: Scored | None


@dataclass(frozen=True, slots=True)
class Report:
    """Hits and rows of each measure by kind (ALL first, then in the order of their names), and the misses."""

    rows: int
    kinds: Mapping[str, Mapping[str, tuple[int, int]]]
    misses: tuple[Miss, ...]


async def evaluate(
    assistant: Assistant, rows: Sequence[Row], *, on_progress: Callable[[int, int], None] | None = None
) -> Report:
    """Ask every row in order, each by a person of its own; the turns of a dialogue by one."""
    judged: list[tuple[str, Mapping[str, bool]]] = []
    misses: list[Miss] = []
    people: dict[str, Person] = {}
    for number, row in enumerate(rows, 1):
        person = people.setdefault(row.dialogue or "", _someone()) if row.dialogue else _someone()
        answer = await assistant.ask(row.query, person)
        measures = judge(row, answer)
        judged.append((row.kind, measures))
        if wrong := missed(measures):
            misses.append(_miss(row, wrong, answer, assistant.library))
        if on_progress:
            on_progress(number, len(rows))
    return Report(len(rows), _tally(judged), tuple(misses))


def _someone() -> Person:
    return Person(Channel.TERMINAL, secrets.token_hex(16))


def _tally(judged: Iterable[tuple[str, Mapping[str, bool]]]) -> dict[str, dict[str, tuple[int, int]]]:
    hits: dict[str, Counter[str]] = {}
    rows: dict[str, Counter[str]] = {}
    for kind, measures in judged:
        for each in dict.fromkeys((ALL, kind)):
            hits.setdefault(each, Counter()).update({name: int(hit) for name, hit in measures.items()})
            rows.setdefault(each, Counter()).update(measures.keys())
    return {
        kind: {name: (hits[kind][name], count) for name, count in rows[kind].items()}
        for kind in sorted(rows, key=lambda kind: (kind != ALL, kind))
    }


def _miss(row: Row, measures: tuple[str, ...], answer: Answer, library: Library) -> Miss:
    """Return why an answer isn't the one wanted, as far as the words of the question by themselves tell."""
    words = without_talk(row.query)
    searcher = library.searcher
    question, finding = searcher.read(words), searcher.search(words)
    tokens = tuple(sorted(question.content, key=lambda token: (-len(token), token)))
    wanted = [c.number for c in library.clauses if c.published.live and c.clause.path in row.clauses]
    won = finding.entries[0] if finding.entries else None
    if answer.kind is Kind.ANSWER and (ref := answer.clause):
        located = library.locate(ref.document, ref.key, ref.version)
        won = located.number if located else None
    scores, _ = searcher.index.scores(question.query)
    best = max(wanted, key=lambda number: float(scores[number]), default=None)
    return Miss(
        row=row,
        measures=measures,
        answer=answer,
        confidence=finding.confidence,
        tokens=tokens,
        unknown=tuple(token for token in tokens if not searcher.index.entries.idf_of(token)),
        wanted=None if best is None else _scored(library, best, words, float(scores[best])),
        won=None if won is None else _scored(library, won, words, float(scores[won])),
    )


def _scored(library: Library, number: int, words: str, score: float) -> Scored:
    located = library.located(number)
    nearest = library.searcher.key_sentences(number, words)
    return Scored(located.clause.path, score, located.sentences[nearest[0]] if nearest else "")
