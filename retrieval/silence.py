"""When a clause may be asserted: learned from questions that the plan covers and questions that it doesn't.

A logistic model over figures that don't depend on the size of the knowledge base. Its weights and thresholds are
fitted to the odd rows of `tests/data/questions/` and to the plan's phrasings, each asked as if it weren't known
(`python -m tests.benchmarks.fit_silence` computes them anew; a test holds them to it).
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Model:
    """The fit's weights of the features, the constant first, and what probabilities allow.

    From `assert_from` on a clause is asserted; from `ask_from` up to there the best ones are offered to pick from;
    below, the service is silent.
    """

    weights: tuple[float, ...]
    assert_from: float
    ask_from: float


TAUGHT = Model((-14.80, 3.12, 3.77, 7.11), assert_from=0.34, ask_from=0.12)
"""Where people's questions are known."""

UNTAUGHT = Model((-12.85, 4.31, 3.45), assert_from=0.16, ask_from=0.08)
"""Where they aren't."""

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

    @property
    def model(self) -> Model:
        """Return the model that judges it."""
        return UNTAUGHT if self.leaning is None else TAUGHT


NO_EVIDENCE = Evidence(0.0, 0.0)


def confidence(evidence: Evidence) -> float:
    """Return the probability (0 to 1) that the best clause answers the question."""
    weighed = zip(evidence.model.weights, evidence.features, strict=True)
    return 1 / (1 + math.exp(-sum(weight * feature for weight, feature in weighed)))
