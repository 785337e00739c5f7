"""Why a question got its answer: kept with it, and said on the command line."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.library import Library
from bot.why import explained, why
from knowledge.document import Phrasing
from retrieval.reasons import Reasons
from tests.bot.papers import library_from, paper, versions_of
from tests.conftest import TODAY

TEXT = """
    停车办法
    一、停车收费。停车费每小时5元。夜间免费。（责任单位：市交通局。列第一位的为牵头单位）
    二、投诉办理。对收费有异议的，可以向市交通局投诉。
    """
PHRASINGS = (Phrasing("一", "停车费", "把车搁路边一个钟头要几块", 1), Phrasing("无", "", "罚单怎么交", 2))


@pytest.fixture(scope="module")
def library() -> Library:
    return library_from(versions_of(paper("parking", TEXT, phrasings=PHRASINGS)))


def reasons(library: Library, question: str) -> Reasons:
    found = why(question, compose(question, library, TODAY)[0], library)
    assert found is not None
    return found


def test_the_tokens_that_count_are_named_with_where_they_stand(library: Library) -> None:
    found = reasons(library, "停车费多少钱")
    fields = {share.token: share.fields for share in found.shares}
    assert (fields["停车费"], fields["停车"]) == (("sentences",), ("headings", "sentences"))
    assert [share.score for share in found.shares] == sorted((s.score for s in found.shares), reverse=True)
    assert sum(share.score for share in found.shares) <= found.score + 1e-9


def test_the_nearest_phrasing_is_named(library: Library) -> None:
    found = reasons(library, "车搁路边一个钟头几块钱")
    assert found.phrase == PHRASINGS[0].question
    assert any(share.fields == ("phrases",) for share in found.shares)


def test_what_was_put_right_is_said(library: Library) -> None:
    assert reasons(library, "停车废每小时多少").read_as == "停车费每小时多少"
    assert reasons(library, "停车费每小时多少").read_as is None


def test_for_an_uncovered_question_it_is_about_the_nearest_clause(library: Library) -> None:
    question = "停车罚单怎么交"
    answer, _ = compose(question, library, TODAY)
    assert answer.kind is not Kind.ANSWER
    assert explained(question, answer, library).startswith("为什么：没有采用最接近的一条")


def test_small_talk_and_what_shares_nothing_have_no_reasons(library: Library) -> None:
    for question in ("你好", "xyz", ""):
        answer, _ = compose(question, library, TODAY)
        assert why(question, answer, library) is None
        assert explained(question, answer, library) == "没有哪一条和这个问题有共同的词。"


def test_the_lines_for_a_terminal_say_it_in_order(library: Library) -> None:
    question = "停车废每小时多少"
    lines = explained(question, compose(question, library, TODAY)[0], library).splitlines()
    assert lines[0].startswith("为什么：一 停车收费（得分 ")
    assert lines[1] == "  问题看作：停车费每小时多少"
    assert lines[2].startswith("  起作用的词：小时 ")
    assert "（标题、正文）" in lines[2]
