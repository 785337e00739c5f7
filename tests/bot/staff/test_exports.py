"""Tables and records as CSV and JSON files."""

import csv
import io
import json
from datetime import date

import pytest
from sqlalchemy import insert

from bot.database import migrate, open_database
from bot.staff.exports import Form, Table, tables, to_json, written
from bot.staff.figures import read_clusters, read_figures
from bot.staff.records import MOST_AT_ONCE, RECORDS, read_records
from bot.staff.store.tables import TaughtRow
from bot.store import QuestionRow
from bot.web.staff.charts import draw
from knowledge.standing import Span
from tests.bot.staff.asked import CONVERSATION, PLAN, ask, at, by_name, hand_over, judge

WEEK = Span(date(2026, 11, 18), date(2026, 11, 24))
RECORDS_BY_NAME = {records.name: records for records in RECORDS}


@pytest.fixture
async def empty(settings):
    await migrate(settings)
    async with open_database(settings) as engine:
        yield engine


async def file_of(columns, form, *parts) -> bytes:
    async def given():
        for part in parts:
            yield part

    return b"".join([piece async for piece in written(columns, given(), form)])


async def exported(engine, name, form, span=WEEK) -> bytes:
    records = RECORDS_BY_NAME[name]
    parts = read_records(engine, records, span)
    return b"".join([piece async for piece in written(records.columns, parts, form)])


def rows_of(file: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.decode("utf-8-sig"), newline="")))


