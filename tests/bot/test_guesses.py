"""Which unit a question guesses, and how the guess is put right."""

import pytest

from bot.compose import compose
from bot.offices import asks_who, guessed, unit_lines, without_guess
from knowledge.document import Units
from tests.bot.papers import DIRECTORY, library_of
from tests.conftest import TODAY

UNITS = Units(("市商务局", "市经信局", "人行嘉兴市中心支行"), "市商务局")


@pytest.mark.parametrize(
    "question",
    [
        "参展政策归哪个部门管",
        "参展找谁",
        "网上展谁负责",
        "网上展由哪个单位牵头",
        "主管单位",
        "这块归谁管？",
        "該找誰",
        "这是什么部门的事",
    ],
)
def test_these_ask_who_is_in_charge(question):
    assert asks_who(question)


@pytest.mark.parametrize(
    "question", ["首贷服务中心在哪", "哪些单位可以享受补贴", "参展有补贴吗", "客户是谁", ""]
)
def test_these_do_not(question):
    assert not asks_who(question)


@pytest.mark.parametrize(
    ("question", "units"),
    [
        ("这是科技局管的吧？", ("市科技局",)),
        ("是不是归市科技局管", ("市科技局",)),
        ("参展找税务局对吗", ("市税务局",)),
        ("参展是嘉兴市商务局负责吗", ("市商务局",)),
        ("贷款的事人行管不管", ("人行嘉兴市中心支行",)),
        ("贷款的事是人行管吗", ("人行嘉兴市中心支行",)),
        ("是不是归咱们民政局管", ("民政局",)),
        ("归科技局还是归发改委管", ("市科技局", "市发展改革委")),
        ("这个以我个人行吗", ()),
        ("有好处吗，是不是有好处", ()),
        ("科技局说创新券还能用，是真的吗", ()),
        ("市科技局的电话", ()),
        ("", ()),
    ],
)
def test_a_guess_is_a_unit_that_the_question_asks_about(question, units):
    assert guessed(question, DIRECTORY) == units


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("找商务局对吗", "是的，牵头的是市商务局。"),
        ("找经信局对吗", "市经信局是责任单位之一，牵头的是市商务局。"),
        (
            "是人民银行管吗",
            "人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）是责任单位之一，牵头的是市商务局。",
        ),
        ("找税务局对吗", "不是市税务局，牵头的是市商务局。"),
        ("归民政局管吗", "牵头的是市商务局。"),
        ("归民政局还是商务局管", "牵头的是市商务局。"),
        ("归谁管", "牵头单位：市商务局"),
    ],
)
def test_a_guess_is_confirmed_or_corrected_first_and_the_lead_is_named_once(question, first):
    others = "其他责任单位：市经信局、人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）"
    assert unit_lines(question, UNITS, DIRECTORY) == (first, others)


def test_where_no_unit_leads_or_none_is_named_nothing_is_made_up():
    nobody_leads = Units(("甲局", "乙局"))
    unled = "责任单位：甲局、乙局（原文没有写明由谁牵头）"
    assert unit_lines("是甲局管吗", nobody_leads, DIRECTORY) == ("是的，甲局是责任单位之一。", unled)
    assert unit_lines("是税务局管吗", nobody_leads, DIRECTORY) == ("不是市税务局。", unled)
    unnamed = "这一条没有写明责任单位，没法确认是不是归它管。"
    assert unit_lines("是商务局管吗", Units(), DIRECTORY) == (unnamed,)
    assert unit_lines("归谁管", Units(), DIRECTORY) == ("这一条没有写明责任单位。",)


def test_the_guess_is_not_searched_for():
    assert "科技局" not in without_guess("闲置厂房是不是归科技局管", DIRECTORY)
    assert without_guess("闲置厂房怎么盘活", DIRECTORY) == "闲置厂房怎么盘活"


def test_the_guessed_units_own_clauses_do_not_win():
    library = library_of(
        rules="""\
        办法
        第一条 盘活闲置厂房，清理低效用地。（责任单位：市自然资源和规划局）
        第二条 市科技局管理科技创新券。（责任单位：市科技局）
        """
    )
    answer, _ = compose("闲置厂房清理盘活是市科技局管的吧", library, TODAY)
    assert answer.clause.path == "第一条"
    assert answer.unit_lines[0] == "不是市科技局。"
