"""The front matter of a clause file: what it says, and what is reported of a malformed one."""

import inspect
from datetime import date

import pytest
from hypothesis import given

from knowledge.document import FrontMatter, Level, Part, Problem
from knowledge.front_matter import read_front_matter
from knowledge.reading import lines_of
from tests.knowledge.official import any_texts


def front(text: str) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """Return what the front matter of a text says and what is wrong with it, after checking its lines."""
    lines = lines_of(inspect.cleandoc(text))
    said, after, problems = read_front_matter(lines)
    assert [(line.number, line.text) for line in after] == [(line.number, line.text) for line in lines]
    assert all(problem.level is Level.ERROR for problem in problems)
    return said, problems


def test_every_key_is_read() -> None:
    said, problems = front(
        """
        ---
        id: jiaxing-2024
        title: "小微企业计划：新版"
        issuer：嘉兴市人民政府
        doc_number: 嘉政发〔2024〕1号
        issued: 2024-01-01
        effective_from: 2024年2月1日
        effective_to: 2026/12/31
        replaces: jiaxing-2021、《旧办法》；嘉政发〔2021〕3号
        region: 嘉兴市
        ---
        一、培育。
        """
    )
    assert problems == ()
    assert said == FrontMatter(
        id="jiaxing-2024",
        title="小微企业计划：新版",
        issuer="嘉兴市人民政府",
        doc_number="嘉政发〔2024〕1号",
        issued=date(2024, 1, 1),
        effective_from=date(2024, 2, 1),
        effective_to=date(2026, 12, 31),
        replaces=("jiaxing-2021", "《旧办法》", "嘉政发〔2021〕3号"),
        region="嘉兴市",
    )


def test_chinese_names_and_a_list_are_read() -> None:
    said, problems = front("---\n编号：a\n废止：\n- '甲'\n- 乙、丙\n地区:\n失效日期：2024 年 1 月 2 日\n---")
    assert problems == ()
    assert said == FrontMatter(id="a", replaces=("甲", "乙", "丙"), effective_to=date(2024, 1, 2))


def test_the_lines_of_the_block_and_no_others_are_front_matter() -> None:
    _, lines, _ = read_front_matter(lines_of("---\nid: a\n\n---\n标题\n---\nid: b"))
    assert [line.number for line in lines if line.part is Part.FRONT] == [1, 2, 4]


@pytest.mark.parametrize(
    "text", ["---\n标题\n一、甲", "一、甲\n---\nid: a\n---", "---", "", "---\n甲市：乙\n丙\n---"]
)
def test_a_rule_alone_is_no_front_matter(text: str) -> None:
    lines = lines_of(text)
    assert read_front_matter(lines) == (FrontMatter(), tuple(lines), ())


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("---\nid: a\nowner: b\n---", 3, "没有“owner”这一项"),
        ("---\nissued: 2024-02-30\n---", 2, "不是日期"),
        ("---\neffective_from: 2024-02-02\neffective_to: 2024-02-01\n---", 3, "早于施行日期"),
        ("---\nid: a\n标题：甲\n正文", 1, "没有结束"),
        ("---\nid: a\n编号: b\n---", 3, "写了两次（第一次在第 2 行）"),
        ("---\nid: a/b\n---", 2, "只能用字母"),
        (f"---\nid: {'a' * 101}\n---", 2, "最多 100 个字"),
        ("---\nid: ..\n---", 2, "只能用字母"),
        ("---\nid: a\n随便写的\n---", 3, "不是“名称: 内容”"),
        ("---\nid: a\n- 甲\n---", 3, "不是“名称: 内容”"),
    ],
)
def test_what_is_malformed_is_an_error_with_its_line(text: str, line: int, said: str) -> None:
    _, problems = front(text)
    assert [problem.line for problem in problems] == [line]
    assert said in problems[0].message
    assert problems[0].message.endswith("。")


@given(any_texts)
def test_no_line_is_lost_of_any_text(text: str) -> None:
    lines = lines_of("---\nid: a\n" + text)
    _, after, _ = read_front_matter(lines)
    assert [line.text for line in after] == [line.text for line in lines]
