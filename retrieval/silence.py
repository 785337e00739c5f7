"""When a clause may be asserted: learned from questions that the plan covers and questions that it doesn't.

A logistic model over figures that don't depend on the size of the knowledge base. Its weights are the
maximum-likelihood fit over the odd rows of `tests/data/questions/` (`python -m tests.benchmarks.fit_silence`
computes them anew; a test holds them to it). The thresholds are from the odd rows too.
"""

import math
from dataclasses import dataclass

WEIGHTS_TAUGHT = (-22.63, 1.80, 6.14, 7.88)
"""The fit's weights of the features where people's questions are known; the constant first."""

WEIGHTS = (-14.01, 5.15, 3.64)
"""The weights where they aren't."""

ASSERT_FROM = 0.16
"""A clause is asserted from this probability on, of being the right one."""

ASK_FROM = 0.08
"""From here up to ASSERT_FROM the best clauses are offered to pick from; below, the service is silent."""


MOST_STRENGTH = 30.0
"""More strength says nothing more: a long story has it of itself, and told twice would be asserted.

Of bounds from 10 to 60, cross-validation over the odd rows likes this one best."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the best clause.

    `coverage`: the idf-weighted share (0 to 1) of the question's content that its best sentence, how people ask
    for that, and its headings hold.
    `strength`: its score as a multiple of the idf of a token that only one clause holds (0 upward).
    `leaning`: whether the question is more like those that its document answers (above 0) or like those that
    it doesn't (below); None where either kind isn't known.
    """

    coverage: float
    strength: float
    leaning: float | None = None

    @property
    def features(self) -> tuple[float, ...]:
        """Return the model's inputs, the constant first."""
        known = () if self.leaning is None else (self.leaning,)
        return 1.0, self.coverage, math.log1p(min(self.strength, MOST_STRENGTH)), *known


NO_EVIDENCE = Evidence(0.0, 0.0)


def confidence(evidence: Evidence) -> float:
    """Return the probability (0 to 1) that the best clause answers the question."""
    weights = WEIGHTS if evidence.leaning is None else WEIGHTS_TAUGHT
    return 1 / (1 + math.exp(-sum(w * x for w, x in zip(weights, evidence.features, strict=True))))
