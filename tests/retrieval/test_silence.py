"""When a clause may be asserted: the learned model and its thresholds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from retrieval.silence import (
    ASK_FROM,
    ASSERT_FROM,
    COVERAGE_WEIGHT,
    INTERCEPT,
    NO_EVIDENCE,
    STRENGTH_WEIGHT,
    Evidence,
    confidence,
)
from tests.benchmarks.fit_silence import fit

COVERAGES = st.floats(0, 1)
STRENGTHS = st.floats(0, 1000)


def test_the_weights_are_the_fit_over_the_tuning_half(library: Library) -> None:
    fitted = np.round(fit(library), 2)
    weights = np.array([INTERCEPT, COVERAGE_WEIGHT, STRENGTH_WEIGHT])
    assert np.abs(weights - fitted).max() <= 0.02 + 1e-9


@given(COVERAGES, COVERAGES, STRENGTHS)
def test_more_coverage_never_lowers_the_confidence(one: float, other: float, strength: float) -> None:
    less, more = sorted([one, other])
    assert confidence(Evidence(less, strength)) <= confidence(Evidence(more, strength))


@given(COVERAGES, STRENGTHS, STRENGTHS)
def test_more_strength_never_lowers_the_confidence(coverage: float, one: float, other: float) -> None:
    less, more = sorted([one, other])
    assert confidence(Evidence(coverage, less)) <= confidence(Evidence(coverage, more))


@given(COVERAGES, STRENGTHS)
def test_confidence_is_a_probability(coverage: float, strength: float) -> None:
    assert 0 < confidence(Evidence(coverage, strength)) < 1


def test_without_evidence_nothing_is_asserted_or_offered() -> None:
    assert confidence(NO_EVIDENCE) < ASK_FROM < ASSERT_FROM


def test_neither_figure_alone_is_enough_when_the_other_is_nothing() -> None:
    assert confidence(Evidence(1.0, 0.0)) < ASK_FROM
    assert confidence(Evidence(0.0, 2.0)) < ASK_FROM
