"""How good the answers are over the project's own labelled questions, all rows: a floor, set by set."""

from datetime import date

from bot.compose import compose
from bot.library import Library
from tests.questions import Labelled, labelled

AFTER_THE_PERIOD = date(2026, 11, 23)
IN_PRINTED_WORDS = frozenset({"formal", "keyword", "number", "tax", "dept"})
NEVER_ASSERTED = frozenset({"chitchat", "far", "abuse"})


def asserted(question: Labelled, library: Library) -> str | None:
    """Return the path of the clause that a question's answer asserts; None where it asserts none."""
    answer, _ = compose(question.query, library, AFTER_THE_PERIOD)
    return answer.clause.path if answer.clause else None


def test_questions_in_the_words_of_the_plan_get_the_right_clause(library: Library) -> None:
    questions = [q for q in labelled("covered") if q.kind in IN_PRINTED_WORDS]
    wrong = [(q.id, q.query) for q in questions if asserted(q, library) not in q.clauses]
    assert 1 - len(wrong) / len(questions) >= 0.94, wrong


def test_questions_that_the_plan_does_not_cover_get_no_clause(library: Library) -> None:
    questions = list(labelled("uncovered"))
    false = [q for q in questions if asserted(q, library)]
    assert len(false) / len(questions) <= 0.08, false
    assert [q for q in false if q.kind in NEVER_ASSERTED] == []
