"""What a quotation doesn't promise is said where somebody asks for it, and only there."""

import pytest

from bot.compose import compose
from bot.library import Library
from tests.bot.papers import library_of
from tests.conftest import TODAY

TEXT = """
    停车管理办法
    （一）错时停车。鼓励机关单位的停车场夜间向居民开放。（责任单位：市交通局。列第一位的为牵头单位，下同）
    （二）停车补贴。支持小区改造车位，每个车位补助2000元。（责任单位：市财政局）
    """


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of(parking=TEXT)


def advice(library: Library, question: str) -> str:
    return "".join(compose(question, library, TODAY)[0].advice)


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("机关单位停车场夜间开放怎么申请", "办理的步骤"),
        ("机关单位停车场夜间开放补贴多少钱", "金额和标准"),
        ("机关单位停车场夜间开放要什么条件", "条件和材料"),
        ("机关单位停车场夜间开放要等多久", "办理的时间"),
    ],
)
def test_a_text_that_only_encourages_is_said_to_give_no_more(
    library: Library, question: str, missing: str
) -> None:
    said = advice(library, question)
    assert said.startswith(f"注意：原文写的是“鼓励”，没有写明{missing}；具体请咨询")
    assert "12345" in said


@pytest.mark.parametrize(
    "question", ["机关单位停车场夜间开放", "小区改造车位补助多少钱", "小区改造车位怎么申请补助"]
)
def test_nothing_is_said_where_nothing_is_missing_or_a_figure_is_quoted(
    library: Library, question: str
) -> None:
    assert "没有写明" not in advice(library, question)
