"""Splitting small documents, each written in its test's docstring."""

import pytest

from knowledge.document import Document, Level, Part, Units
from knowledge.reading import lines_of
from knowledge.splitting import LONGEST_HEADING, split_text
from tests.knowledge.official import outline


def test_a_heading_may_share_its_line_with_the_text(document: Document) -> None:
    """
    测试计划
    一、加强组织领导。各县要落实责任。要定期考核。
    """
    assert outline(document) == [("一", "加强组织领导", "各县要落实责任。要定期考核。")]


def test_a_heading_that_ends_its_sentence_may_stand_alone_above_the_text(document: Document) -> None:
    """
    测试计划
    一、加强组织领导。
    各县要落实责任。
    """
    assert outline(document) == [("一", "加强组织领导", "各县要落实责任。")]


def test_a_heading_alone_above_its_parts_is_no_clause(document: Document) -> None:
    """
    测试计划
    一、重点任务
    （一）实施行动，提振信心。
    1．培育。扶持企业。
    2．集聚。建设园区。
    """
    assert outline(document) == [("一（一）1", "培育", "扶持企业。"), ("一（一）2", "集聚", "建设园区。")]
    assert [clause.sections for clause in document.clauses] == [("重点任务", "实施行动，提振信心")] * 2
    heading = [Part.NUMBER, Part.HEADING]
    assert [piece.part for piece in document.pieces] == [
        Part.TITLE,
        *heading * 2,
        *[*heading, Part.CLAUSE] * 2,
    ]


def test_a_single_short_sentence_is_text_and_not_a_heading(document: Document) -> None:
    """
    测试计划
    一、各县要落实责任。
    """
    assert outline(document) == [("一", None, "各县要落实责任。")]
    assert document.clauses[0].title == "各县要落实责任。"


@pytest.mark.parametrize(
    ("length", "heading"), [(LONGEST_HEADING, "企" * LONGEST_HEADING), (LONGEST_HEADING + 1, None)]
)
def test_a_long_first_sentence_is_text_and_not_a_heading(length: int, heading: str | None) -> None:
    first = "企" * length
    clause = split_text(f"测试计划\n一、{first}。要考核。", id="x").clauses[0]
    assert clause.heading == heading
    assert clause.body == ("要考核。" if heading else f"{first}。要考核。")
    assert clause.title == (heading or first[:20] + "…")


def test_text_of_its_own_under_a_heading_with_parts_is_a_clause(document: Document) -> None:
    """
    测试计划
    一、总体要求。到2023年底，企业要更多。
    （一）培育。扶持企业。
    （二）集聚。建设园区。
    """
    assert outline(document) == [
        ("一", "总体要求", "到2023年底，企业要更多。"),
        ("一（一）", "培育", "扶持企业。"),
        ("一（二）", "集聚", "建设园区。"),
    ]


def test_a_repeated_number_repeats_the_path_and_not_the_key(document: Document) -> None:
    """
    测试计划
    一、培育。扶持企业。
    一、集聚。建设园区。
    一、开拓。参加展会。
    """
    assert [(clause.path, clause.key) for clause in document.clauses] == [
        ("一", "一"),
        ("一", "一~2"),
        ("一", "一~3"),
    ]
    assert [piece.clause for piece in document.pieces] == [None, *["一"] * 3, *["一~2"] * 3, *["一~3"] * 3]
    assert [problem.line for problem in document.problems] == [3, 4]
    assert all("重复" in problem.message for problem in document.problems)


def test_numbers_may_run_on_across_sections(document: Document) -> None:
    """
    测试计划
    一、培育
    1．甲。扶持企业。
    二、集聚
    2．乙。建设园区。
    """
    assert [clause.path for clause in document.clauses] == ["一1", "二2"]


def test_articles_stand_in_chapters(document: Document) -> None:
    """
    测试办法
    第一章 总则
    第一条 为扶持企业，制定本办法。
    第二章 扶持
    第一节 资金
    第二十一条　设立专项资金。按年安排。
    """
    assert [clause.path for clause in document.clauses] == ["第一章第一条", "第二章第一节第二十一条"]
    assert document.clauses[0].body == "为扶持企业，制定本办法。"
    assert document.clauses[1].sections == ("扶持", "资金")


def test_numbers_in_brackets_nest_below_plain_numbers(document: Document) -> None:
    """
    测试计划
    一、任务
    （一）培育。扶持企业。
    1、入库。建立名录。
    （1）申报。企业自愿。
    (2)审核。部门审核。
    (二)集聚。建设园区。
    """
    paths = ["一（一）", "一（一）1", "一（一）1（1）", "一（一）1（2）", "一（二）"]
    assert [clause.path for clause in document.clauses] == paths


@pytest.mark.parametrize(
    "start", ["1.5万户企业入库。", "2023年底完成。", "①甲。", "——乙。", "1500家以上。", "一是落实。"]
)
def test_what_only_looks_like_a_number_begins_no_block(start: str) -> None:
    document = split_text(f"测试计划\n一、培育。扶持企业。\n{start}", id="x")
    assert outline(document) == [("一", "培育", f"扶持企业。\n{start}")]


