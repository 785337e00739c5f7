"""Habits of official documents: lists without full stops, articles, annexes, Markdown exports."""

from knowledge.document import Document, Part
from tests.knowledge.official import outline


def test_a_line_without_a_full_stop_is_text_where_nothing_stands_below_it(document: Document) -> None:
    """
    测试计划
    一、申报材料
    1．营业执照复印件
    2．申请表
    二、组织领导。各县要落实。
    """
    assert outline(document) == [
        ("一1", None, "营业执照复印件"),
        ("一2", None, "申请表"),
        ("二", "组织领导", "各县要落实。"),
    ]


def test_an_article_has_no_heading_and_its_items_belong_to_it(document: Document) -> None:
    """
    测试办法
    第一章 总则
    第一条 首次贷款的企业可享受贴息50%。每户每年最高10万元。
    第二条 下列企业可以申请：
    （一）国有企业；
    （二）民营企业。
    第二章 附则
    第三条 由市财政局解释。
    """
    assert outline(document) == [
        ("第一章第一条", None, "首次贷款的企业可享受贴息50%。每户每年最高10万元。"),
        ("第一章第二条", None, "下列企业可以申请：\n（一）国有企业；\n（二）民营企业。"),
        ("第二章第三条", None, "由市财政局解释。"),
    ]


def test_a_first_sentence_with_a_figure_is_no_heading(document: Document) -> None:
    """
    测试计划
    一、每户补助5万元。由市财政局发放。
    """
    assert outline(document) == [("一", None, "每户补助5万元。由市财政局发放。")]


def test_what_follows_an_annex_line_is_no_clause(document: Document) -> None:
    """
    测试计划
    一、组织领导。各县要落实。
    附件：1．申报表
    2．名单
    """
    assert outline(document) == [("一", "组织领导", "各县要落实。")]
    assert [piece.part for piece in document.pieces][-2:] == [Part.ANNEX, Part.ANNEX]


def test_markdown_headings_are_read_as_their_text(document: Document) -> None:
    """
    # 测试计划
    ## 一、组织领导
    各县要落实。
    """
    assert document.title == "测试计划"
    assert outline(document) == [("一", "组织领导", "各县要落实。")]
