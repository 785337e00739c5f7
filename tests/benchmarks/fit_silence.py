"""Fits the weights of `retrieval.silence` to the tuning half of the project's own questions.

usage: python -m tests.benchmarks.fit_silence
"""

import asyncio
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.library import Library
from retrieval.places import places_in
from retrieval.silence import NO_EVIDENCE
from tests.plan import load_plan
from tests.questions import Labelled, labelled

RIDGE = 0.1
"""A weak pull towards zero, so that the fit exists even where the two kinds could be told apart exactly."""


def fit(library: Library) -> NDArray[np.float64]:
    """Return intercept, coverage weight and strength weight, shape (3,): the ridge maximum-likelihood fit.

    The label of a question is whether the best clause answers it. Left out are questions without any
    evidence, and those about other places, which are refused before.
    """
    inputs, labels = [], []
    for question in _tuning_questions():
        finding = library.searcher.search(question.query)
        if finding.evidence != NO_EVIDENCE and not places_in(library.searcher.words(question.query)):
            inputs.append(finding.evidence.features)
            labels.append(library.clauses[finding.entries[0]].clause.path in question.clauses)
    return _logistic(np.asarray(inputs), np.asarray(labels, dtype=np.float64))


def _tuning_questions() -> list[Labelled]:
    return [q for name in ("covered", "uncovered") for q in labelled(name) if q.is_for_tuning]


def _logistic(inputs: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights by Newton's method; the intercept isn't pulled towards zero."""
    weights = np.zeros(inputs.shape[1])
    pull = RIDGE * np.diag([0.0, *np.ones(inputs.shape[1] - 1)])
    for _ in range(50):
        predicted = 1 / (1 + np.exp(-inputs @ weights))
        gradient = inputs.T @ (predicted - labels) + pull @ weights
        curvature = (inputs.T * (predicted * (1 - predicted))) @ inputs + pull
        weights -= np.linalg.solve(curvature, gradient)
    return weights


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        intercept, coverage, strength = fit(asyncio.run(load_plan(Path(folder))))
    print(f"INTERCEPT, COVERAGE_WEIGHT, STRENGTH_WEIGHT = {intercept:.2f}, {coverage:.2f}, {strength:.2f}")
