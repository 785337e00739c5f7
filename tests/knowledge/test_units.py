"""Reading the units bracket that closes a clause."""

import pytest

from knowledge.document import Document, Units
from knowledge.units import UnitsBracket, closing_marks, find_marks, read_marks


def split_units(text: str, *, first_leads: bool) -> UnitsBracket:
    """Cut the closing units brackets off `text`; `first_leads`: the document said before that the first leads.

    Brackets that follow single sentences stay in the text and are read too; then the first named leads.
    """
    marks = find_marks(text)
    closing = closing_marks(text, marks)
    end = marks[-closing].start if closing else len(text)
    read = read_marks(marks, first_leads=first_leads, inside=closing < len(marks))
    return UnitsBracket(text[:end].strip(), read.units, read.henceforth, read.for_all)


def units(bracket: str, *, first_leads: bool = False) -> Units:
    """Return the units of a clause that ends in `bracket`, after checking that nothing but it was cut off."""
    found = split_units(f"扶持企业。{bracket}", first_leads=first_leads)
    assert found.text == "扶持企业。"
    return found.units


@pytest.mark.parametrize(
    "bracket",
    [
        "（责任单位：甲局、乙局）",
        "(责任单位:甲局、乙局)",
        "（责任单位：甲局，乙局）",
        "（责任单位：甲局；乙局）",
        "（ 责任单位： 甲局 、 乙局 ）",
        "（责任单位：甲局、乙局）。",
        "（责任单位：甲局、乙局。）",
        "\n（责任单位：甲局、乙局）\n",
        "（责任单位：甲局、乙局等）",
        "（责任单位：甲局、乙局等有关部门）",
        "（责任单位：甲局、乙局，按职责分工负责）",
        "（责任单位：甲局、乙局按照职责分工负责）",
        "（责任单位：甲局、乙局、市级有关部门）",
        "（责任单位：甲局、乙局等相关单位）",
        "（责任单位：甲局、乙局、各有关部门）",
        "（责任单位：甲局、乙局等有关部门按职责分工负责）",
        "（责任单位：甲局、乙局、甲局）",
    ],
)
def test_units_are_listed_in_print_order_and_none_leads_unless_said(bracket: str) -> None:
    assert units(bracket) == Units(("甲局", "乙局"))


@pytest.mark.parametrize(
    "bracket",
    [
        "（牵头单位：甲局；责任单位：乙局、丙局）",
        "（牵头单位：甲局，配合单位：乙局、丙局）",
        "（主办单位：甲局；责任单位：乙局、丙局）",
        "（牵头单位：甲局；配合单位：甲局、乙局、丙局）",
        "（牵头单位：甲局、乙局；实施单位：丙局）",
        "（责任单位：甲局牵头，乙局、丙局配合）",
        "（责任单位：甲局牵头负责，乙局配合，丙局参与落实）",
        "【牵头单位：甲局；责任单位：乙局、丙局】",
        "（责任单位：甲局、乙局、丙局。列第一位的为牵头单位）",
        "（责任单位：甲局、乙局、丙局。列在第一位的为牵头单位）",
        "（责任单位：甲局、乙局、丙局。列第一位的为牵头单位，下同）",
    ],
)
def test_the_unit_marked_as_leading_leads(bracket: str) -> None:
    assert units(bracket) == Units(("甲局", "乙局", "丙局"), "甲局")


def test_a_leading_unit_may_be_marked_after_the_others() -> None:
    assert units("（责任单位：乙局、丙局；牵头单位：甲局）") == Units(("乙局", "丙局", "甲局"), "甲局")
    assert units("（责任单位：乙局、甲局；牵头单位：甲局）") == Units(("乙局", "甲局"), "甲局")


def test_the_first_leads_once_the_document_has_said_so_unless_another_is_marked() -> None:
    assert units("（责任单位：甲局、乙局）", first_leads=True).lead == "甲局"
    assert units("（责任单位：甲局；牵头单位：乙局）", first_leads=True).lead == "乙局"
    assert units("（责任单位：有关部门）", first_leads=True) == Units()


