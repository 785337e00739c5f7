"""`policybot eval`: the table, the misses with why, refusals; and that nobody seems to have asked the set."""

import json
import sqlite3
from pathlib import Path

import pytest

PATH, LEAD = "二（三）9", "人行嘉兴市中心支行"
QUESTION = "首贷服务中心在哪办"
RIGHT = {"query": QUESTION, "kind": "formal", "clauses": [PATH], "lead": LEAD, "phrase": "设立 首贷服务中心"}
ROWS = [
    {"id": "in-1", **RIGHT},
    {"id": "in-2", **RIGHT, "clauses": ["一（一）"], "kind": "keyword"},
    {"id": 3, "query": "车船税怎么退", "kind": "near"},
    {"id": "out-2", "query": QUESTION, "kind": "near"},
    {"id": "out-3", "query": "政策", "kind": "ambiguous"},
]


@pytest.fixture
def questions(tmp_path: Path):
    def write(rows: list, name: str = "questions.jsonl") -> str:
        lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    return write


def test_the_shares_are_printed_by_kind_as_hits_of_rows(policybot, questions):
    run = policybot("eval", questions(ROWS), "--json")
    assert (run.status, run.err) == (0, "")
    result = json.loads(run.out)
    assert (result["rows"], list(result["kinds"])) == (5, ["all", "ambiguous", "formal", "keyword", "near"])
    shares = {
        kind: {name: (cell["hits"], cell["rows"]) for name, cell in measures.items()}
        for kind, measures in result["kinds"].items()
    }
    right = {"clause": (1, 1), "choice": (1, 1), "silent": (0, 1), "lead": (1, 1), "phrase": (1, 1)}
    assert shares["formal"] == right
    assert shares["near"] == {"false": (1, 2)}
    assert shares["ambiguous"] == {"false": (0, 1), "asked": (1, 1)}
    assert shares["all"]["clause"] == (1, 2)
    assert result["kinds"]["near"]["false"]["share"] == 0.5


def test_a_miss_says_what_was_asked_what_won_and_how_far_off_the_wanted_clause_is(policybot, questions):
    result = json.loads(policybot("eval", questions(ROWS), "--json").out)
    wrong, false = result["misses"]
    assert (wrong["id"], wrong["missed"]) == ("in-2", ["clause", "lead"])
    assert "首贷" in wrong["tokens"]
    assert (wrong["wanted"]["clause"], wrong["won"]["clause"]) == ("一（一）", PATH)
    assert wrong["won"]["score"] > wrong["wanted"]["score"]
    assert "首贷服务中心" in wrong["won"]["sentence"]
    assert (false["id"], false["missed"], false["wanted"]) == ("out-2", ["false"], None)
    assert false["confidence"] > 0.5


def test_words_that_nothing_published_holds_are_named(policybot, questions):
    asked = [{"query": "特斯拉弗里蒙特首贷", "clauses": ["九（九）"]}]
    (miss,) = json.loads(policybot("eval", questions(asked), "--json").out)["misses"]
    assert "弗" in miss["unknown"]
    assert "首贷" not in miss["unknown"]
    assert miss["wanted"] is None


def test_people_read_a_table_and_the_misses_on_a_store_filled_for_it(fresh, questions):
    run = fresh("eval", questions(ROWS))
    assert (run.status, run.err) == (0, "")
    head, *rows = run.out.splitlines()
    assert head.split() == "kind clause choice lead invented phrase silent false asked".split()
    assert rows[0].split()[:3] == ["all", "50.0%", "1/2"]
    assert "共 5 个问题，2 个没有答好。" in rows
    assert f"in-2 keyword  {QUESTION}" in rows
    assert any(row.startswith(f"  最前：{PATH}（") for row in rows)


def test_turns_of_a_dialogue_are_told_by_their_place(policybot, questions):
    turns = [
        {"query": "你好", "clauses": []},
        {"query": "小微园归谁备案", "clauses": ["九（九）"], "lead": "某局"},
    ]
    result = json.loads(policybot("eval", questions([{"id": "d-1", "turns": turns}]), "--json").out)
    assert list(result["kinds"]) == ["all", "later", "opening"]
    assert [miss["id"] for miss in result["misses"]] == ["d-1/2"]


def test_nothing_of_the_set_is_kept_as_asked(policybot, questions):
    policybot("eval", questions(ROWS))
    policybot("ask", "转供电收费归谁整治")
    with sqlite3.connect(policybot.data / "policybot.sqlite3") as store:
        assert store.execute("SELECT text FROM question").fetchall() == [("转供电收费归谁整治",)]
    store.close()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", '这一行不是 JSON；请改成 {"id": …, "query": …} 或 {"id": …, "turns": [{"query": …}]}。'),
        ("9" * 5000, '这一行不是 JSON；请改成 {"id": …, "query": …} 或 {"id": …, "turns": [{"query": …}]}。'),
        ("[1]", "这一行不是一个 JSON 对象；"),
        ({"id": "x"}, "这一行没有文字形式的 query；请补上。"),
        ({"query": 7}, "这一行没有文字形式的 query；请补上。"),
        ({"query": "x", "clauses": "一（一）"}, "clauses 要写成条款编号的列表"),
        ({"query": "x", "lead": 7}, "lead 要写成文字或 null；请改正。"),
        ({"query": "x", "kind": ["near"]}, "kind 要写成文字或 null；请改正。"),
        ({"query": "x", "id": {}}, "id 要写成文字或整数；请改正。"),
        ({"turns": []}, "turns 要写成"),
        ({"turns": ["x"]}, "turns 要写成"),
        ({"turns": [{"query": None}]}, "这一行没有文字形式的 query；请补上。"),
    ],
)
def test_a_line_that_can_not_be_used_is_named(policybot, questions, line, said):
    refusal = policybot("eval", questions([ROWS[0], "", line])).refusal
    assert refusal.startswith(f"questions.jsonl:3: {said}")


def test_a_file_that_can_not_be_used_is_named(policybot, questions, tmp_path):
    (tmp_path / "noise").write_bytes(b'{"query": "x"}\n\xff\xfe')
    assert policybot("eval", "nowhere").refusal.startswith("nowhere: 读不了这个文件（没有这个文件）；")
    assert policybot("eval", ".").refusal.startswith(".: 读不了这个文件（它是一个文件夹）；")
    assert policybot("eval", "noise").refusal == "noise:2: 不是 UTF-8 文本；请另存为 UTF-8 编码。"
    assert policybot("eval", questions([""])).refusal.startswith("questions.jsonl:1: 文件里没有问题；")


def test_a_reader_who_has_gone_is_no_traceback(policybot, questions):
    assert policybot.into_closed_pipe("eval", questions(ROWS)).err == ""
