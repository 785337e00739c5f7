"""`policybot split`, `load` and `migrate`."""

import json
import os
import pty
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.bot.cli.conftest import LONGEST_RUN, Policybot
from tests.plan import POLICIES

PLAN = POLICIES / "jiaxing-xiaowei-2021-2023.txt"
TITLE = "《嘉兴市小微企业三年成长计划（2021—2023年）》"


@pytest.fixture
def changed_plan(tmp_path: Path) -> Path:
    """Return the plan with a figure changed in 二（三）9, a unit dropped from 二（一）3 and a task 11 added."""
    text = PLAN.read_text(encoding="utf-8")
    for before, after in [
        ("平均费率降至1%以下", "平均费率降至0.8%以下"),
        ("（责任单位：市商务局、市经信局、市财政局）", "（责任单位：市商务局、市经信局）"),
        ("\n三、工作要求", "\n11．优化用工服务。开展用工对接。（责任单位：市人力社保局）\n三、工作要求"),
    ]:
        assert text.count(before) == 1
        text = text.replace(before, after)
    file = tmp_path / "changed" / PLAN.name
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def test_the_plan_is_split_into_its_sixteen_clauses(fresh):
    run = fresh("split", str(PLAN), "--json")
    assert (run.status, run.err) == (0, "")
    (line,) = run.out.splitlines()
    split = json.loads(line)
    clauses = split.pop("clauses")
    assert split == {
        "title": "嘉兴市小微企业三年成长计划（2021—2023年）",
        "issuer": "嘉兴市人民政府办公室",
        "doc_number": None,
        "issued": "2021-08-19",
        "effective_from": "2021-08-19",
        "effective_to": "2023-12-31",
        "problems": [],
    }
    assert [clause["path"] for clause in clauses] == (
        "一（一） 一（二） 一（三） 二（一）1 二（一）2 二（一）3 二（一）4 二（一）5 二（二）6 二（二）7 二（二）8 "
        "二（三）9 二（三）10 三（一） 三（二） 三（三）"
    ).split()
    assert [len(clause["units"]) for clause in clauses] == [0, 0, 0, 7, 7, 3, 3, 4, 2, 8, 5, 5, 2, 0, 0, 0]
    assert clauses[11].keys() == {"path", "heading", "body", "lead", "units", "line"}
    assert (clauses[11]["heading"], clauses[11]["lead"]) == ("优化金融资源配置", "人行嘉兴市中心支行")
    assert "9．优化金融资源配置" in PLAN.read_text(encoding="utf-8").splitlines()[clauses[11]["line"] - 1]
    assert not (fresh.data / "policybot.sqlite3").exists()


def test_a_split_file_can_be_read_in_a_terminal(fresh):
    lines = fresh("split", str(PLAN)).out.splitlines()
    assert lines[0] == TITLE
    assert lines[1] == "发文机关：嘉兴市人民政府办公室；期限：2021-08-19 至 2023-12-31；共 16 条"
    assert len(lines) == 2 + 2 * 16
    place = next(n for n, line in enumerate(lines) if line.startswith("  二（三）9　优化金融资源配置（第 "))
    assert lines[place + 1].startswith("      责任单位：人行嘉兴市中心支行、市财政局、")
    assert lines[place + 1].endswith("，牵头：人行嘉兴市中心支行")
    assert lines[-1] == "      责任单位：未写明"


