"""The real plan, split: what the issue that asked for it lists, and what is printed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import groupby

import pytest

from knowledge.clause_files import ClauseFile
from knowledge.document import Document, Part, Units, Validity
from knowledge.reading import read_lines
from knowledge.sentences import split_sentences
from knowledge.splitting import split_text
from tests.plan import POLICIES

HEADINGS = {
    "一（一）": "小微企业规模总量不断壮大",
    "一（二）": "小微企业发展活力明显增强",
    "一（三）": "小微企业营商环境日益优化",
    "二（一）1": "主体培育提质行动",
    "二（一）2": "平台加速集聚行动",
    "二（一）3": "市场拓展扶优行动",
    "二（一）4": "创新发展专项行动",
    "二（一）5": "数字化转型行动",
    "二（二）6": "健全准入退出机制",
    "二（二）7": "优化综合服务环境",
    "二（二）8": "营造公平竞争环境",
    "二（三）9": "优化金融资源配置",
    "二（三）10": "强化质量目标导向",
    "三（一）": "加强组织领导",
    "三（二）": "加强动态扶持",
    "三（三）": "加强典型选树",
}
LINES = [16, 17, 18, 22, 24, 25, 26, 27, 30, 31, 32, 35, 36, 39, 41, 42]
LEADS = {
    "二（一）1": (7, "市市场监管局"),
    "二（一）2": (7, "市自然资源和规划局"),
    "二（一）3": (3, "市商务局"),
    "二（一）4": (3, "市科技局"),
    "二（一）5": (4, "市经信局"),
    "二（二）6": (2, "市市场监管局"),
    "二（二）7": (8, "市市场监管局"),
    "二（二）8": (5, "市市场监管局"),
    "二（三）9": (5, "人行嘉兴市中心支行"),
    "二（三）10": (2, "市市场监管局"),
}


def test_the_plan_has_its_sixteen_clauses_in_print_order(plan: Document) -> None:
    assert {clause.path: clause.heading for clause in plan.clauses} == HEADINGS
    assert [clause.path for clause in plan.clauses] == list(HEADINGS)
    assert [clause.key for clause in plan.clauses] == list(HEADINGS)


def test_each_clause_of_the_plan_knows_its_line(plan: Document) -> None:
    assert [clause.line for clause in plan.clauses] == LINES


def test_the_ten_tasks_of_the_plan_have_their_units_and_the_first_leads(plan: Document) -> None:
    found = {c.path: (len(c.units.names), c.units.lead) for c in plan.clauses if c.units.names}
    assert found == LEADS
    assert all(clause.units.names[0] == clause.units.lead for clause in plan.clauses if clause.units.names)


def test_the_goals_and_the_requirements_of_the_plan_name_no_unit(plan: Document) -> None:
    without = [clause.path for clause in plan.clauses if clause.units == Units()]
    assert without == [path for path in HEADINGS if path[0] in "一三"]


def test_a_comma_and_a_quoted_group_make_two_units_of_the_plans_sixth_task(plan: Document) -> None:
    sixth = next(clause for clause in plan.clauses if clause.path == "二（二）6")
    assert sixth.units.names == ("市市场监管局", "市“小微企业三年成长计划”工作领导小组其他成员单位")
    assert sixth.units.others == ("市“小微企业三年成长计划”工作领导小组其他成员单位",)


def test_the_units_of_a_task_of_the_plan_stand_in_print_order(plan: Document) -> None:
    ninth = next(clause for clause in plan.clauses if clause.path == "二（三）9")
    assert ninth.units.names == (
        "人行嘉兴市中心支行",
        "市财政局",
        "市市场监管局",
        "市金融办",
        "嘉兴银保监分局",
    )


def test_the_plan_says_what_it_is_who_issued_it_and_how_long_it_holds(plan: Document) -> None:
    assert plan.id == "jiaxing-xiaowei-2021-2023"
    assert plan.title == "嘉兴市小微企业三年成长计划（2021—2023年）"
    assert plan.issuer == "嘉兴市人民政府办公室"
    assert plan.doc_number is None
    assert plan.issued == date(2021, 8, 19)
    assert plan.validity == Validity(date(2021, 8, 19), date(2023, 12, 31))


def test_the_plan_has_no_problems(plan: Document) -> None:
    assert plan.problems == ()


def test_the_clauses_of_the_plan_stand_under_its_headings(plan: Document) -> None:
    tasks = ("重点任务", "完善政策供给，夯实企业发展基础")
    assert {c.sections for c in plan.clauses if c.path.startswith("一")} == {("主要目标",)}
    assert {c.sections for c in plan.clauses if c.path.startswith("二（三）")} == {tasks}


def test_every_piece_of_the_plan_is_of_the_right_kind(plan: Document) -> None:
    assert Counter(piece.part for piece in plan.pieces) == {
        Part.NOTICE: 5,
        Part.SIGNATURE: 2,
        Part.TITLE: 2,
        Part.PREAMBLE: 1,
        Part.NUMBER: 22,
        Part.HEADING: 22,
        Part.CLAUSE: 16,
        Part.UNITS: 10,
    }


def test_the_pieces_of_each_line_of_the_plan_are_the_line(plan: Document) -> None:
    printed = read_lines(ClauseFile(POLICIES / "jiaxing-xiaowei-2021-2023.txt"))
    assert {
        number: "".join(piece.text for piece in pieces)
        for number, pieces in groupby(plan.pieces, key=lambda piece: piece.line)
    } == {line.number: line.text for line in printed}


@pytest.mark.parametrize("path", HEADINGS)
def test_the_text_of_a_clause_of_the_plan_is_whole_sentences(plan: Document, path: str) -> None:
    clause = next(clause for clause in plan.clauses if clause.path == path)
    sentences = split_sentences(clause.body)
    assert "".join(sentences) == clause.body
    assert all(sentence in clause.body and sentence[-1] in "。；" for sentence in sentences)
    printed = [piece for piece in plan.pieces if piece.clause == clause.key]
    assert [piece.text for piece in printed if piece.part is Part.CLAUSE] == [clause.body]
    assert [piece.text for piece in printed if piece.part is Part.HEADING] == [f"{clause.heading}。"]
    assert "责任单位" not in clause.body
    assert not clause.body.startswith(HEADINGS[path])


def pages(lines: Iterable[str], width: int) -> str:
    """Return lines as a page of `width` half characters breaks them, with a page number after every 22."""
    broken: list[str] = []
    for line in lines:
        rest = f"  {line}"
        while rest:
            end = taken = 0
            while end < len(rest) and (
                taken < width or rest[end] in "，。；：、）”》" or rest[end].isascii()
            ):
                taken += 1 if rest[end].isascii() else 2
                end += 1
            broken.append(rest[:end])
            rest = rest[end:]
            if len(broken) % 23 == 22:
                broken.append(f"— {len(broken) // 23 + 1} —")
    return "\n".join(broken)


@pytest.mark.parametrize("width", [44, 56, 72])
def test_the_plan_broken_into_the_lines_of_a_page_is_the_same_plan(plan: Document, width: int) -> None:
    lines = [line.text for line in read_lines(ClauseFile(POLICIES / "jiaxing-xiaowei-2021-2023.txt"))]
    broken = split_text(pages(lines, width), id=plan.id)
    assert broken.problems == ()
    assert (broken.title, broken.issuer, broken.validity) == (plan.title, plan.issuer, plan.validity)
    assert [(c.key, c.heading, c.body.replace("\n", ""), c.units, c.sections) for c in broken.clauses] == [
        (c.key, c.heading, c.body, c.units, c.sections) for c in plan.clauses
    ]
    for clause in broken.clauses:
        assert all(paragraph[-1] in "。；：" for paragraph in clause.body.split("\n"))
