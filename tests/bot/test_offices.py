"""Questions about who is in charge: the department first, and a wrong guess put right."""

import pytest

from bot.answer import Answer, Kind
from bot.compose import compose
from bot.library import Library
from bot.offices import asks_who
from tests.bot.papers import library_of
from tests.conftest import TODAY

TEXT = """
    停车管理办法
    （一）停车收费。停车费每小时5元，夜间免费。（责任单位：市交通局、市财政局。列第一位的为牵头单位，下同）
    （二）车位划线。新划车位一千个。（责任单位：市公安局）
    （三）投诉处理。对收费有异议的，可以投诉。
    """


@pytest.fixture(scope="module")
def library() -> Library:
    return library_of(parking=TEXT)


def answer(library: Library, question: str) -> Answer:
    found, _ = compose(question, library, TODAY)
    assert found.kind is Kind.ANSWER, found
    return found


@pytest.mark.parametrize(
    "question",
    [
        "停车收费归哪个部门管",
        "停车收费谁负责",
        "停车收费的牵头单位是谁",
        "停车收费由哪个局主管",
    ],
)
def test_the_department_comes_first_where_it_is_asked_for(library: Library, question: str) -> None:
    found = answer(library, question)
    assert found.units_first
    assert found.unit_lines == ("牵头单位：市交通局", "其他责任单位：市财政局")
    assert found.text.index("牵头单位：市交通局") < found.text.index("「停车费每小时5元")


@pytest.mark.parametrize("question", ["停车费每小时多少", "停车收费", "哪个部门可以享受夜间免费停车"])
def test_it_comes_after_the_quotation_where_something_else_is_asked(library: Library, question: str) -> None:
    assert not asks_who(question)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("停车收费是科技局管的吧", "不是市科技局，牵头的是市交通局。"),
        ("停车收费是不是归市科技局管", "不是市科技局，牵头的是市交通局。"),
        ("停车收费找财政局对吗", "市财政局是责任单位之一，牵头的是市交通局。"),
        ("停车收费归交通局管吗", "是的，牵头的是市交通局。"),
        ("停车收费归路桥处管吗", "牵头的是市交通局。"),
    ],
)
def test_a_guess_is_confirmed_or_put_right(library: Library, question: str, first: str) -> None:
    assert answer(library, question).unit_lines[0] == first


def test_of_a_clause_that_names_nobody_no_unit_is_made_up(library: Library) -> None:
    found = answer(library, "投诉处理归交通局管吗")
    assert found.clause is not None
    assert found.clause.path == "（三）"
    assert found.unit_lines == ("这一条没有写明责任单位，没法确认是不是归它管。",)
    assert found.units is not None
    assert found.units.names == ()
