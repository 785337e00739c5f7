"""How good the answers are over the project's own labelled questions: a floor for the half that weights and
thresholds were tuned on, and for the half that was kept from tuning (but for un-200: see retrieval/silence.py)."""

from datetime import date

import pytest

from bot.answer import Answer
from bot.compose import compose
from bot.library import Library
from tests.questions import Labelled, labelled

AFTER_THE_PERIOD = date(2026, 11, 23)
IN_PRINTED_WORDS = frozenset({"formal", "keyword", "number", "tax", "dept"})
NEVER_ASSERTED = frozenset({"chitchat", "far", "abuse"})

halves = pytest.mark.parametrize("tuning", [True, False], ids=["tuning half", "kept half"])


def answered(name: str, library: Library, *, tuning: bool) -> list[tuple[Labelled, Answer]]:
    """Return the questions of one half of a set with their answers."""
    questions = [question for question in labelled(name) if question.is_for_tuning is tuning]
    return [(question, compose(question.query, library, AFTER_THE_PERIOD)[0]) for question in questions]


def share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


@halves
def test_questions_in_printed_words_get_clause_lead_and_sentence(library: Library, tuning: bool) -> None:
    rows = [r for r in answered("covered", library, tuning=tuning) if r[0].kind in IN_PRINTED_WORDS]
    right = [answer.clause is not None and answer.clause.path in q.clauses for q, answer in rows]
    assert share(right) >= 0.96
    assert share([a.units is not None and a.units.lead == q.lead for q, a in rows if q.lead]) >= 0.95
    said = [
        (question.phrase or "") in "".join(answer.key_sentences)
        for question, answer in rows
        if question.kind != "dept"
    ]
    assert share(said) >= 0.95


@halves
def test_no_lead_is_shown_for_a_clause_that_names_none(library: Library, tuning: bool) -> None:
    for question, answer in answered("covered", library, tuning=tuning):
        if answer.clause and answer.clause.path == question.clauses[0] and question.lead is None:
            assert answer.units is not None
            assert answer.units.lead is None


@halves
def test_questions_that_the_plan_does_not_cover_get_no_clause(library: Library, tuning: bool) -> None:
    rows = answered("uncovered", library, tuning=tuning)
    false = [question for question, answer in rows if answer.clause]
    assert len(false) / len(rows) <= 0.08, false
    assert [question for question in false if question.kind in NEVER_ASSERTED] == []
