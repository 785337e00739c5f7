"""`policybot ask`: once, in conversation, and many lines at a time."""

import json
import stat
import subprocess

from tests.bot.cli.conftest import LONGEST_RUN, Policybot

QUESTION = "首贷服务中心在哪办"


def test_the_first_question_ever_loads_the_policies_by_itself(fresh):
    run = fresh("ask", QUESTION)
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith(
        "\n这份文件的期限到2023年12月31日为止，已经结束，以下是当时的规定。\n\n「持续开展"
    )
    assert "牵头单位：人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）" in run.out
    assert "\n相关条款：一（三） 小微企业营商环境日益优化；" in run.out
    assert stat.S_IMODE((fresh.data / "secret").stat().st_mode) == 0o600


def test_an_answer_as_json_is_one_object(policybot):
    run = policybot("ask", QUESTION, "--json")
    assert (run.status, run.err) == (0, "")
    answer = json.loads(run.out)
    assert (answer["kind"], answer["question"]) == ("answer", QUESTION)
    assert answer["clause"]["path"] == "二（三）9"
    assert answer["session"]


def test_an_answer_is_explained_when_asked_for(policybot):
    run = policybot("ask", "手贷服务中心在哪办", "--explain")
    assert (run.status, run.err) == (0, "")
    lines = run.out[run.out.index("为什么：二（三）9 优化金融资源配置（得分 ") :].splitlines()
    assert lines[1] == "  问题看作：首贷服务中心在哪办"
    assert any(line.startswith("  起作用的词：") and "首贷服务中心 " in line for line in lines)
    as_json = json.loads(policybot("ask", "首贷", "--explain", "--json").out)
    assert as_json["why"]["tokens"][0][0] == "首贷"


def test_explaining_needs_a_question(policybot):
    assert policybot("ask", "--explain").status == 2


def test_an_empty_question_is_a_question(policybot):
    run = policybot("ask", "", "--json")
    assert json.loads(run.out)["kind"] == "choices"


def test_without_a_question_it_is_a_conversation_until_an_empty_line(policybot):
    run = policybot("ask", "--json", stdin=f"你好\n{QUESTION}\n\n谢谢\n")
    assert (run.status, run.err) == (0, "")
    answers = parsed_one_after_another(run.out)
    assert [answer["kind"] for answer in answers] == ["smalltalk", "answer"]
    assert len({answer["session"] for answer in answers}) == 1


def parsed_one_after_another(text: str) -> list[dict]:
    """Return the JSON values that stand in a text with nothing but white space between them."""
    decoder, place, values = json.JSONDecoder(), 0, []
    while place < len(text.rstrip()):
        value, place = decoder.raw_decode(text, place)
        values.append(value)
        place += len(text[place:]) - len(text[place:].lstrip())
    return values


LINES = r"""
{"id": 1, "question": "首贷服务中心在哪办"}

{"id": "二", "query": "你好", "kind": "greeting"}
{"id": [1, {"a": null}], "question": "", "query": "ignored"}
not json
{"id": 4}
["question"]
{"id": 5, "question": 7}
{"id": 6, "question": "谢谢", "session": ["no", "label"]}
{"id": null, "question": "车船税怎么退"}
{"id": {"deep": true}, "question": "主要目标", "session": "s"}
{"id": false, "question": "再见", "session": "s"}
{"question": "a\u0000b\ud800c"}
{"id": "\ud800", "question": "在吗"}
{"id": LARGE, "question": "在吗"}
""".lstrip().replace("LARGE", "9" * 5000)


def test_lines_are_answered_in_order_and_the_bad_ones_named(policybot):
    run = policybot("ask", "--jsonl", stdin=LINES.encode() + b'{"id": 99, "question": "\xff\xfe"}')
    answers = [json.loads(line) for line in run.out.splitlines()]
    assert [answer.get("id", "none") for answer in answers] == [
        1,
        "二",
        [1, {"a": None}],
        None,
        {"deep": True},
        False,
        "none",
        "\ud800",
        99,
    ]
    assert [answer["kind"] for answer in answers[:6]] == [
        "answer",
        "smalltalk",
        "choices",
        "none",
        "choices",
        "smalltalk",
    ]
    assert answers[6]["question"] == "abc"
    assert [answer["session"] for answer in answers[4:6]] == ["s", "s"]
    assert len({answer["session"] for answer in answers}) == len(answers) - 1
    assert run.err.splitlines() == [
        '标准输入:5: 这一行不是 JSON；请改成 {"id": …, "question": …}。',
        "标准输入:6: 这一行没有文字形式的 question（或 query）；请补上。",
        "标准输入:7: 这一行没有文字形式的 question（或 query）；请补上。",
        "标准输入:8: 这一行没有文字形式的 question（或 query）；请补上。",
        "标准输入:9: session 要写成文字；请改正。",
        '标准输入:15: 这一行不是 JSON；请改成 {"id": …, "question": …}。',
    ]
    assert run.status == 1


