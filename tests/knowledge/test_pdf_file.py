"""Lines of PDF files with a text layer; and PDF files that are refused."""

import logging
from pathlib import Path

import pytest

from knowledge import pdf_file
from knowledge.document import Line
from knowledge.errors import KnowledgeError
from knowledge.pdf_file import MAX_PAGES, pdf_pages
from knowledge.radicals import unify_radicals
from tests.knowledge import paper


def refusal(data: bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        pdf_pages(data, "x.pdf")
    return str(caught.value)


def test_the_printed_lines_of_all_pages_are_numbered_on() -> None:
    assert pdf_pages(paper.pdf_file([["一、主要目标", "到2023年底，"], [], ["新增⼩微企业。"]]), "x.pdf") == [
        [Line(1, "一、主要目标"), Line(2, "到2023年底，")],
        [Line(3, "新增小微企业。")],
    ]


def test_radicals_become_the_characters_that_are_meant() -> None:
    assert unify_radicals("⼀⻓⻅⺠ﬁ一①Ａ") == "一长见民fi一①Ａ"


def test_a_truncated_file_is_refused() -> None:
    assert "文件不完整" in refusal(paper.pdf_file([["甲" * 99]] * 30)[:-2100])


def test_a_damaged_file_is_refused_in_silence(caplog: pytest.LogCaptureFixture) -> None:
    for data in (
        b"%PDF-1.7\n%%EOF\n",
        b"%PDF-1.7\n1 0 obj [[[[ endobj trailer <</Root 1 0 R>> startxref\n9\n%%EOF",
        paper.pdf_of([b"<</Type/Catalog/Pages 9 0 R>>"]),
        paper.pdf_of([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Kids[2 0 R]/Count 1/Type/Pages>>"]),
    ):
        assert refusal(data).endswith("。")
    assert caplog.records == []
    assert logging.getLogger("pypdf").level == logging.NOTSET


def test_an_encrypted_file_is_refused() -> None:
    entry = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/O<%s>/U<%s>/P -4>>/ID[<00><00>]"
    assert "有密码" in refusal(paper.pdf_file([["甲"]], entry % (b"00" * 32, b"11" * 32)))


def test_a_file_of_images_is_refused() -> None:
    assert "文字识别" in refusal(paper.pdf_file([[], []]))
    assert "文字识别" in refusal(paper.pdf_file([["- 1 -"], ["- 2 -"]]))


def test_files_that_would_take_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "超过 2000 页" in refusal(paper.pdf_file([[]] * (MAX_PAGES + 1)))
    assert "过于复杂" in refusal(b"%PDF-1.7\n" + b"1 0 obj\n" * 200_001 + b"%%EOF")
    monkeypatch.setattr(pdf_file, "SECONDS", -1.0)
    assert "过于复杂" in refusal(paper.pdf_file([["甲"]]))


def test_a_page_that_chromium_printed_is_read() -> None:
    data = (Path(__file__).parent.parent / "data" / "printed-by-chromium.pdf").read_bytes()
    (page,) = pdf_pages(data, "x.pdf")
    assert "".join(line.text for line in page) == (
        "一、主要目标（一）小微企业规模总量不断壮大。到2023年底，累计新增小微企业6万家以上，其中八大万亿产业小微企业1.8万家以上；"
        "民营企业长期见效。（责任单位：市经信局、市市场监管局）"
    )