def test_a_quoted_group_and_a_bracket_inside_a_name_stay_whole() -> None:
    group = "市“小微企业、个体户成长计划”工作领导小组其他成员单位"
    assert units(f"（责任单位：甲局，{group}）").names == ("甲局", group)
    assert units("（责任单位：各县（市、区）政府、甲局）").names == ("各县（市、区）政府", "甲局")


def test_a_bracket_that_names_nobody_is_cut_off_all_the_same() -> None:
    assert units("（责任单位：）") == Units()
    assert units("（责任单位：有关部门）") == Units()


@pytest.mark.parametrize(
    "text",
    [
        "扶持企业。",
        "",
        "扶持企业（含个体户）。",
        "责任单位：甲局",
        "（甲局、乙局）",
    ],
)
def test_a_text_without_a_closing_units_bracket_is_left_alone(text: str) -> None:
    found = split_units(text, first_leads=True)
    assert (found.text, found.units, found.henceforth) == (text, Units(), False)


def test_whether_the_rule_holds_from_here_on_is_told() -> None:
    here = split_units("做。（责任单位：甲局。列第一位的为牵头单位）", first_leads=False)
    henceforth = split_units("做。（责任单位：甲局。列第一位的为牵头单位，下同）", first_leads=False)
    assert (here.units.lead, here.henceforth) == ("甲局", False)
    assert (henceforth.units.lead, henceforth.henceforth) == ("甲局", True)


def test_brackets_after_single_sentences_take_no_text_with_them() -> None:
    found = split_units("设立中心（责任单位：甲局）。建设园区（责任单位：乙局）。", first_leads=False)
    assert found.text == "设立中心（责任单位：甲局）。建设园区"
    assert found.units == Units(("甲局", "乙局"), "甲局")


def test_labels_may_be_set_apart_by_a_full_stop() -> None:
    assert units("（牵头单位：甲局。责任单位：乙局）") == Units(("甲局", "乙局"), "甲局")


def test_the_rule_that_the_first_leads_may_follow_a_semicolon() -> None:
    assert units("（责任单位：甲局、乙局；列第一位的为牵头单位，下同）") == Units(("甲局", "乙局"), "甲局")


def test_two_brackets_side_by_side_are_read_as_one() -> None:
    assert units("（牵头单位：甲局）（责任单位：乙局）") == Units(("甲局", "乙局"), "甲局")


@pytest.mark.parametrize(
    ("bracket", "expected"),
    [
        ("（甲局、乙局负责）", Units(("甲局", "乙局"))),
        ("（由甲局、乙局按职责分工负责）", Units(("甲局", "乙局"))),
        ("（甲局牵头负责）", Units(("甲局",), "甲局")),
        ("（甲局牵头，乙局配合）", Units(("甲局", "乙局"), "甲局")),
        ("（甲局、乙局牵头，丙局参与）", Units(("甲局", "乙局", "丙局"), "甲局")),
        ("（甲局牵头，各县（市、区）政府配合）", Units(("甲局", "各县（市、区）政府"), "甲局")),
        ("（市经信局会同市财政局负责）", Units(("市经信局", "市财政局"))),
        ("（责任部门：甲局；配合部门：乙局）", Units(("甲局", "乙局"))),
        ("（牵头：甲局，配合：乙局）", Units(("甲局", "乙局"), "甲局")),
        ("（责任单位：甲局 乙局）", Units(("甲局", "乙局"))),
        ("（责任单位：市 经信局、乙局）", Units(("市经信局", "乙局"))),
        ("（责任单位：甲局；乙局,丙局;丁局）", Units(("甲局", "乙局", "丙局", "丁局"))),
        (
            "（责任单位：甲局（含分局）、乙局（以下简称乙办）、丙局（详见附件））",
            Units(("甲局", "乙局", "丙局")),
        ),
        ("（责任单位：市民政局和市工商联）", Units(("市民政局", "市工商联"))),
        ("（责任单位：市自然资源和规划局）", Units(("市自然资源和规划局",))),
        ("（责任单位：各县（市、区）政府）", Units(("各县（市、区）政府",))),
        ("（责任单位：甲局、乙局，排在第一位的为牵头单位，下同）", Units(("甲局", "乙局"), "甲局")),
        ("（责任单位：甲局、乙局", Units(("甲局", "乙局"))),
        ("（责任单位：甲局、各县（市、区）政府", Units(("甲局", "各县（市、区）政府"))),
        ("（责任领导：张三；责任单位：甲局、乙局；完成时限：2024年底）", Units(("甲局", "乙局"))),
        ("（牵头单位：甲局；完成时限：2024年底）", Units(("甲局",), "甲局")),
        ("\n责任单位：甲局、乙局", Units(("甲局", "乙局"))),
        ("\n牵头单位：甲局\n配合单位：乙局、丙局", Units(("甲局", "乙局", "丙局"), "甲局")),
    ],
)
def test_units_are_read_however_officials_write_them(bracket: str, expected: Units) -> None:
    assert units(bracket) == expected


