"""Reading the units bracket that closes a clause."""

import pytest

from knowledge.document import Units
from knowledge.units import split_units


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
