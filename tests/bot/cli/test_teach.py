"""`policybot teach`: files of labelled questions, what is taught, what is skipped and why."""

import json
from pathlib import Path

import pytest

PLAN = "jiaxing-xiaowei-2021-2023"
QUESTION = "隔壁阿姨想支个煎饼摊子，要跟谁讲一声"


def written(home: Path, *rows: object, name: str = "labelled.jsonl") -> str:
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (home / name).write_text("\n".join(lines), encoding="utf-8")
    return name


def clause(policybot, question: str) -> str | None:
    answer = json.loads(policybot("ask", question, "--json").out)
    return answer["clause"] and answer["clause"]["path"]


def test_a_file_is_taught_once_and_its_questions_are_answered_so(policybot):
    assert clause(policybot, QUESTION) != "二（二）8"
    file = written(
        policybot.home,
        {"id": 1, "query": QUESTION, "relevant": [f"{PLAN}/二（二）8"]},
        {"id": 2, "query": "煎饼摊子电费谁说了算", "clauses": ["二（二）8", "一（三）"]},
        {"id": 3, "turns": [{"query": "煎饼摊子能借钱不", "clauses": ["二（三）9"]}, {"query": "归谁管"}]},
        {"id": 4, "query": "煎饼怎么摊", "clauses": []},
        "",
    )
    first = policybot("teach", file)
    assert (first.status, first.err) == (0, "")
    assert first.out == "教了 3 个问题，跳过：没有标注条款 1 个。正在运行的服务两秒内改用。\n"
    assert clause(policybot, QUESTION) == "二（二）8"
    assert (
        policybot("teach", file).out
        == "教了 0 个问题，跳过：已经教过或文件里已有 3 个、没有标注条款 1 个。\n"
    )


def test_lines_that_can_not_be_used_are_named_with_their_place_and_the_others_are_taught(policybot):
    file = written(
        policybot.home,
        {"query": QUESTION, "relevant": ["二（二）8"]},
        "{",
        "[1]",
        {"query": 5, "relevant": ["二（二）8"]},
        {"query": "煎饼", "relevant": "二（二）8"},
        {"query": "煎饼", "relevant": ["九十九"]},
        {"query": "煎饼", "relevant": [PLAN]},
        {"query": "打13812345678找我", "relevant": ["二（二）8"]},
    )
    run = policybot("teach", file)
    assert run.status == 1
    assert run.out == "教了 1 个问题，跳过：有问题 7 个。正在运行的服务两秒内改用。\n"
    places = [line.split(": ")[0] for line in run.err.splitlines()]
    assert places == [f"{file}:{number}" for number in range(2, 9)]
    assert f"{file}:6: 已发布的文件里没有“九十九”；请写成“文件编号/条款编号”。" in run.err
    assert f"{file}:7: “{PLAN}”不止一条；请写成“文件编号/条款编号”。" in run.err


def test_a_file_of_phrasings_is_taught_to_the_document_that_it_is_named_for(policybot):
    file = written(
        policybot.home,
        f"二（二）8\t\t{QUESTION}",
        "无\t\t煎饼摊子怎么画图",
        "九\t\t煎饼",
        "一栏",
        name=f"{PLAN}.questions.tsv",
    )
    run = policybot("teach", file)
    assert run.out == "教了 2 个问题，跳过：有问题 2 个。正在运行的服务两秒内改用。\n"
    assert run.err.startswith(f"{file}:3: 《嘉兴市小微企业三年成长计划（2021—2023年）》里没有“九”这一条；")
    assert f"\n{file}:4: 应有三列" in run.err
    assert clause(policybot, QUESTION) == "二（二）8"


def test_a_dry_run_shows_the_rehearsal_and_teaches_nothing(policybot):
    file = written(policybot.home, {"query": QUESTION, "relevant": ["二（二）8"]})
    run = policybot("teach", file, "--dry-run")
    assert (run.status, run.err) == (0, "")
    lines = run.out.splitlines()
    assert lines[0] == "可以教 1 个问题。"
    assert lines[1].startswith("试问已有的标注问题 200 个（从 ")
    assert any(line.startswith(f"  有变化：{QUESTION}（") and line.endswith("二（二）8）") for line in lines)
    assert policybot("teach", file).out.startswith("教了 1 个问题。")


@pytest.mark.parametrize(
    ("content", "said"), [(None, "读不了这个文件"), (b"\xff\xfe\xfa", ":1: 不是 UTF-8 文本；")]
)
def test_a_file_that_can_not_be_read_is_refused(policybot, content, said):
    if content is not None:
        (policybot.home / "labelled.jsonl").write_bytes(content)
    assert said in policybot("teach", "labelled.jsonl").refusal
