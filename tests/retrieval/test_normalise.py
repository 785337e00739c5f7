"""One spelling for what people type and what is printed."""

import unicodedata

import pytest
from hypothesis import assume, example, given

from retrieval.normalise import normalise
from tests.retrieval.typed import any_text


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("首貸服務中心", "首贷服务中心"),
        ("臺灣的稅務機關", "台湾的税务机关"),
        ("ＡＢＣ１２３％", "abc123%"),
        ("（企业），！", "(企业),!"),
        ("5G", "5g"),
        ("㎡ ① ﬁ", "m2 1 fi"),
        ("  首贷 \t\n 服务\u3000中心 ", "首贷 服务 中心"),
        ("首\u200b贷\u200d服\ufeff务\u00ad中\u202e心", "首贷服务中心"),
        ("首\x00贷\x07\x7f\x85", "首贷"),
        ("首\ud800贷\udfff", "首贷"),
        ("首\u180e贷\u061c\U000e0041\ufff9", "首贷"),
        ("❤\ufe0f", "❤"),
        ("\u200b\ufeff\x00\ud800", ""),
        ("", ""),
    ],
)
def test_what_looks_the_same_is_spelt_the_same(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(any_text)
@example("İ")
@example("ΑΣ ẞ ﷺ ㍿")
def test_a_normal_text_is_left_as_it_is(text: str) -> None:
    # 薴 becomes 苧 and that 苎; the dot of İ may change places with another mark. Neither is in any question.
    assume(not set("薴İ") & set(text))
    assert normalise(normalise(text)) == normalise(text)


@given(any_text)
def test_nothing_unseen_is_left_and_no_text_is_refused(text: str) -> None:
    normal = normalise(text)
    assert normal == normal.strip() == normal.lower()
    assert "  " not in normal
    assert not any(char.isspace() and char != " " for char in normal)
    assert not {unicodedata.category(char) for char in normal} & {"Cc", "Cs"}
    assert not set("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202e\u2060\u2066\ufeff\ufe0f") & set(
        normal
    )
    normal.encode("utf-8")
