"""Which numbers begin a block, and what is said of numbers that lack or repeat."""

import pytest

from knowledge.document import Document, Line, Part
from knowledge.numbering import Numbering, numeral, split_number
from knowledge.splitting import MOST_CLAUSES, split_lines, split_text
from tests.knowledge.official import outline


@pytest.mark.parametrize(
    ("text", "kind", "label", "value", "rest"),
    [
        ("第一部分 总体要求", Numbering.PART, "第一部分", 1, "总体要求"),
        ("第二编　分则", Numbering.PART, "第二编", 2, "分则"),
        ("第十二章 附则", Numbering.CHAPTER, "第十二章", 12, "附则"),
        ("第 三 章 附则", Numbering.CHAPTER, "第三章", 3, "附则"),
        ("第一节", Numbering.SECTION, "第一节", 1, ""),
        ("第一百零三条 企业", Numbering.ARTICLE, "第一百零三条", 103, "企业"),
        ("第一条为扶持企业", Numbering.ARTICLE, "第一条", 1, "为扶持企业"),
        ("二十一、企业", Numbering.CHINESE, "二十一", 21, "企业"),
        ("(三) 企业", Numbering.CHINESE_BRACKETS, "（三）", 3, "企业"),
        ("㈡企业", Numbering.CHINESE_BRACKETS, "（二）", 2, "企业"),
        ("1.企业", Numbering.ARABIC, "1", 1, "企业"),
        ("12． 企业", Numbering.ARABIC, "12", 12, "企业"),
        ("3、企业", Numbering.ARABIC, "3", 3, "企业"),
        ("2．2024年完成", Numbering.ARABIC, "2", 2, "2024年完成"),
        ("（1）企业", Numbering.ARABIC_BRACKETS, "（1）", 1, "企业"),
        ("1）企业", Numbering.HALF_BRACKET, "1）", 1, "企业"),
        ("①企业", Numbering.CIRCLED, "①", 0, "企业"),
        ("⑴企业", Numbering.CIRCLED, "⑴", 0, "企业"),
        ("——企业", Numbering.BULLET, "——", 0, "企业"),
        ("• 企业", Numbering.BULLET, "•", 0, "企业"),
    ],
)
def test_a_number_is_read_with_what_it_counts(
    text: str, kind: Numbering, label: str, value: int, rest: str
) -> None:
    number = split_number(text)
    assert number is not None
    assert (number.numbering, number.label, number.value, text[number.end :]) == (kind, label, value, rest)


@pytest.mark.parametrize(
    "text",
    [
        "1.5万户",
        "1．5万户",
        "2021年完成",
        "2024．企业",
        "一、二、三产业融合",
        "第三条规定的条件",
        "第三条第二款",
        "第二部分企业",
        "第一条件",
        "一是落实",
        "-5度",
        "0．无",
        "",
    ],
)
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert split_number(text) is None


@pytest.mark.parametrize(("text", "value"), [("十", 10), ("一百二十", 120), ("二〇二一", 2021), ("１２", 12)])
def test_numerals_are_worth_what_they_say(text: str, value: int) -> None:
    assert numeral(text) == value


@pytest.mark.parametrize(
    "broken",
    [
        "补助不超过\n100万元",
        "覆盖全市\n1.5万户",
        "按照《条例》第\n三条办理",
        "按照《条例》\n第九条的规定办理",
        "促进第\n一、二产业发展",
        "符合前款第\n（二）项规定",
        "扶持企业、\n5．6号园区",
        "共\n3．",
    ],
)
def test_a_figure_at_the_start_of_a_line_in_mid_sentence_begins_no_block(broken: str) -> None:
    document = split_text(f"测试计划\n一、培育。企业{broken}。", id="x")
    assert outline(document) == [("一", "培育", f"企业{broken}。".replace("\n", ""))]
    assert document.problems == ()


def test_items_belong_to_the_block_above_them(document: Document) -> None:
    """
    测试计划
    一、培育。条件是：
    1）有场地；
    2）有人员。
    ——分类施策
    ——定期考核。
    二、集聚。包括：
    ①甲
    ②乙
    """
    assert outline(document) == [
        ("一", "培育", "条件是：\n1）有场地；\n2）有人员。\n——分类施策\n——定期考核。"),
        ("二", "集聚", "包括：\n①甲\n②乙"),
    ]


