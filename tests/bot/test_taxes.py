"""Taxes that no document speaks of: what is said of another tax is no answer."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.library import Library
from tests.conftest import TODAY


@pytest.mark.parametrize("question", ["契税税率多少", "个税起征点", "印花税有没有减免", "购置税怎么减"])
def test_a_tax_that_no_document_names_is_not_covered(library: Library, question: str) -> None:
    answer, _ = compose(question, library, TODAY)
    assert (answer.kind, answer.related) == (Kind.NONE, ())
    assert "12366" in answer.text


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("增值税起征点提高到多少", "二（二）7"),
        ("小型微利企业的企业所得税怎么算", "二（一）4"),
        ("房产税减免有什么规定", "二（二）7"),
    ],
)
def test_a_tax_that_a_document_names_is(library: Library, question: str, path: str) -> None:
    answer, _ = compose(question, library, TODAY)
    assert answer.clause is not None
    assert answer.clause.path == path


def test_a_question_that_names_both_or_none_is_read_as_a_question(library: Library) -> None:
    assert compose("公司赚了钱要交的那个税怎么算，年利润八十万", library, TODAY)[0].kind is Kind.ANSWER
    assert compose("不是个税，小规模纳税人的增值税起征点提高到多少", library, TODAY)[0].kind is Kind.ANSWER
