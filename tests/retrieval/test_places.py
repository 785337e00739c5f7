"""Noticing a question about somewhere else."""

import pytest

from bot.library import Library
from retrieval.places import places_in


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["杭州", "的", "首贷", "补贴"], ["杭州"]),
        (["杭州市", "和", "江苏省"], ["杭州", "江苏"]),
        (["杭州市", "杭州", "宁波"], ["杭州", "宁波"]),
        (["嘉兴", "浙江省"], ["嘉兴", "浙江"]),
        (["萧山区", "和", "桐庐"], ["萧山", "桐庐"]),
        (["西湖", "龙井", "和", "西湖", "区"], ["西湖"]),
        (["西湖", "龙井"], []),
        (["丰县"], []),
        (["霍邱县", "各县", "全县"], ["霍邱县"]),
        (["市", "省", "市场", "省心", ""], []),
        ([], []),
    ],
)
def test_places_are_told_without_their_rank_and_each_once(words: list[str], names: list[str]) -> None:
    assert [place.name for place in places_in(words)] == names


def test_a_county_is_known_to_be_part_of_its_city() -> None:
    assert [place.city for place in places_in(["海宁", "慈溪市", "柯桥区", "杭州"])] == [
        "嘉兴",
        "宁波",
        "绍兴",
        None,
    ]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("苏州的小微企业园有什么政策", ["苏州"]),
        ("我是绍兴市的，能申请吗", ["绍兴"]),
        ("嘉兴小微企业园怎么备案", ["嘉兴"]),
        ("诸暨市有首贷服务中心吗", ["诸暨"]),
        ("大同小异的产品怎么检验", []),
        ("小微企业园怎么备案", []),
    ],
)
def test_a_place_is_a_word_of_the_question(library: Library, question: str, names: list[str]) -> None:
    assert [place.name for place in places_in(library.searcher.words(question))] == names