def test_parts_chapters_and_sections_close_what_stands_inside_them(document: Document) -> None:
    """
    测试办法
    第一编 总则
    第一章 目的
    第一条 为了企业。
    第二条 制定办法。
    第二章 范围
    第一节 企业
    第三条 适用于企业。
    第二编 附则
    第四条 施行。
    """
    assert [clause.path for clause in document.clauses] == [
        "第一编第一章第一条",
        "第一编第一章第二条",
        "第一编第二章第一节第三条",
        "第二编第四条",
    ]
    assert document.problems == ()


def test_a_phrase_before_a_colon_is_a_heading_and_an_opening_of_a_list_is_not(document: Document) -> None:
    """
    测试指南
    一、支持对象：在本市注册的企业。
    二、申请材料包括：营业执照。
    三、2024年：翻番。
    """
    assert outline(document) == [
        ("一", "支持对象", "在本市注册的企业。"),
        ("二", None, "申请材料包括：营业执照。"),
        ("三", None, "2024年：翻番。"),
    ]


def test_an_article_may_carry_its_title_in_brackets(document: Document) -> None:
    """
    测试办法
    第一条【目的】为规范管理，制定本办法。
    第二条（适用范围） 适用于企业。
    """
    assert outline(document) == [
        ("第一条", "目的", "为规范管理，制定本办法。"),
        ("第二条", "适用范围", "适用于企业。"),
    ]


def test_missing_and_repeated_numbers_are_told_and_nothing_is_dropped(document: Document) -> None:
    """
    测试计划
    一、培育。扶持企业。
    三、集聚。建设园区。
    三、开拓。参加展会。
    二、评价。定期评价。
    """
    assert [clause.key for clause in document.clauses] == ["一", "三", "三~2", "二"]
    told = [(problem.line, problem.message[:7]) for problem in document.problems]
    assert told == [(3, "编号“三”前面"), (4, "编号“三”在同"), (5, "编号“二”排在")]


def test_numbers_that_begin_again_in_each_section_or_run_on_are_no_problem(document: Document) -> None:
    """
    测试计划
    一、培育
    （一）甲。扶持企业。
    （二）乙。扶持企业。
    二、集聚
    （一）丙。建设园区。
    1．丁。建设园区。
    （二）戊。建设园区。
    2．己。建设园区。
    """
    assert document.problems == ()


def test_lines_that_a_page_full_of_text_was_broken_into_are_no_headings() -> None:
    full = "加强组织领导和统筹协调推进全市小微企业高质量发展工"  # 25 characters, as wide as the page
    lines = [f"（{n}）{full}\n作并及时协调解决发展中遇到的各类困难和问题切实提\n高水平。" for n in "一二三四"]
    document = split_text("测试计划\n一、要求\n" + "\n".join(lines), id="x")
    assert document.clauses[0].heading is None
    assert "\n" not in document.clauses[0].body


def test_page_furniture_and_tables_break_no_sentence_and_keep_their_part() -> None:
    lines = [
        Line(1, "测试计划"),
        Line(2, "一、培育。鼓励各地设立首贷"),
        Line(3, "测试计划", Part.FURNITURE),
        Line(4, "1．名单", Part.TABLE),
        Line(5, "— 2 —"),
        Line(6, "服务中心。"),
    ]
    document = split_lines(lines, id="x")
    assert outline(document) == [("一", "培育", "鼓励各地设立首贷服务中心。")]
    assert [(piece.line, piece.part) for piece in document.pieces][-4:] == [
        (3, Part.FURNITURE),
        (4, Part.TABLE),
        (5, Part.FURNITURE),
        (6, Part.CLAUSE),
    ]


def test_the_most_clauses_are_split_and_one_more_is_refused() -> None:
    lines = ["测试", *(f"一、企业{n}。" for n in range(MOST_CLAUSES))]
    assert len(split_text("\n".join(lines), id="x").clauses) == MOST_CLAUSES
    refused = split_text("\n".join([*lines, "二、企业。"]), id="x")
    assert refused.clauses == ()
    assert [f"{MOST_CLAUSES}" in problem.message for problem in refused.errors()] == [True]
