"""Fits the weights and the thresholds of `retrieval.silence` to what people ask: the tuning half of the project's own
questions, and the plan's phrasings, each asked as if it weren't known.

usage: python -m tests.benchmarks.fit_silence
"""

import asyncio
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.elsewhere import place_elsewhere
from bot.library import Library
from bot.smalltalk import read_talk, without_talk
from retrieval.index import SearchIndex
from retrieval.search import Searcher
from retrieval.silence import NO_EVIDENCE, Evidence
from retrieval.tokens import whole_text
from tests.plan import load_plan
from tests.questions import Labelled, labelled

RIDGE = 0.1
"""A weak pull towards zero, so that the fit exists even where the two kinds could be told apart exactly."""

STEPS = tuple(step / 100 for step in range(2, 100, 2))
"""Thresholds that are tried."""

MOST_FALSE = 0.07
"""Of the uncovered questions at most this share may get a clause here: the lowest such threshold is `assert_from`. Half
of the phrasings that nothing answers are as near to the plan as can be: of the project's own, 2 % get one."""

MOST_SILENT = 0.022
"""Of the covered ones at most this share may get nothing at all: `ask_from` is the highest such threshold, or half of
`assert_from` where that is lower: who asks in other words than these shall be asked back rather than sent away."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A question that the ranking has to judge, its evidence, and whether the best clause answers it."""

    question: Labelled
    evidence: Evidence
    right: bool


@dataclass(frozen=True)
class Fit:
    """The weights with and without `leaning`, the thresholds with it, the judged questions with their probabilities."""

    taught: Numbers
    untaught: Numbers
    assert_from: float
    ask_from: float
    judged: tuple[Judged, ...]
    sure: Numbers


def fit(library: Library) -> Fit:
    """Return the ridge maximum-likelihood fit over the tuning half and the phrasings, each counting as much.

    The weights without `leaning` are fitted to what the tuning half finds with the phrasings and without them. Left
    out are questions without any evidence, and those that are answered before anything is searched: small talk, other
    places.
    """
    index = library.searcher.index
    plain = SearchIndex([index.tokens(number) for number in range(index.size)])
    asked = list(tuning_questions())
    own = tuple(_judged(library, library.searcher, asked))
    pooled = [*own, *_judged(library, Searcher(plain, library.searcher._tokenizer, library.synonyms), asked)]
    untaught = _logistic(np.asarray([one.evidence.features[:3] for one in pooled]), _labels(pooled))
    phrasings = list(_phrasings(library))
    judged = (*own, *_judged(library, library.searcher, phrasings, known=True))
    features = np.asarray([one.evidence.features for one in judged])
    known = len(judged) - len(own)
    taught = _logistic(features, _labels(judged), np.repeat([known / len(own), 1], [len(own), known]))
    sure = 1 / (1 + np.exp(-features @ taught))
    covered, asked = np.asarray([bool(one.question.clauses) for one in judged]), [*asked, *phrasings]
    most_false = MOST_FALSE * sum(not question.clauses for question in asked)
    most_silent = MOST_SILENT * sum(bool(question.clauses) for question in asked)
    assert_from = next(step for step in STEPS if (sure[~covered] >= step).sum() <= most_false)
    below = (step for step in reversed(STEPS) if (sure[covered] < step).sum() <= most_silent)
    ask_from = min(next(below, STEPS[0]), assert_from / 2)
    return Fit(taught, untaught, assert_from, ask_from, judged, sure)


def tuning_questions() -> Iterator[Labelled]:
    """Yield the questions, covered and uncovered, that may be looked at."""
    return (q for name in ("covered", "uncovered") for q in labelled(name) if q.is_for_tuning)


def _phrasings(library: Library) -> Iterator[Labelled]:
    """Yield how people ask the plan, with what answers."""
    for number, phrase in enumerate(library.searcher.index.phrases):
        clauses = (library.clauses[phrase.entry].clause.path,) if phrase.answered else ()
        yield Labelled(f"phrasing-{number}", whole_text(phrase.cut), "phrasing", clauses)


def _judged(
    library: Library, searcher: Searcher, questions: Iterable[Labelled], *, known: bool = False
) -> Iterator[Judged]:
    """Yield the questions that have to be judged; those that are `known` are asked as if they weren't."""
    for question in questions:
        elsewhere = place_elsewhere(question.query, library)
        without = frozenset({question.query}) if known else frozenset[str]()
        finding = searcher.search(without_talk(question.query), without=without)
        if finding.evidence == NO_EVIDENCE or elsewhere or read_talk(question.query):
            continue
        best = library.clauses[finding.entries[0]].clause.path
        yield Judged(question, finding.evidence, best in question.clauses)


def _labels(judged: tuple[Judged, ...] | list[Judged]) -> Numbers:
    return np.asarray([one.right for one in judged], dtype=np.float64)


def _logistic(inputs: Numbers, labels: Numbers, counts: Numbers | None = None) -> Numbers:
    """Return the weights by Newton's method; the intercept isn't pulled towards zero.

    `counts`, shape (rows,), are how much each row counts (None: all once).
    """
    counts = np.ones(len(labels)) if counts is None else counts
    weights = np.zeros(inputs.shape[1])
    pull = RIDGE * np.diag([0.0, *np.ones(inputs.shape[1] - 1)])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (counts * (predicted - labels)) + pull @ weights
        curvature = (inputs.T * (counts * predicted * (1 - predicted))) @ inputs + pull
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def _print(fitted: Fit) -> None:
    """Print the constants of `retrieval.silence`, and what each threshold would do."""
    for name, weights in (("TAUGHT", fitted.taught), ("UNTAUGHT", fitted.untaught)):
        print(f"{name}: {', '.join(f'{weight:.2f}' for weight in weights)}")
    print(f"assert_from={fitted.assert_from}, ask_from={fitted.ask_from}\n")
    right = np.asarray([one.right for one in fitted.judged])
    covered = np.asarray([bool(one.question.clauses) for one in fitted.judged])
    near = np.asarray([one.question.kind == "near" for one in fitted.judged])
    columns = {
        "right": right,
        "wrong": covered & ~right,
        "near false": near,
        "false": ~covered,
        "covered below": covered,
    }
    print("from   " + "".join(f"{name:>15}" for name in columns))
    for step in STEPS[1::2]:
        hits = [(fitted.sure < step if "below" in name else fitted.sure >= step) for name in columns]
        cells = [f"{(hit & of).sum()}/{of.sum()}" for hit, of in zip(hits, columns.values(), strict=True)]
        print(f"{step:<7}" + "".join(f"{cell:>15}" for cell in cells))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        _print(fit(asyncio.run(load_plan(Path(folder)))))