def test_a_line_break_inside_a_sentence_is_mended(document: Document) -> None:
    """
    测试计划
    一、培育。鼓励各县（市、区）设立首贷
    服务中心，提高融资
    便利度。

    要定期考核。
    """
    assert outline(document) == [
        ("一", "培育", "鼓励各县（市、区）设立首贷服务中心，提高融资便利度。\n要定期考核。")
    ]


def test_invisible_characters_and_wide_spaces_are_mended() -> None:
    text = "\ufeff测试\u200b计划\n\u3000\u3000一、培\u00ad育。扶持\u00a0\u3000企\u202e业。\x00\n"
    document = split_text(text, id="x")
    assert (document.title, outline(document)) == ("测试计划", [("一", "培育", "扶持 企业。")])


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    text = end.join(["测试计划", "", "一、培育。扶持企业。", "二、集聚。建设园区。"])
    document = split_text(text, id="x")
    assert [clause.line for clause in document.clauses] == [3, 4]
    assert (
        document.text_hash
        == split_text("测试计划\n一、培育。扶持企业。\n二、集聚。建设园区。", id="x").text_hash
    )


def test_a_text_without_numbered_clauses_is_refused(document: Document) -> None:
    """
    测试计划
    为了扶持企业，制定本计划。
    """
    assert document.clauses == ()
    assert [(p.line, p.level) for p in document.errors()] == [(1, Level.ERROR)]
    assert "没有找到编号的条款" in document.problems[-1].message


def test_without_a_title_the_file_name_stands_in_and_a_warning_says_so(document: Document) -> None:
    """
    一、培育。扶持企业。
    """
    assert document.title == "written-here"
    assert [(p.line, p.level) for p in document.problems] == [(1, Level.WARNING)]
    assert "written-here" in document.problems[0].message
    assert list(document.errors()) == []


def test_an_empty_text_is_refused_and_not_a_crash() -> None:
    document = split_text("", id="x")
    assert [p.level for p in document.problems] == [Level.WARNING, Level.ERROR]
    assert document.pieces == ()


def test_a_clause_without_units_takes_those_of_the_nearest_heading_above(document: Document) -> None:
    """
    测试计划
    一、任务（牵头单位：甲局；责任单位：乙局）
    （一）培育。（责任单位：丙局）
    1．入库。建立名录。
    2．评价。定期评价。（责任单位：丁局）
    （二）集聚。建设园区。
    二、保障
    （一）组织。落实责任。
    """
    units = {clause.path: clause.units for clause in document.clauses}
    assert units == {
        "一（一）1": Units(("丙局",)),
        "一（一）2": Units(("丁局",)),
        "一（二）": Units(("甲局", "乙局"), "甲局"),
        "二（一）": Units(),
    }


def test_the_first_listed_leads_where_a_clause_says_so_and_in_all_that_follow_only_with_henceforth(
    document: Document,
) -> None:
    """
    测试计划
    1．甲。做一。（责任单位：甲局、乙局）
    2．乙。做二。（责任单位：丙局、丁局。列第一位的为牵头单位）
    3．丙。做三。（责任单位：甲局、乙局）
    4．丁。做四。（责任单位：乙局、甲局。列第一位的为牵头单位，下同）
    5．戊。做五。（责任单位：丁局、甲局）
    6．己。做六。
    """
    assert [clause.units.lead for clause in document.clauses] == [None, "丙局", None, "乙局", "丁局", None]


def test_the_same_text_has_the_same_hash_whatever_is_not_seen() -> None:
    plain = split_text("测试计划\n一、培育。扶持企业。", id="x")
    spaced = split_text("\ufeff 测试计划\r\n\r\n一、培育。扶\u200b持企业。  ", id="y")
    changed = split_text("测试计划\n一、培育。扶持企业！", id="x")
    assert plain.text_hash == spaced.text_hash != changed.text_hash


def test_lines_keep_their_numbers_and_lose_their_edges() -> None:
    lines = lines_of("\n  甲\t 乙  \r\n\u200b\n\u3000丙\u3000")
    assert [(line.number, line.text) for line in lines] == [(2, "甲 乙"), (4, "丙")]


def test_a_heading_without_a_full_stop_may_stand_alone_above_the_text(document: Document) -> None:
    """
    测试计划
    一、加强组织领导
    各县要落实责任。要定期考核。
    """
    assert outline(document) == [("一", "加强组织领导", "各县要落实责任。要定期考核。")]


def test_short_items_of_a_list_are_clauses_and_not_headings(document: Document) -> None:
    """
    测试计划
    一、适用范围：
    （一）国有企业；
    （二）民营企业。
    """
    assert [(clause.path, clause.body) for clause in document.clauses] == [
        ("一（一）", "国有企业；"),
        ("一（二）", "民营企业。"),
    ]
