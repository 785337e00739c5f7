"""Mistyped words put right by what the texts hold, and everything else left alone."""

import pytest
from hypothesis import given

from bot.library import Library
from retrieval.normalise import normalise
from retrieval.spelling import Spelling
from retrieval.tokens import Tokenizer
from tests.retrieval.typed import any_text

WORDS = ("停车费", "申请", "修复", "园区", "质押", "贷款", "检测", "首次", "信用")


@pytest.fixture(scope="module")
def spelling(tokenizer: Tokenizer) -> Spelling:
    return Spelling(WORDS, tokenizer.is_word)


def right(spelling: Spelling, tokenizer: Tokenizer, typed: str) -> str:
    return spelling.corrected(tokenizer.cut(normalise(typed)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("怎么伸请", "怎么申请"),
        ("信用修付要多久", "信用修复要多久"),
        ("停车废怎么交", "停车费怎么交"),
        ("圆区在哪", "园区在哪"),
        ("daikuan利息", "贷款利息"),
        ("xinyong daikuan", "信用 贷款"),
        ("xinyongdaikuan", "信用贷款"),
        ("停停车费多少", "停车费多少"),
        ("怎么sheng请", "怎么sheng请"),
    ],
)
def test_what_sounds_like_a_word_of_the_texts_is_that_word(
    spelling: Spelling, tokenizer: Tokenizer, typed: str, meant: str
) -> None:
    assert right(spelling, tokenizer, typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "停车费",  # a word of the texts
        "兑付",  # another word, however alike
        "护照去哪办",  # a word that the texts don't have
        "market support",  # no sounds of Chinese words
        "他去了远去",  # a frame between words
        "🙂？！ 123",
    ],
)
def test_what_is_no_slip_stays(spelling: Spelling, tokenizer: Tokenizer, typed: str) -> None:
    assert right(spelling, tokenizer, typed) == normalise(typed)


def test_characters_that_stand_side_by_side_in_some_text_are_no_slip(tokenizer: Tokenizer) -> None:
    cut = tokenizer.cut("这家伸请过")
    assert Spelling(WORDS, tokenizer.is_word).corrected(cut) == "这家申请过"
    assert Spelling(WORDS, tokenizer.is_word, {"伸请"}.__contains__).corrected(cut) == "这家伸请过"


def test_everyday_words_beside_each_other_are_not_taken_for_a_word_that_sounds_alike(
    library: Library,
) -> None:
    for typed in ("老板想去上市,有人领着弄不", "前年被罚过一回,还能翻篇不"):
        assert not library.searcher.read(typed).corrected


@given(any_text)
def test_any_text_is_read(spelling: Spelling, tokenizer: Tokenizer, text: str) -> None:
    assert isinstance(right(spelling, tokenizer, text), str)


@given(any_text)
def test_without_words_nothing_is_put_right(tokenizer: Tokenizer, text: str) -> None:
    assert right(Spelling((), tokenizer.is_word), tokenizer, text) == normalise(text)
