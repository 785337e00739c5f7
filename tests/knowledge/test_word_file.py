"""Lines of Word files: numbers that Word counts, tables, text boxes, revisions; and files that are refused."""

from io import BytesIO

import docx
import pytest

from knowledge.document import Part
from knowledge.errors import KnowledgeError
from knowledge.word_file import word_lines
from knowledge.word_numbering import number_text
from tests.knowledge.paper import archive, paragraph, word_file


def texts(body: str, **parts: str) -> list[str]:
    return [line.text for line in word_lines(word_file(body, **parts), "x.docx")]


def refusal(data: bytes) -> str:
    with pytest.raises(KnowledgeError) as caught:
        word_lines(data, "x.docx")
    return str(caught.value)


def levels(*patterns: tuple[str, str]) -> str:
    """Return an abstract list with these formats and patterns, and list 1 of it."""
    inner = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for depth, (form, pattern) in enumerate(patterns)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{inner}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def numbered(text: str, depth: int, list_id: int = 1) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{list_id}"/></w:numPr>')


def test_paragraphs_and_table_rows_are_counted_in_order() -> None:
    document = docx.Document()
    document.add_paragraph("标题\t\u3000甲")
    document.add_paragraph("")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for row in table.rows for c in row.cells), ("名称", "数量", "企业", "6\n万"), strict=True
    ):
        cell.text = text
    document.add_paragraph("正文\n下一行")
    buffer = BytesIO()
    document.save(buffer)
    lines = word_lines(buffer.getvalue(), "x.docx")
    assert [(line.number, line.text, line.part) for line in lines] == [
        (1, "标题 甲", None),
        (3, "名称 | 数量", Part.TABLE),
        (4, "企业 | 6 万", Part.TABLE),
        (5, "正文", None),
        (5, "下一行", None),
    ]


def test_automatic_numbers_are_printed_as_word_counts_them() -> None:
    parts = levels(("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3．"))
    body = [
        ("目标", 0),
        ("规模", 1),
        ("企业", 2),
        ("园区", 2),
        ("活力", 1),
        ("专利", 2),
        ("任务", 0),
        ("金融", 1),
    ]
    assert texts("".join(numbered(text, depth) for text, depth in body), numbering=parts) == [
        "一、目标", "（一）规模", "1．企业", "2．园区", "（二）活力", "1．专利", "二、任务", "（一）金融",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "pattern", "printed"),
    [
        ("chineseCountingThousand", "第%1章", "第一章 总则"),
        ("japaneseCounting", "第%1条", "第一条 总则"),
        ("decimal", "%1.", "1. 总则"),
        ("decimal", "%1、", "1、总则"),
        ("decimal", "（%1）", "（1）总则"),
        ("decimalEnclosedCircleChinese", "%1", "①总则"),
        ("bullet", "\uf0b7", "总则"),
        ("none", "", "总则"),
    ],
)
def test_each_way_of_numbering_is_printed(form: str, pattern: str, printed: str) -> None:
    assert texts(numbered("总则", 0), numbering=levels((form, pattern))) == [printed]


def test_a_list_can_start_elsewhere_start_again_and_come_from_a_style() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    styles = (
        '<w:style w:type="paragraph" w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    body = (
        numbered("甲", 0) + numbered("乙", 0, 2) + paragraph("丙", '<w:pStyle w:val="B"/>') + numbered("丁", 0, 0)
        + numbered("", 0) + numbered("戊", 0, 9)
    )  # fmt: skip
    numbering = levels(("decimal", "%1、")) + again
    assert texts(body, numbering=numbering, styles=styles) == ["1、甲", "1、乙", "2、丙", "丁", "戊"]


@pytest.mark.parametrize(
    ("number", "form", "printed"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (1010, "japaneseCounting", "一千零一十"),
        (20, "ideographDigital", "二〇"),
        (3, "ideographTraditional", "丙"),
        (4, "decimalEnclosedParen", "⑷"),
        (21, "decimalEnclosedCircle", "21"),
        (4, "lowerRoman", "iv"),
        (28, "upperLetter", "BB"),
        (3, "decimalFullWidth", "３"),
        (2, "whatever", "2"),
    ],
)
def test_a_number_is_written_in_its_format(number: int, form: str, printed: str) -> None:
    assert number_text(number, form) == printed


def test_what_is_deleted_moved_hidden_or_a_mark_is_no_text() -> None:
    run = "<w:r>{}<w:t>{}</w:t></w:r>"
    body = (
        "<w:p>"
        + run.format("", "甲")
        + "<w:del><w:r><w:delText>乙</w:delText></w:r></w:del><w:moveFrom>" + run.format("", "丙") + "</w:moveFrom>"
        + "<w:ins>" + run.format("", "丁") + "</w:ins><w:hyperlink>" + run.format("", "戊") + "</w:hyperlink>"
        + "<w:smartTag>" + run.format("", "己") + "</w:smartTag>" + run.format("<w:rPr><w:vanish/></w:rPr>", "庚")
        + '<w:r><w:footnoteReference w:id="1"/><w:instrText>PAGE</w:instrText></w:r>'
        + run.format('<w:rPr><w:vanish w:val="0"/></w:rPr>', "辛") + "</w:p>"
    )  # fmt: skip
    assert texts(body) == ["甲丁戊己辛"]


def test_a_list_that_a_revision_took_away_numbers_nothing() -> None:
    before = '<w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    assert texts(paragraph("甲", before), numbering=levels(("decimal", "%1、"))) == ["甲"]


def test_text_boxes_count_once_and_frames_of_one_column_are_no_tables() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>框外</w:t><AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback>"
        "</AlternateContent></w:r></w:p><w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:tc>"
        f"{paragraph('一、甲')}{paragraph('二、乙')}</w:tc></w:tr></w:tbl>"
    )
    assert texts(body) == ["框外", "框内", "一、甲", "二、乙"]


def test_files_that_are_no_word_files_are_refused() -> None:
    assert "不是 Word 文件" in refusal(archive({"xl/workbook.xml": "<x/>"}))
    assert "已损坏" in refusal(b"PK\x03\x04" + b"x" * 50)
    assert "已损坏" in refusal(archive({"word/document.xml": "<a><b></a>"}))
    assert "没有文字" in refusal(word_file(paragraph("")))


def test_bombs_entities_and_depths_are_refused() -> None:
    assert "超过 30 MB" in refusal(archive({"word/document.xml": b" " * (31 << 20)}))
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w><body><p><r><t>&b;</t></r></p></body></w>'
    assert "实体声明" in refusal(archive({"word/document.xml": bomb}))
    assert "实体声明" in refusal(archive({"word/document.xml": bomb.encode("utf-16")}))
    assert "过于庞大" in refusal(word_file("<w:p>" * 600 + "</w:p>" * 600))
    assert "超过 100000 个字" in refusal(word_file(paragraph("字" * 100_001)))
