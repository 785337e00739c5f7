"""Cutting a clause's text into what can be quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split_sentences
from tests.knowledge.official import any_texts

MARKS = st.text(st.sampled_from("企业。；！？“”（）《》‘’「」\n 　、，."), max_size=60)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("扶持企业。建设园区；参加展会！好吗？", ["扶持企业。", "建设园区；", "参加展会！", "好吗？"]),
        ("没有句号", ["没有句号"]),
        ("扶持企业。没有句号", ["扶持企业。", "没有句号"]),
        ("第一行\n第二行。", ["第一行", "第二行。"]),
        ("  扶持企业。  建设园区。 ", ["扶持企业。", "建设园区。"]),
        ("增长1.5倍，达到10%。", ["增长1.5倍，达到10%。"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_a_sentence_ends_at_its_mark_or_at_a_line_break(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == tuple(sentences)


@pytest.mark.parametrize(
    "sentence",
    [
        "实现“一次提交；一窗受理。一日办结”机制。",
        "按照“七个一批”（即孵化一批；招引一批。）的思路推进。",
        "落实《促进办法。试行；》等规定。",
        "称为‘甲。乙’的企业。",
        "称为「甲。乙」的企业。",
        "按“（一）甲。（二）乙；”办理。",
    ],
)
def test_a_mark_inside_quotation_marks_or_brackets_ends_no_sentence(sentence: str) -> None:
    assert split_sentences(sentence + "另一句。") == (sentence, "另一句。")


def test_a_closing_mark_without_an_opening_one_does_no_harm() -> None:
    assert split_sentences("甲”。乙）；丙。") == ("甲”。", "乙）；", "丙。")


def test_an_opening_mark_that_is_never_closed_reaches_no_further_than_its_line() -> None:
    assert split_sentences("称为“甲。乙。\n丙。丁。") == ("称为“甲。乙。", "丙。", "丁。")


@given(st.one_of(any_texts, MARKS))
def test_sentences_are_spans_and_lose_nothing_but_white_space(text: str) -> None:
    sentences = split_sentences(text)
    position = 0
    for sentence in sentences:
        assert sentence == sentence.strip() != ""
        start = text.index(sentence, position)
        assert not text[position:start].strip()
        position = start + len(sentence)
    assert not text[position:].strip()