@pytest.mark.parametrize(
    "text",
    [
        "扶持企业（负责人由企业确定）。",
        "扶持企业（详见附件）。",
        "扶持企业（以下简称企业）。",
        "扶持企业（由企业自行负责）。",
        "扶持企业（责任落实）。",
        "扶持企业（甲局、乙局）。",
    ],
)
def test_a_bracket_that_names_nobody_responsible_stays_text(text: str) -> None:
    assert split_units(text, first_leads=False).units == Units()
    assert split_units(text, first_leads=False).text == text


def test_an_unclosed_bracket_takes_no_later_text_with_it() -> None:
    found = split_units("设立中心（责任单位：甲局、乙局。建设园区。", first_leads=False)
    assert found.text == "设立中心（责任单位：甲局、乙局。建设园区。"
    assert found.units == Units(("甲局", "乙局"), "甲局")


def test_units_that_share_in_all_that_follows_are_told_apart_from_those_of_the_clause() -> None:
    said = "（责任单位：甲局。列第一位的为牵头单位，下同。以下均需各县（市、区）政府落实，不再列出）"
    found = split_units(f"扶持企业。{said}", first_leads=False)
    assert (found.text, found.units) == ("扶持企业。", Units(("甲局",), "甲局"))
    assert (found.henceforth, found.for_all) == (True, ("各县（市、区）政府",))


def test_units_that_share_in_all_that_follows_stand_last_in_every_later_clause(document: Document) -> None:
    """
    测试计划
    一、培育。做一。（责任单位：甲局；以下均需各县（市、区）政府负责落实，不再列出）
    二、集聚。做二。（责任单位：乙局、丙局。列第一位的为牵头单位，下同）
    三、开拓。做三。（责任单位：各县（市、区）政府、丁局）
    四、评价。做四。
    """
    counties = "各县（市、区）政府"
    assert [clause.units for clause in document.clauses] == [
        Units(("甲局",)),
        Units(("乙局", "丙局", counties), "乙局"),
        Units((counties, "丁局"), counties),
        Units((counties,)),
    ]


def test_a_bracket_at_the_end_of_a_heading_is_no_text_of_the_clause(document: Document) -> None:
    """
    测试计划
    一、培育企业（牵头单位：甲局）
    扶持企业。
    二、建设园区。（乙局牵头，丙局配合）完善配套。
    三、开拓市场
    责任单位：丁局、戊局
    参加展会。（己局负责）
    """
    assert [(clause.heading, clause.body) for clause in document.clauses] == [
        ("培育企业", "扶持企业。"),
        ("建设园区", "完善配套。"),
        ("开拓市场", "参加展会。"),
    ]
    assert [clause.units for clause in document.clauses] == [
        Units(("甲局",), "甲局"),
        Units(("乙局", "丙局"), "乙局"),
        Units(("丁局", "戊局", "己局")),
    ]


def test_a_bracket_may_be_broken_over_lines_and_follow_a_line_break(document: Document) -> None:
    """
    测试计划
    一、培育。扶持企业
    （责任单位：市自然资源
    和规划局、市财政局）
    要定期考核。
    二、集聚。建设园区。
    （甲局负责）
    """
    assert [clause.body for clause in document.clauses] == [
        "扶持企业\n（责任单位：市自然资源和规划局、市财政局）\n要定期考核。",
        "建设园区。",
    ]
    assert [clause.units.names for clause in document.clauses] == [
        ("市自然资源和规划局", "市财政局"),
        ("甲局",),
    ]
