"""`policybot stats`."""

import json

import pytest


def test_an_empty_store_has_figures_too(policybot):
    run = policybot("stats", "--days", "3")
    assert (run.status, run.err) == (0, "")
    assert "共 3 天" in run.out
    assert "没有答上来的问题：没有" in run.out


def test_what_was_asked_is_counted_in_tables_and_in_json(policybot):
    asked = ("首贷服务中心在哪办", "[bold]怎么养绿萝", "怎么养绿萝呀")
    lines = "\n".join(json.dumps({"question": question}) for question in asked)
    assert policybot("ask", "--jsonl", stdin=lines).status == 0
    run = policybot("stats", "--json", "--days", "1")
    (line,) = run.out.splitlines()
    figures = json.loads(line)
    (total,) = figures["total"]
    assert (total["count"], total["answer"], total["none"]) == (3, 1, 2)
    assert figures["departments"] == [{"lead": "人行嘉兴市中心支行", "count": 1}]
    assert [cluster["count"] for cluster in figures["unanswered"]] == [2]
    shown = policybot("stats", "--days", "2").out
    assert "这些天没有答上来的提问共 2 个，意思相近的放在一起。" in shown
    for words in ("优化金融资源配置", "人行嘉兴市中心支行", "命令行", "[bold]怎么养绿萝", figures["to"]):
        assert words in shown


@pytest.mark.parametrize("days", ["0", "367", "many"])
def test_a_span_that_cannot_be_is_wrong_usage(policybot, days):
    run = policybot("stats", "--days", days)
    assert (run.status, run.out) == (2, "")
