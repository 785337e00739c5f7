"""Files that no official wrote: each is split or refused in time that grows with its length, and never crashes."""

from time import process_time

import pytest

from knowledge.document import Level
from knowledge.splitting import split_text

SECONDS = 4
"""Twice what each may take on a machine that does nothing else."""

START = "测试计划\n一、甲。乙。"
REFUSED = {
    "200,000 clauses": "测试\n" + "\n".join(f"{n % 999 + 1}．培育企业。" for n in range(200_000)),
    "60,000 headings": "测试\n" + "一、标题\n" * 60_000,
    "30,000 lines without a number": "测试\n" + "企业\n" * 30_000,
    "1,200 levels of 1.1.1": "\n".join(".".join("1" * (n + 1)) + " 甲" for n in range(1200)),
}
SPLIT = {
    "1,200 numbers in a row": START + "\n" + "（一）" * 1200 + "甲。",
    "60,000 unclosed brackets": START + "（" * 60_000,
    "60,000 unclosed units brackets": START + "（责任单位：" * 60_000,
    "60,000 unclosed units brackets with names": START + "（责任单位：甲局。" * 60_000,
    "20,000 lines with unclosed brackets": START + "（责任单位：甲局\n" * 20_000,
    "20,000 units brackets": START + "（甲局负责）" * 20_000,
    "20,000 lines of units": START + "\n" + "责任单位：甲局\n" * 20_000,
    "100,000 names": START + "（责任单位：" + "市局、" * 100_000 + "）",
    "100,000 marks in a bracket": START + "（责任单位：" + "。，、；" * 25_000 + "）",
    "100,000 等 in a bracket": START + "（责任单位：" + "等" * 100_000 + "）",
    "a line of 100,000 characters": START + "长" * 100_000,
    "a title of 100,000 characters": "长" * 100_000 + "\n" + START,
    "20,000 impossible dates": START + "本办法自2021年2月30日起施行。" * 20_000,
    "20,000 dates on their lines": "2021年2月30日\n" * 20_000 + START,
    "20,000 annexes": START + "\n" + "附件\n" * 20_000,
    "20,000 contents": "目录\n" * 20_000 + START,
    "20,000 beginnings of the title": "某局关于印发《某某计划》的通知\n" + "某某计\n" * 20_000 + START,
    "right-to-left overrides": START + "\u202e企业\u202c" * 30_000,
    "100,000 opening marks": START + "《“（" * 33_000,
    "100,000 of 自": START + "\n本办法" + "自" * 100_000 + "施行",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_holds_no_clauses_or_too_many_is_refused_with_one_sentence(name: str) -> None:
    began = process_time()
    document = split_text(REFUSED[name], id="x")
    assert process_time() - began < SECONDS
    assert document.clauses == ()
    assert len([problem for problem in document.problems if problem.level is Level.ERROR]) == 1


@pytest.mark.parametrize("name", SPLIT)
def test_what_is_odd_but_numbered_is_split_without_losing_a_character(name: str) -> None:
    began = process_time()
    document = split_text(SPLIT[name], id="x")
    assert process_time() - began < SECONDS
    assert document.clauses
    assert len(document.problems) < 60
    kept = sum(len("".join(piece.text.split())) for piece in document.pieces)
    unseen = sum(SPLIT[name].count(mark) for mark in "\u202e\u202c")
    assert kept == len("".join(SPLIT[name].split())) - unseen


def test_a_problem_of_numbering_that_never_ends_is_listed_so_often_and_then_counted() -> None:
    document = split_text("测试计划\n" + "一、甲。乙。\n" * 500, id="x")
    assert len(document.clauses) == 500
    assert len(document.problems) == 51
    assert "更多" in document.problems[-1].message
