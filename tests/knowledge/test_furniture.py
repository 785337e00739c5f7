"""Page numbers and running heads, on pages and in running text."""

from itertools import count

import pytest

from knowledge.document import Line, Part
from knowledge.furniture import mark_furniture

FURNITURE = Part.FURNITURE


def marked(*pages: list[str]) -> list[str]:
    """Return the lines that are furniture."""
    numbers = count(1)
    lines = mark_furniture([[Line(next(numbers), text) for text in page] for page in pages])
    assert [line.text for line in lines] == [text for page in pages for text in page]
    return [line.text for line in lines if line.part is FURNITURE]


@pytest.mark.parametrize(
    "text",
    ["- 3 -", "— 12 —", "－ ３ －", "-3-", "第 3 页", "第3页 共12页", "第 3 页 / 共 12 页", "Page 3 of 12"],
)
def test_a_page_number_between_dashes_or_called_one_is_furniture_anywhere(text: str) -> None:
    assert marked(["一、甲。", text, "乙。"]) == [text]


@pytest.mark.parametrize("text", ["3", "3/12", "2021", "第3页的表格", "- 甲 -", "——加强领导", "1．"])
def test_a_number_alone_in_running_text_stays(text: str) -> None:
    assert marked(["一、甲。", text, "乙。"]) == []


def test_numbers_that_run_on_with_a_page_of_text_between_them_are_furniture() -> None:
    text = [f"第{index}段。" for index in "一二三四五六"]
    assert marked([*text, "1", *text, "2", *text, "3", *text]) == ["1", "2", "3"]
    assert marked([*text, "1", *text, "3", *text, "4", *text]) == []
    assert marked(["1", "甲", "2", "乙", "3", "丙"]) == []


def test_what_repeats_at_the_edges_of_pages_is_furniture() -> None:
    pages = [["嘉兴市公报", "甲", "乙", "丙", f"{n}"] for n in (7, 8, 9)]
    assert marked(*(["嘉兴市公报", f"甲{p[-1]}", "乙", "丙", f"丁{p[-1]}", p[-1]] for p in pages)) == [
        text for n in "789" for text in ("嘉兴市公报", n)
    ]
    assert marked(["公报 1/2", "甲。"], ["公报 2/2", "乙。"]) == ["公报 1/2", "公报 2/2"]


def test_a_sentence_or_a_bracket_at_the_edges_of_pages_stays() -> None:
    page = ["（责任单位：市经信局）", "抓好落实。"]
    assert marked(page, page, page) == []


def test_numbers_at_the_edges_that_do_not_run_on_with_the_pages_stay() -> None:
    assert marked(["甲。", "2000"], ["乙。", "5000"], ["丙。", "300"]) == []


def test_a_table_row_keeps_its_part() -> None:
    row = Line(1, "- 3 -", Part.TABLE)
    assert mark_furniture([[row]]) == (row,)
    assert mark_furniture([]) == ()