def test_a_file_to_split_that_is_missing_or_empty_is_named(fresh, tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text(" \n")
    assert fresh("split", "missing.txt").refusal.startswith("missing.txt: 读不出来（")
    assert fresh("split", str(empty), "--json").refusal == f"{empty}:1: 文件是空的；请放入文件正文后再试。"


def test_a_file_without_clauses_is_shown_with_its_problems_and_fails(fresh, tmp_path):
    (tmp_path / "letter.txt").write_text("关于开会的通知\n明天开会。\n", encoding="utf-8")
    run = fresh("split", "letter.txt", "--json")
    assert run.status == 1
    assert run.err.startswith("letter.txt:1: 没有找到编号的条款")
    assert [problem["level"] for problem in json.loads(run.out)["problems"]] == ["error"]


def test_a_plan_is_shown_before_it_is_published_and_once_published_left_alone(fresh, changed_plan):
    shown = fresh("load", str(POLICIES), "--dry-run")
    assert (shown.status, shown.err) == (0, "")
    assert shown.out.splitlines() == [
        f"{TITLE}：新文件，共 16 条",
        "  期限：2021年8月19日至2023年12月31日",
        "  写明责任单位的有 10 条",
    ]
    published = fresh("load", str(POLICIES))
    assert published.status == 0
    assert published.out == shown.out + f"已发布{TITLE}第 1 版。正在运行的服务两秒内改用新内容。\n"
    again = fresh("load", str(PLAN), "--yes")
    assert (again.status, again.out) == (0, f"{TITLE}：与已发布的第 1 版相同，不用发布。\n")


def test_an_amended_plan_is_previewed_published_and_rolled_back(policybot, changed_plan):
    def rate() -> tuple[int, str]:
        answer = json.loads(policybot("ask", "融资担保费率降到多少", "--json").out)
        return answer["clause"] and answer["clause"]["version"], answer["text"]

    assert "平均费率降至1%以下" in rate()[1]
    changed = policybot("load", str(changed_plan), "--yes")
    lines = changed.out.splitlines()
    assert lines[:5] == [
        f"{TITLE}：与第 1 版相比有改动，共 17 条",
        "  期限：2021年8月19日至2023年12月31日",
        "  修改 二（一）3 市场拓展扶优行动：责任单位去掉市财政局",
        "  修改 二（三）9 优化金融资源配置：…府性融资担保机构平均费率降至【删：1%】【增：0.8%】以下，"
        "服务小微企业数量走在全…",
        "  新增 二（三）11 优化用工服务",
    ]
    assert re.fullmatch(r"  没有附问法文件，沿用第 1 版的 \d+ 条问法", lines[5])
    assert re.fullmatch(r"  有 \d+ 条问法对应的条款改了，请核对（见完整报告）", lines[6])
    rehearsed = re.fullmatch(
        r"试问标注问题 1000 个（从 \d+ 个里抽出，答对：原来 (\d+) 个，以后 (\d+) 个）、"
        r"近期真实问题 1 个，其中 \d+ 个的回答会变。",
        lines[8],
    )
    assert rehearsed
    assert all(int(right) >= 900 for right in rehearsed.groups())
    assert lines[-1] == f"已发布{TITLE}第 2 版。正在运行的服务两秒内改用新内容。"
    version, text = rate()
    assert (version, "平均费率降至0.8%以下" in text) == (2, True)
    assert policybot("rollback", "jiaxing-xiaowei-2021-2023").out == (
        f"{TITLE}已恢复为第 1 版的文本，作为第 3 版发布。\n"
    )
    version, text = rate()
    assert (version, "平均费率降至1%以下" in text) == (3, True)
    versions = policybot("versions", "jiaxing-xiaowei-2021-2023").out.splitlines()
    assert versions[0] == f"jiaxing-xiaowei-2021-2023　{TITLE}"
    assert [line[:7].strip() for line in versions[1:]] == ["第 1 版", "第 2 版", "第 3 版"]
    assert "，与第 1 版同文；" in versions[3]
    assert versions[3].endswith("← 现在使用")


def test_a_document_is_withdrawn_and_what_is_not_there_is_told(policybot):
    assert policybot("withdraw", "jiaxing-xiaowei-2021-2023").status == 0
    assert json.loads(policybot("ask", "融资担保费率降到多少", "--json").out)["kind"] == "none"
    assert "没有已发布的文件" in policybot("withdraw", "jiaxing-xiaowei-2021-2023").refusal
    assert "没有编号为 x 的文件" in policybot("versions", "x").refusal
    assert "没有第 9 版" in policybot("rollback", "jiaxing-xiaowei-2021-2023", "9").refusal


def test_departments_that_change_alone_are_loaded_with_their_folder(policybot, tmp_path):
    folder = tmp_path / "policies"
    shutil.copytree(POLICIES, folder)
    policybot.env["POLICIES"] = str(folder)
    same = f"{TITLE}：与已发布的第 1 版相同，不用发布。\n"
    assert policybot("load", str(folder)).out == same
    with (folder / "departments.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[department]]\nname = "某局"\n')
    shown = policybot("load", str(folder), "--dry-run")
    assert (shown.status, shown.out) == (0, f"部门名录有改动，发布后启用。\n\n{same}")
    done = "已启用文件夹里的部门名录和词表。正在运行的服务两秒内改用新内容。\n"
    assert policybot("load", str(folder)).out == shown.out + done
    assert policybot("load", str(folder)).out == same
    with (folder / "departments.toml").open("a", encoding="utf-8") as file:
        file.write("[[department]]\n")
    line = len((folder / "departments.toml").read_text(encoding="utf-8").splitlines())
    assert policybot("load", str(folder)).refusal == (
        f"{folder / 'departments.toml'}:{line}: “（没有 name 的一条）”的 name 没有写或不是文字；请补上。"
    )


def test_versions_of_an_empty_store_are_none(fresh):
    assert fresh("versions").out == "还没有发布过任何文件。\n"


def answered_on_a_terminal(policybot: Policybot, typed: bytes, *words: str) -> tuple[int, str]:
    """Run a command whose standard input is a terminal at which `typed` is typed; return status and output."""
    terminal, theirs = pty.openpty()
    process = policybot.start(*words, stdin=theirs, stderr=subprocess.STDOUT)
    os.close(theirs)
    os.write(terminal, typed)
    out, _ = process.communicate(timeout=LONGEST_RUN)
    os.close(terminal)
    return process.returncode, out.decode()


def test_on_a_terminal_it_asks_before_it_publishes(policybot, changed_plan):
    status, out = answered_on_a_terminal(policybot, b"n\n", "load", str(changed_plan))
    assert status == 0
    assert "发布？" in out
    assert out.endswith("没有发布，已发布的内容不变。\n")
    status, out = answered_on_a_terminal(policybot, b"y\n", "load", str(changed_plan))
    assert (status, f"已发布{TITLE}第 2 版。" in out) == (0, True)


def test_nothing_is_published_where_one_file_of_several_is_wrong(policybot, changed_plan):
    (changed_plan.parent / "wrong.txt").write_text("通知\n没有编号的正文。\n", encoding="utf-8")
    assert "wrong.txt:1: " in policybot("load", str(changed_plan.parent), "--yes").refusal
    shutil.rmtree(changed_plan.parent)
    assert "第 1 版相同" in policybot("load", str(PLAN), "--dry-run").out


def test_migrating_says_that_it_is_done_and_can_be_repeated(fresh):
    for _ in range(2):
        run = fresh("migrate")
        assert (run.status, run.out, run.err) == (0, "数据库的表结构已是最新。\n", "")


def test_a_title_published_under_another_id_is_published_again_only_when_told_so(policybot, tmp_path):
    copy = tmp_path / "copy.txt"
    copy.write_bytes(PLAN.read_bytes())
    refused = policybot("load", str(copy))
    assert refused.status == 1
    assert "已用编号 jiaxing-xiaowei-2021-2023 发布过" in refused.out
    assert "请加 --yes" in refused.err
    assert f"已发布{TITLE}第 1 版。" in policybot("load", str(copy), "--yes").out


def test_of_several_files_the_good_ones_are_split(fresh, tmp_path):
    run = fresh("split", str(PLAN), str(tmp_path / "missing.txt"))
    assert run.status == 1
    assert TITLE in run.out
    assert "没有这个文件" in run.err
