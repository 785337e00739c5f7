"""Noticing a question about somewhere else."""

import pytest

from bot.library import Library
from retrieval.places import places_in


@pytest.mark.parametrize(
    ("words", "places"),
    [
        (["杭州", "的", "首贷", "补贴"], ("杭州",)),
        (["杭州市", "和", "江苏省"], ("杭州", "江苏")),
        (["杭州市", "杭州", "宁波"], ("杭州", "宁波")),
        (["嘉兴", "浙江省"], ("嘉兴", "浙江")),
        (["市", "省", "市场", "省心", ""], ()),
        ([], ()),
    ],
)
def test_provinces_and_cities_are_told_without_their_rank_and_each_once(
    words: list[str], places: tuple[str, ...]
) -> None:
    assert places_in(words) == places


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("苏州的小微企业园有什么政策", ("苏州",)),
        ("我是绍兴市的，能申请吗", ("绍兴",)),
        ("嘉兴小微企业园怎么备案", ("嘉兴",)),
        ("海宁和平湖有首贷服务中心吗", ()),
        ("大同小异的产品怎么检验", ()),
        ("小微企业园怎么备案", ()),
    ],
)
def test_a_place_is_a_word_of_the_question(library: Library, question: str, places: tuple[str, ...]) -> None:
    assert places_in(library.searcher.words(question)) == places
