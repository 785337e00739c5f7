"""How good the answers are over the project's own labelled questions: a floor for the half that weights and
thresholds were tuned on, and for the half that was kept from tuning. They lie about two rows below what is reached."""

from collections import Counter

import pytest

from bot.compose import compose
from bot.library import Library
from bot.question_sets import Row, judge
from tests.conftest import TODAY
from tests.questions import labelled

IN_PRINTED_WORDS = frozenset({"formal", "keyword", "number", "tax", "dept"})
MISTYPED = frozenset({"typo", "traditional", "mixed"})
OUT_OF_PLACE = frozenset({"chitchat", "far", "abuse"})

# By group and measure: the least that the tuning half reaches, and the kept one.
FLOORS = {
    ("all", "clause"): (0.965, 0.95),
    ("all", "choice"): (0.965, 0.965),
    ("all", "lead"): (0.98, 0.94),
    ("all", "phrase"): (0.945, 0.945),
    ("printed", "clause"): (0.96, 0.97),
    ("printed", "phrase"): (0.93, 0.96),
    ("colloquial", "clause"): (0.92, 0.86),
    ("colloquial", "lead"): (0.94, 0.85),
    ("colloquial", "phrase"): (0.89, 0.86),
    ("mistyped", "clause"): (0.9, 0.88),
    ("ambiguous", "asked"): (0.86, 0.73),
}

# The most.
CEILINGS = {
    ("all", "silent"): (0.016, 0.016),
    ("all", "invented"): (0.0, 0.0),
    ("all", "false"): (0.05, 0.05),
    ("near", "false"): (0.09, 0.07),
    ("out of place", "false"): (0.014, 0.027),
}

halves = pytest.mark.parametrize("tuning", [True, False], ids=["tuning half", "kept half"])


def shares(library: Library, *, tuning: bool) -> dict[tuple[str, str], float]:
    """Return the share of hits by group and measure over one half of the covered and the uncovered questions."""
    hits, rows = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for question in (q for name in ("covered", "uncovered") for q in labelled(name)):
        if question.is_for_tuning is not tuning:
            continue
        answer, _ = compose(question.query, library, TODAY)
        row = Row(
            question.id, question.query, question.kind, question.clauses, question.lead, question.phrase
        )
        for measure, hit in judge(row, answer).items():
            for group in (group_of(question.kind), "all"):
                rows[group, measure] += 1
                hits[group, measure] += hit
    return {place: hits[place] / count for place, count in rows.items()}


def group_of(kind: str) -> str:
    """Return the kinds that are taken together, for few rows tell little."""
    if kind in IN_PRINTED_WORDS:
        return "printed"
    if kind in MISTYPED:
        return "mistyped"
    return "out of place" if kind in OUT_OF_PLACE else kind


@pytest.fixture(scope="module")
def reached(library: Library) -> dict[bool, dict[tuple[str, str], float]]:
    """Return the shares of both halves."""
    return {tuning: shares(library, tuning=tuning) for tuning in (True, False)}


@halves
def test_covered_questions_get_clause_lead_and_sentence_as_often_as_was_reached(
    reached, tuning: bool
) -> None:
    lower = {
        place: reached[tuning][place]
        for place, least in FLOORS.items()
        if reached[tuning][place] < least[not tuning]
    }
    assert lower == {}


@halves
def test_nothing_is_withheld_invented_or_asserted_more_often_than_was_reached(reached, tuning: bool) -> None:
    higher = {
        place: reached[tuning][place]
        for place, most in CEILINGS.items()
        if reached[tuning][place] > most[not tuning]
    }
    assert higher == {}
