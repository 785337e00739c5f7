"""Reading clause files to lines: the same text in every format, and any bytes under any name."""

import html
import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.clause_files import SUFFIXES, find_files
from knowledge.document import Line, Part
from knowledge.errors import KnowledgeError
from knowledge.reading import read_lines
from tests.knowledge.paper import archive, paragraph, pdf_file, word_file
from tests.plan import POLICIES

PLAN = (POLICIES / "jiaxing-xiaowei-2021-2023.txt").read_text(encoding="utf-8")
PARAGRAPHS = [line.strip() for line in PLAN.splitlines() if line.strip()]


def lines_in(path: Path, data: bytes) -> tuple[Line, ...]:
    path.write_bytes(data)
    (file,) = find_files([path])
    return read_lines(file)


def refusal(path: Path, data: bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        lines_in(path, data)
    message = str(caught.value)
    assert message.startswith(f"{path}:")
    assert message.endswith("。")
    assert "\n" not in message
    return message


def plan_as_word() -> bytes:
    document = docx.Document()
    for text in PARAGRAPHS:
        document.add_paragraph(text)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def plan_as_page() -> str:
    body = "\n".join(f"<p>{html.escape(text)}</p>" for text in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html><head><meta charset=gb2312><title>x</title></head><body>{body}</body></html>"
    )


def plan_on_paper() -> bytes:
    """Print the plan with 35 characters a line, 30 lines a page, each page with its head and number."""
    printed = [text[start : start + 35] for text in PARAGRAPHS for start in range(0, len(text), 35)]
    pages = [printed[start : start + 30] for start in range(0, len(printed), 30)]
    return pdf_file([["嘉兴市人民政府公报", *page, f"— {number} —"] for number, page in enumerate(pages, 1)])


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", PLAN.encode("gb18030")),
        ("a.txt", PLAN.replace("\n", "\r\n").encode("utf-16")),
        ("a.txt", PLAN.encode("utf-16-be")),
        ("a.md", "\n\n".join(PARAGRAPHS).encode("utf-8-sig")),
        ("a.docx", plan_as_word()),
        ("a.html", plan_as_page().encode("gb18030")),
        ("a.pdf", plan_on_paper()),
    ],
)
def test_the_plan_says_the_same_in_every_format(tmp_path: Path, name: str, data: bytes) -> None:
    lines = lines_in(tmp_path / name, data)
    text = "".join("".join(line.text.split()) for line in lines if line.part is None)
    assert text == "".join(PLAN.split())


def test_a_line_of_text_has_its_number_in_the_file(tmp_path: Path) -> None:
    text = "\ufeff标题\r\n\r\n# 一、甲\u200b\u3000\u3000乙\r- 1 -\n| a | b |\n"
    assert lines_in(tmp_path / "a.txt", text.encode()) == (
        Line(1, "标题"), Line(3, "一、甲 乙"), Line(4, "- 1 -", Part.FURNITURE), Line(5, "| a | b |"),
    )  # fmt: skip


def test_form_feeds_part_the_pages_of_a_text(tmp_path: Path) -> None:
    text = "公报\n甲。\n3\n\f公报\n乙。\n4\n\f公报\n丙。\n5\n"
    lines = lines_in(tmp_path / "a.txt", text.encode())
    assert [line.text for line in lines if line.part is None] == ["甲。", "乙。", "丙。"]
    assert [line.number for line in lines] == list(range(1, 10))


def test_markdown_is_read_as_it_is_shown(tmp_path: Path) -> None:
    text = "## **一、甲**\n\n1\\. 乙\n\n| 名称 | **数量** |\n|:---|---:|\n| 企业 | |\n**\n"
    assert lines_in(tmp_path / "a.md", text.encode()) == (
        Line(1, "一、甲"), Line(3, "1. 乙"), Line(5, "名称 | 数量", Part.TABLE), Line(7, "企业 |", Part.TABLE),
    )  # fmt: skip


WORD = word_file(paragraph("一、甲。"))
PDF = pdf_file([["一、甲。"]])
PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 20


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", PNG, "内容却是 PNG 图片"),
        ("a.md", PDF, "内容却是 PDF 文件"),
        ("a.txt", WORD, "内容却是Word"),
        ("a.txt", b"<!DOCTYPE html><p>x", "内容却是网页"),
        ("a.docx", PDF, "内容却是 PDF 文件"),
        ("a.docx", "一、甲。".encode(), "不是 Word 文件"),
        ("a.docx", OLE, "去掉密码，在 Word 或 WPS 里另存为 .docx"),
        ("a.docx", archive({"xl/workbook.xml": "x"}), "不是 Word 文件"),
        ("a.pdf", WORD, "内容却是Word"),
        ("a.pdf", b"text", "不是 PDF 文件"),
        ("a.html", PNG, "内容却是 PNG 图片"),
        *((f"a{suffix}", b"", "文件是空的") for suffix in SUFFIXES),
        ("a.txt", b"a\0b", "二进制内容"),
    ],
)
def test_a_file_of_another_sort_than_its_name_says_is_refused(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    assert said.replace(" ", "") in refusal(tmp_path / name, data).replace(" ", "")


_SEEDS = [
    b"",
    WORD,
    PDF,
    PNG,
    OLE,
    plan_as_page().encode()[:300],
    "一、甲。\n".encode("gb18030"),
    b"---\nid: a\n",
]


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Return the bytes of a file, cut and overwritten somewhere, or any bytes."""
    data = bytearray(draw(st.sampled_from(_SEEDS)))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 40))] = draw(st.binary(max_size=20))
    return bytes(data)


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=broken())
def test_any_bytes_give_lines_or_one_refusal(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    lines: tuple[Line, ...] = ()
    refused = ""
    try:
        lines = lines_in(path, data)
    except KnowledgeError as error:
        refused = str(error)
    assert bool(lines) != bool(refused)
    if refused:
        assert re.fullmatch(re.escape(str(path)) + r"(:\d+)?: .+。", refused)
    assert all(line.text and line.text == line.text.strip() and line.number >= 1 for line in lines)
    assert [line.number for line in lines] == sorted(line.number for line in lines)
