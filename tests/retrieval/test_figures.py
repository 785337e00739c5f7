"""Amounts however they are written: in words, in figures, with or without 万."""

import pytest
from hypothesis import given

from retrieval.figures import in_figures
from tests.retrieval.typed import any_text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("一百万", "100万"),
        ("1000000元", "100万元"),
        ("1,000,000", "100万"),
        ("三百万以下", "300万以下"),
        ("十五万", "15万"),
        ("一点五万户", "1.5万户"),
        ("两千三百万", "2300万"),
        ("15000万", "1.5亿"),
        ("二十亿", "20亿"),
        ("百分之十二点五", "12.5%"),
        ("百分之75", "75%"),
        ("一千零五万", "1005万"),
    ],
)
def test_an_amount_has_one_spelling(typed: str, meant: str) -> None:
    assert in_figures(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "千万不要",
        "万一",
        "一件事",
        "七个一批",
        "十百万",
        "一二三万",
        "2021",
        "13000a",
        "3.10000",
        "13800000000",
    ],
)
def test_what_is_no_amount_stays(text: str) -> None:
    assert in_figures(text) == text


@given(any_text)
def test_any_text_is_read_and_once_is_enough(text: str) -> None:
    assert in_figures(in_figures(text)) == in_figures(text)
