"""Another place: asked about, it isn't ours; in a story, it doesn't matter."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.library import Library
from tests.bot.papers import library_of
from tests.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("杭州的首贷服务中心在哪", "杭州"),
        ("德清县小微企业园怎么备案", "德清"),
        ("苏州、无锡的研发费用加计扣除", "苏州"),
        ("我是绍兴的，首贷服务中心在哪", "绍兴"),
        ("湖州做门窗的厂，首贷服务中心在哪", "湖州"),
        ("德清县有首贷服务中心吗", "德清"),
        ("余杭区首贷服务中心在哪", "余杭"),
        ("我公司在宁波，首贷服务中心在哪", "宁波"),
        ("我在温州开厂，参加境内外贸易展会有什么支持", "温州"),
        ("在绍兴注册的企业，首贷服务中心在哪", "绍兴"),
        ("听说金华有首贷服务中心，是真的吗", "金华"),
        ("杭州有首贷服务中心，怎么走", "杭州"),
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
        ("上回跑杭州跑了三趟，企业开办现在是不是一日办结", "二（二）6"),
        ("我表弟在宁波上班，我想问首贷服务中心在哪", "二（三）9"),
        ("客户在上海，短期出口信用保险能扩大吗", "二（三）9"),
        ("去广州参展，境内外贸易展会有支持吗", "二（一）3"),
        ("听说苏州有，我们这里有首贷服务中心吗", "二（三）9"),
        ("海宁的首贷服务中心在哪", "二（三）9"),
        ("嘉善县首贷服务中心在哪", "二（三）9"),
        ("南湖区和秀洲区的首贷服务中心", "二（三）9"),
        ("杭州有首贷服务中心，嘉兴的首贷服务中心在哪", "二（三）9"),
        ("浙江的首贷服务中心", "二（三）9"),
    ],
)
def test_a_place_in_a_story_and_our_own_are_no_matter(library: Library, question: str, path: str) -> None:
    answer, _ = compose(question, library, TODAY)
    assert answer.clause is not None, answer.text
    assert answer.clause.path == path


def test_a_county_is_covered_where_its_city_is() -> None:
    library = library_of(
        rules="杭州市停车办法\n一、停车收费。杭州市停车费每小时5元。\n二、附则。由市财政局解释。\n"
    )
    covered, other = (compose(f"{place}停车收费", library, TODAY)[0].text for place in ("余杭区", "诸暨市"))
    assert "没有涉及余杭的内容" not in covered
    assert "没有涉及诸暨的内容" in other
