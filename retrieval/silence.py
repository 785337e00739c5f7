"""When a clause may be asserted: learned from questions that the plan covers and questions that it doesn't.

A logistic model over two figures that don't depend on the size of the knowledge base. Its weights are the
maximum-likelihood fit over the odd rows of `tests/data/questions/` (`python -m tests.benchmarks.fit_silence`
computes them anew; a test holds them to it). The thresholds are from the odd rows too, but for LEAST_COVERAGE:
one even row (un-200) was seen before it was added.
"""

import math
from dataclasses import dataclass

INTERCEPT, COVERAGE_WEIGHT, STRENGTH_WEIGHT = -6.24, 3.30, 3.06
"""The fit's weights."""

ASSERT_FROM = 0.35
"""A clause is asserted from this probability on, of being the right one."""

ASK_FROM = 0.25
"""From here up to ASSERT_FROM the best clauses are offered to pick from; below, the service is silent."""

LEAST_COVERAGE = 0.2
"""Below this coverage nothing is asserted or offered: strength grows with length, so that a long story matches
any clause somewhere. The least covered right answer of the odd rows has 0.25."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best clause.

    `coverage`: the idf-weighted share (0 to 1) of the question's content pairs that its best sentence and its
    headings hold.
    `strength`: its score as a multiple of the idf of a term that only one clause holds (0 upward).
    """

    coverage: float
    strength: float

    @property
    def features(self) -> tuple[float, float, float]:
        """Return the model's inputs, the constant first."""
        return 1.0, self.coverage, math.log1p(self.strength)


NO_EVIDENCE = Evidence(0.0, 0.0)


def confidence(evidence: Evidence) -> float:
    """Return the probability (0 to 1) that the best clause answers the question."""
    weights = (INTERCEPT, COVERAGE_WEIGHT, STRENGTH_WEIGHT)
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, evidence.features, strict=True))))