def test_lines_of_one_session_are_one_conversation_and_a_line_without_one_stands_alone(policybot):
    lines = [(QUESTION, "甲"), ("归谁管", "乙"), ("归谁管", None), ("归谁管", "甲"), ("归谁管", None)]
    asked = [{"question": question, **({"session": label} if label else {})} for question, label in lines]
    run = policybot("ask", "--jsonl", stdin="\n".join(json.dumps(line) for line in asked))
    answers = [json.loads(line) for line in run.out.splitlines()]
    assert [answer["kind"] for answer in answers] == ["answer", "choices", "choices", "answer", "choices"]
    assert answers[3]["clause"] == answers[0]["clause"]


def test_a_conversation_in_the_terminal_goes_on_from_what_was_shown(policybot):
    run = policybot("ask", "--json", stdin=f"{QUESTION}\n归谁管\n")
    first, second = parsed_one_after_another(run.out)
    assert second["clause"] == first["clause"]


def test_no_line_is_no_answer_and_no_failure(policybot):
    run = policybot("ask", "--jsonl")
    assert (run.status, run.out, run.err) == (0, "", "")


def test_each_line_is_answered_before_the_next_is_written(policybot: Policybot):
    process = policybot.start("ask", "--jsonl", stdin=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    for number, question in enumerate(["你好", QUESTION, "谢谢"]):
        process.stdin.write(json.dumps({"id": number, "question": question}).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["id"] == number
    rest, err = process.communicate(timeout=LONGEST_RUN)
    assert (rest, err, process.returncode) == (b"", b"", 0)


def test_a_reader_who_has_gone_is_no_traceback(policybot):
    for words in (["ask", QUESTION], ["ask", QUESTION, "--json"]):
        assert policybot.into_closed_pipe(*words).err == ""


def test_an_argument_that_is_no_text_is_answered_all_the_same(policybot):
    run = policybot("ask", "首贷\udcff服务中心", "--json")
    assert (run.status, json.loads(run.out)["question"]) == (0, "首贷服务中心")


def test_a_day_is_answered_by_what_was_in_force_then(policybot):
    run = policybot("ask", QUESTION, "--as-of", "2022-03-01")
    assert (run.status, run.err) == (0, "")
    assert run.out.startswith("\n按2022年3月1日有效的文件回答：\n\n「持续开展")
    answer = json.loads(policybot("ask", QUESTION, "--json", "--as-of", "2022-03-01").out)
    assert (answer["as_of"], answer["validity"]["status"]) == ("2022-03-01", "current")
    before = json.loads(policybot("ask", QUESTION, "--json", "--as-of", "2021-08-18").out)
    assert (before["kind"], before["clause"], before["as_of"]) == ("none", None, "2021-08-18")


def test_a_day_holds_for_every_line(policybot):
    lines = "".join(json.dumps({"question": question}) + "\n" for question in (QUESTION, "你好"))
    run = policybot("ask", "--jsonl", "--as-of", "2022-03-01", stdin=lines)
    answers = [json.loads(line) for line in run.out.splitlines()]
    assert [answer["kind"] for answer in answers] == ["answer", "smalltalk"]
    assert answers[0]["validity"]["status"] == "current"


def test_a_day_that_does_not_exist_is_wrong_usage(policybot):
    for written in ("2022-02-30", "2022/3/1", "昨天", "", "2022-3", "20220301"):
        run = policybot("ask", QUESTION, "--as-of", written)
        assert (run.status, run.out) == (2, "")
        assert "--as-of 要写成存在的日期，如 2022-03-01。" in run.err
