"""Another place: asked about, it isn't ours; in a story, it doesn't matter."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.library import Library
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("杭州的首贷服务中心在哪", "杭州"),
        ("德清县小微企业园怎么备案", "德清"),
        ("苏州、无锡的研发费用加计扣除", "苏州"),
        ("我是绍兴的，首贷服务中心在哪", "绍兴"),
        ("湖州做门窗的厂，首贷服务中心在哪", "湖州"),
    ],
)
def test_a_question_about_another_place_is_not_ours(library: Library, question: str, place: str) -> None:
    answer, _ = compose(question, library, TODAY)
    assert answer.kind is Kind.NONE
    assert f"没有涉及{place}的内容" in answer.text


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("昨天刚从上海出差回来。首贷服务中心在哪办", "二（三）9"),
        ("去广州参展，按规定能享受参展政策吗", "二（一）3"),
        ("嘉兴的首贷服务中心在哪办", "二（三）9"),
        ("海宁的首贷服务中心在哪办", "二（三）9"),
        ("浙江的首贷服务中心在哪办", "二（三）9"),
    ],
)
def test_a_place_in_a_story_and_our_own_are_no_matter(library: Library, question: str, path: str) -> None:
    answer, _ = compose(question, library, TODAY)
    assert answer.clause is not None, answer.text
    assert answer.clause.path == path
