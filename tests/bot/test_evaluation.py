"""A labelled question set: how an answer is judged, and who asks."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.answer import Answer, Choice, ClauseRef, Kind
from bot.evaluation import evaluate
from bot.question_sets import Row, judge, missed
from knowledge.document import Units

ROW = Row("in-1", "谁管停车", "formal", ("二（一）1", "二（一）2"), "市交通局", "停车费每小时5元")
ANSWER = Answer(
    Kind.ANSWER,
    "谁管停车",
    clause=ClauseRef("parking", "停车办法", 1, "二（一）1", "二（一）1", None),
    key_sentences=("停车费每小时 5元。", "夜间免费。"),
    units=Units(("市交通局",), "市交通局"),
)
OTHER = replace(ANSWER, clause=ClauseRef("parking", "停车办法", 1, "二（一）2", "二（一）2", None))
CHOICES = Answer(Kind.CHOICES, "谁管停车", choices=(Choice("停车", "parking", "二（一）2"), Choice("公交")))
NONE = Answer(Kind.NONE, "谁管停车")
UNCOVERED = Row("out-1", "谁管停车", "near")
RIGHT = {"clause": True, "choice": True, "silent": False, "lead": True, "phrase": True}


@pytest.mark.parametrize(
    ("row", "answer", "measures"),
    [
        (ROW, ANSWER, RIGHT),
        (replace(ROW, kind="dept"), ANSWER, {k: v for k, v in RIGHT.items() if k != "phrase"}),
        (ROW, replace(ANSWER, units=Units(("市交通局",))), {**RIGHT, "lead": False}),
        (ROW, OTHER, {k: v for k, v in RIGHT.items() if k != "lead"}),
        (ROW, replace(ANSWER, key_sentences=("夜间免费。",)), {**RIGHT, "phrase": False}),
        (ROW, replace(ANSWER, key_sentences=(*ANSWER.key_sentences, "也")), {**RIGHT, "phrase": False}),
        (
            ROW,
            replace(ANSWER, key_sentences=(*ANSWER.key_sentences[:1], "长" * 180)),
            {**RIGHT, "phrase": False},
        ),
        (
            ROW,
            CHOICES,
            {"clause": False, "choice": True, "silent": False, "lead": False, "phrase": False},
        ),
        (ROW, NONE, {"clause": False, "choice": False, "silent": True, "lead": False, "phrase": False}),
        (
            replace(ROW, lead=None),
            ANSWER,
            {"clause": True, "choice": True, "silent": False, "invented": True, "phrase": True},
        ),
        (
            replace(ROW, lead=None, phrase=None),
            replace(ANSWER, units=Units()),
            {"clause": True, "choice": True, "silent": False, "invented": False},
        ),
        (UNCOVERED, ANSWER, {"false": True}),
        (UNCOVERED, CHOICES, {"false": False}),
        (replace(UNCOVERED, kind="ambiguous"), CHOICES, {"false": False, "asked": True}),
        (replace(UNCOVERED, kind="ambiguous"), NONE, {"false": False, "asked": False}),
    ],
)
def test_an_answer_is_judged_by_what_the_row_says(
    row: Row, answer: Answer, measures: dict[str, bool]
) -> None:
    assert judge(row, answer) == measures


def test_what_is_missed_is_what_should_be_and_is_not_or_should_not_be_and_is() -> None:
    assert missed(RIGHT) == ()
    assert missed(judge(ROW, CHOICES)) == ("clause", "lead", "phrase")
    assert missed(judge(ROW, NONE)) == ("clause", "silent", "lead", "phrase")
    assert missed(judge(UNCOVERED, ANSWER)) == ("false",)


async def test_each_question_is_asked_by_somebody_else_and_a_dialogue_by_one_person(assistant) -> None:
    rows = [
        Row("1", "首贷服务中心在哪办", "formal"),
        Row("2", "首贷服务中心在哪办", "formal"),
        Row("a/1", "你好", "opening", dialogue="a"),
        Row("a/2", "谢谢", "later", dialogue="a"),
        Row("b/1", "你好", "opening", dialogue="b"),
    ]
    told: list[tuple[int, int]] = []
    report = await evaluate(assistant, rows, on_progress=lambda done, total: told.append((done, total)))
    assert (report.rows, told) == (5, [(number, 5) for number in range(1, 6)])
    async with assistant.engine.connect() as connection:
        asked = (
            (await connection.execute(text("SELECT conversation FROM question ORDER BY id"))).scalars().all()
        )
    assert len(set(asked)) == 4
    assert asked[2] == asked[3]