HOSTILE = [
    '=HYPERLINK("http://example.com","领补贴")',
    "+86",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "  =1",
    "＝1+1",
    "　＝1",
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_cell_of_a_csv_file_is_a_formula(text):
    ((_,), (cell,)) = rows_of(await file_of((("question", "问题"),), Form.CSV, [(text,)]))
    assert cell == f"'{text}"


@pytest.mark.parametrize("text", ["他说“好”，\n再见", 'a"b,c', "0571-1=2", "", "；'", "2=2"])
async def test_other_cells_come_back_as_they_were(text):
    file = await file_of((("a", "甲"), ("b", "乙")), Form.CSV, [(text, -3)])
    assert rows_of(file) == [["甲", "乙"], [text, "-3"]]


async def test_excel_knows_a_csv_file_for_utf_8():
    assert (await file_of((("a", "甲"),), Form.CSV)).startswith(b"\xef\xbb\xbf\xe7\x94\xb2")


@pytest.mark.parametrize("parts", [[], [[(1,)]], [[(1,), (2,)], [], [("=3",)]]])
async def test_a_json_file_is_one_list_whatever_parts_it_comes_in(parts):
    file = await file_of((("a", "甲"),), Form.JSON, *parts)
    assert json.loads(file) == [{"a": cell} for part in parts for (cell,) in part]


async def test_several_values_in_a_cell_are_lines_in_csv_and_a_list_in_json():
    columns, rows = (("others", "类似"),), [(("一", "二"),)]
    assert rows_of(await file_of(columns, Form.CSV, rows)) == [["类似"], ["一\n二"]]
    assert json.loads(await file_of(columns, Form.JSON, rows)) == [{"others": ["一", "二"]}]


async def test_every_table_has_the_figures_of_the_span(empty, library):
    await ask(empty, "2026-11-20 10:00", clause="二（三）9", helpful=True)
    for text in ("怎么养绿萝", "请问怎么养绿萝呢"):
        await ask(empty, "2026-11-21 10:00", text, kind="none", channel="telegram")
    await hand_over(empty, "2026-11-20 10:00", "2026-11-20 10:10")
    figures = await read_figures(empty, library, WEEK)
    clusters = await read_clusters(empty, library, WEEK)
    made = tables(figures, clusters)
    shown = by_name(made)
    (total,) = shown["total"]
    assert (total["count"], total["answer"], total["none"], total["helpful"]) == (3, 1, 2, 1)
    assert [row["count"] for row in shown["days"]] == [0, 0, 1, 2, 0, 0, 0]
    assert [(row["channel"], row["count"]) for row in shown["channels"]] == [("Telegram", 2), ("网页", 1)]
    assert shown["departments"] == [{"lead": "人行嘉兴市中心支行", "count": 1}]
    assert shown["handovers"] == [{"asked": 1, "replied": 1, "median_minutes": 10.0}]
    assert shown["unanswered"] == [{"count": 2, "central": "怎么养绿萝", "others": ("请问怎么养绿萝呢",)}]
    assert to_json(figures, clusters)["clauses"][0]["clause"] == "二（三）9 优化金融资源配置"
    for table in made:
        assert isinstance(table, Table)
        assert {len(row) for row in table.rows} <= {len(table.columns)}


async def test_questions_are_exported_with_vote_and_verdict_and_without_who_asked(empty):
    await ask(empty, "2026-11-17 23:59", "早了")
    number = await ask(empty, "2026-11-20 00:30", "我的电话〔电话〕", clause="二（三）9", helpful=False)
    await judge(empty, number, "corrected", document=PLAN, clause="一（二）")
    await ask(empty, "2026-11-20 10:00", "没人管", kind="none")
    file = await exported(empty, "questions", Form.JSON)
    first, second = json.loads(file)
    assert first == {
        "id": number,
        "asked_at": "2026-11-20 00:30:00",
        "channel": "web",
        "question": "我的电话〔电话〕",
        "kind": "answer",
        "confidence": 0.5,
        "document": PLAN,
        "version": 1,
        "clause": "二（三）9",
        "helpful": False,
        "verdict": "corrected",
    }
    assert (second["question"], second["helpful"], second["verdict"]) == ("没人管", None, None)
    _, row, _ = rows_of(await exported(empty, "questions", Form.CSV))
    assert row[2:5] == ["网页", "我的电话〔电话〕", "答上了"]
    assert row[9:] == ["否", "应该是别的条款"]
    for name, form in [(name, form) for name in RECORDS_BY_NAME for form in Form]:
        assert CONVERSATION.encode() not in await exported(empty, name, form)


async def test_a_verdict_that_was_taken_back_says_so(empty):
    number = await ask(empty, "2026-11-20 10:00", clause="二（三）9")
    await judge(empty, number, "open", round=2)
    for name in ("questions", "reviews"):
        _, row = rows_of(await exported(empty, name, Form.CSV))
        assert "撤销了判断" in row


async def test_verdicts_and_taught_phrasings_are_exported(empty):
    number = await ask(empty, "2026-11-20 10:00", "=1", clause="二（三）9")
    await judge(empty, number, "right")
    taught = {"document": PLAN, "clause": "二（三）9", "clause_hash": "0" * 64}
    taught |= {"question": "@头一回贷款", "normal": "头一回贷款"}
    async with empty.begin() as connection:
        await connection.execute(
            insert(TaughtRow), {**taught, "state": "live", "at": at("2026-11-01 08:00"), "by": "Telegram 12"}
        )
    (verdict,) = json.loads(await exported(empty, "reviews", Form.JSON))
    assert (verdict["id"], verdict["by"], verdict["verdict"]) == (number, "Telegram 12", "right")
    _, row = rows_of(await exported(empty, "taught", Form.CSV))
    assert row[1:] == [
        "2026-11-01 08:00:00",
        "Telegram 12",
        PLAN,
        "二（三）9",
        "",
        "'@头一回贷款",
        "否",
        "使用中",
    ]


async def test_however_many_questions_there_are_few_are_held_at_a_time(empty):
    many = MOST_AT_ONCE + 3
    await ask_many(empty, many)
    sizes = [len(part) async for part in read_records(empty, RECORDS_BY_NAME["questions"], WEEK)]
    assert sizes == [MOST_AT_ONCE, 3]
    assert len(json.loads(await exported(empty, "questions", Form.JSON))) == many


async def ask_many(engine, count: int) -> None:
    row = {
        "conversation": CONVERSATION,
        "channel": "web",
        "asked_at": at("2026-11-20 10:00"),
        "text": "问",
        "kind": "none",
        "confidence": 0.0,
        "answer": {},
    }
    async with engine.begin() as connection:
        await connection.execute(insert(QuestionRow), [row] * count)


@pytest.mark.parametrize("paused", [False, True])
async def test_what_was_switched_off_has_a_column_only_where_there_is_any(empty, library, paused):
    await ask(empty, "2026-11-20 10:00", kind="paused" if paused else "none")
    shown = {table.name: table for table in tables(await read_figures(empty, library, WEEK), ())}
    for name in ("total", "days", "channels"):
        assert (("paused", "停答") in shown[name].columns) == paused
        assert {len(row) for row in shown[name].rows} == {len(shown[name].columns)}
    assert ("停答" in draw("days", await read_figures(empty, library, WEEK), narrow=True).decode()) == paused
