"""The sentences around a quotation."""

from datetime import date

import pytest

from bot import wording
from knowledge.departments import Department, Directory, Line
from knowledge.document import Status, Units, Validity

GENERAL = Line("12345政务服务便民热线", "12345", "不知道找哪个部门时打")
TAX = Line("12366纳税缴费服务热线", "12366", "税收方面的问题")
RENAMED = Department("人行中支", "人行全称", now="人行分行", since=date(2023, 8, 18), source="s")
PLAIN = Department("市科技局", "嘉兴市科学技术局")
DIRECTORY = Directory({d.name: d for d in (RENAMED, PLAIN)}, (GENERAL, TAX))


def test_the_name_of_today_stands_beside_the_printed_one_only_where_it_changed():
    assert wording.with_today("人行中支", DIRECTORY) == "人行中支（现名：人行分行）"
    assert wording.with_today("市科技局", DIRECTORY) == "市科技局"
    assert wording.with_today("无人知晓局", DIRECTORY) == "无人知晓局"


def test_lead_and_others_have_a_line_each():
    units = Units(("市科技局", "人行中支", "甲局"), "人行中支")
    assert wording.unit_lines(units, DIRECTORY) == (
        "牵头单位：人行中支（现名：人行分行）",
        "其他责任单位：市科技局、甲局",
    )
    assert wording.unit_lines(Units(("市科技局",), "市科技局"), DIRECTORY) == ("牵头单位：市科技局",)
    assert wording.unit_lines(Units(("市科技局", "甲局")), DIRECTORY) == (
        "责任单位：市科技局、甲局（原文没有写明由谁牵头）",
    )
    assert wording.unit_lines(Units(), DIRECTORY) == ("这一条没有写明责任单位。",)


@pytest.mark.parametrize(
    ("validity", "status", "notice"),
    [
        (
            Validity(None, date(2023, 1, 2)),
            Status.EXPIRED,
            "这份文件的期限到2023年1月2日为止，已经结束，以下是当时的规定。",
        ),
        (Validity(date(2030, 1, 2)), Status.UPCOMING, "这份文件从2030年1月2日起施行，现在还没有生效。"),
        (Validity(date(2020, 1, 2)), Status.CURRENT, None),
        (Validity(), Status.UNKNOWN, None),
    ],
)
def test_a_period_that_is_not_running_is_said_first(validity, status, notice):
    assert wording.validity_notice(validity, status) == notice


def advice(sentence: str, units: Units, *, status: Status = Status.EXPIRED, directory: Directory = DIRECTORY):
    return wording.advice([sentence], units, question="", status=status, directory=directory)


def test_a_past_figure_sends_to_the_lead_under_its_name_of_today():
    assert advice("费率降至1%以下。", Units(("人行中支",), "人行中支")) == (
        "其中的数字和标准是当时规定，今天的标准请咨询人行分行，或拨打 12345（政务服务便民热线）。",
    )
    assert "咨询嘉兴市科学技术局，" in advice("补助5万元。", Units(("市科技局",), "市科技局"))[0]
    assert "咨询甲局，" in advice("补助 5 万元。", Units(("甲局",), "甲局"))[0]


def test_without_a_lead_only_the_line_is_named_and_without_either_nothing():
    assert advice("补助5万元。", Units(("甲局", "乙局"))) == (
        "其中的数字和标准是当时规定，今天的标准请拨打 12345（政务服务便民热线）。",
    )
    assert advice("补助5万元。", Units(), directory=Directory({})) == ()


def test_taxes_of_the_past_are_asked_of_the_tax_line():
    assert "12366（纳税缴费服务热线）" in advice("按规定减免房产税。", Units())[0]


def test_what_holds_no_figure_needs_no_advice():
    for sentence in ("设立首贷服务中心。", "推进“5G”应用。", "实施“531X”工程。", "深化“4+1”工作。"):
        assert advice(sentence, Units(("甲局",))) == ()


def test_where_nobody_is_named_the_line_is():
    assert advice("设立首贷服务中心。", Units()) == ("想知道找谁办，可以拨打 12345（政务服务便民热线）。",)


@pytest.mark.parametrize("status", [Status.CURRENT, Status.UPCOMING, Status.UNKNOWN])
def test_only_an_expired_figure_is_a_thing_of_the_past(status):
    assert advice("补助5万元。", Units(("甲局",)), status=status) == ()


def test_without_lines_an_uncovered_question_names_no_number():
    assert wording.not_covered("车船税", Directory({})) == (
        "抱歉，已发布的文件里没有找到这个问题的规定，我不能随便回答。",
    )
