"""When a clause may be asserted: the learned model and its thresholds."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from retrieval.silence import (
    MOST_STRENGTH,
    NO_EVIDENCE,
    TAUGHT,
    UNTAUGHT,
    Evidence,
    confidence,
)
from tests.benchmarks.fit_silence import fit

COVERAGES = st.floats(0, 1)
STRENGTHS = st.floats(0, 1000)
LEANINGS = st.floats(-10, 10)
LEANING_OR_NONE = st.one_of(st.none(), LEANINGS)


def test_the_weights_and_thresholds_are_the_fit_over_the_tuning_half(library: Library) -> None:
    fitted = fit(library)
    for weights, wanted in ((TAUGHT.weights, fitted.taught), (UNTAUGHT.weights, fitted.untaught)):
        assert np.abs(np.array(weights) - np.round(wanted, 2)).max() <= 0.02 + 1e-9
    assert (fitted.assert_from, fitted.ask_from) == (TAUGHT.assert_from, TAUGHT.ask_from)


@given(COVERAGES, COVERAGES, STRENGTHS, LEANING_OR_NONE)
def test_more_coverage_never_lowers_the_confidence(
    one: float, other: float, strength: float, leaning: float | None
) -> None:
    less, more = sorted([one, other])
    assert confidence(Evidence(less, strength, leaning)) <= confidence(Evidence(more, strength, leaning))


@given(COVERAGES, STRENGTHS, STRENGTHS, LEANING_OR_NONE)
def test_more_strength_never_lowers_the_confidence(
    coverage: float, one: float, other: float, leaning: float | None
) -> None:
    less, more = sorted([one, other])
    assert confidence(Evidence(coverage, less, leaning)) <= confidence(Evidence(coverage, more, leaning))


@given(COVERAGES, STRENGTHS, LEANINGS, LEANINGS)
def test_leaning_more_to_what_is_answered_never_lowers_the_confidence(
    coverage: float, strength: float, one: float, other: float
) -> None:
    less, more = sorted([one, other])
    assert confidence(Evidence(coverage, strength, less)) <= confidence(Evidence(coverage, strength, more))


@given(COVERAGES, STRENGTHS, LEANING_OR_NONE)
def test_confidence_is_a_probability(coverage: float, strength: float, leaning: float | None) -> None:
    assert 0 < confidence(Evidence(coverage, strength, leaning)) <= 1


def test_without_evidence_nothing_is_asserted_or_offered() -> None:
    assert confidence(NO_EVIDENCE) < UNTAUGHT.ask_from < UNTAUGHT.assert_from


def test_neither_figure_alone_is_enough_when_the_other_is_nothing() -> None:
    assert confidence(Evidence(1.0, 0.0)) < UNTAUGHT.ask_from
    assert confidence(Evidence(0.0, 2.0)) < UNTAUGHT.ask_from


def test_a_question_asked_as_what_is_not_answered_is_not_asserted_however_well_it_matches() -> None:
    assert confidence(Evidence(1.0, 4.0, -1.0)) < TAUGHT.ask_from
    assert confidence(Evidence(1.0, 4.0, 1.5)) >= TAUGHT.assert_from


def test_beyond_its_bound_strength_says_nothing_more() -> None:
    assert (
        confidence(Evidence(0.1, 1000, -0.2))
        == confidence(Evidence(0.1, MOST_STRENGTH, -0.2))
        < TAUGHT.ask_from
    )
