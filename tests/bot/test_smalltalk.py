"""Telling small talk from questions."""

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.smalltalk import Talk, read_talk
from tests.conftest import TODAY


@pytest.mark.parametrize(
    "message",
    [
        "你好",
        "您好！",
        "你好啊",
        "hello",
        "Hi~",
        "在吗",
        "有人在吗？",
        "早上好！",
        "你们好",
        "/start",
        "ＨＥＬＬＯ",
    ],
)
def test_greetings(message):
    assert read_talk(message) is Talk.GREETING


@pytest.mark.parametrize(
    "message",
    [
        "谢谢",
        "谢谢您！",
        "好的，谢谢",
        "非常感谢",
        "多谢啦",
        "辛苦了",
        "谢谢了谢谢了",
        "thanks",
        "谢谢你的回答，很有用！",
    ],
)
def test_thanks(message):
    assert read_talk(message) is Talk.THANKS


@pytest.mark.parametrize("message", ["再见", "拜拜～", "bye bye", "再见，下次再聊"])
def test_farewells(message):
    assert read_talk(message) is Talk.FAREWELL


@pytest.mark.parametrize(
    "message",
    ["你是谁？", "您是真人吗", "你是真人还是机器人", "你能做什么", "你叫什么名字", "你是不是机器人"],
)
def test_questions_about_who_speaks(message):
    assert read_talk(message) is Talk.IDENTITY


@pytest.mark.parametrize(
    "message",
    [
        "你好，首贷怎么办",
        "您好 请问企业开办要几天",
        "谢谢，那首贷呢",
        "谁负责",
        "你是做什么的公司要交税吗",
        "你能帮我办贷款吗",
        "再见贷款",
        "早点办可以吗",
        "机器人企业有补贴吗",
        "感谢信怎么写",
        "在哪办",
        "喂鸡的企业",
        "",
        " ",
        "？",
    ],
)
def test_near_misses_are_questions(message):
    assert read_talk(message) is None


@pytest.mark.parametrize(
    "message",
    ["有人吗", "你好呀，小助手", "你好你好", "谢谢您，再见", "好的", "ok", "收到", "谢谢啊，明白了"],
)
def test_other_small_talk_is_not_answered_as_an_uncovered_question(library, message):
    assert compose(message, library, TODAY)[0].kind is Kind.SMALLTALK


def test_a_greeting_before_a_question_does_not_change_its_answer(library):
    plain, greeted = (compose(q, library, TODAY)[0] for q in ("首贷服务中心在哪", "你好，首贷服务中心在哪"))
    assert plain.clause is not None
    assert greeted.clause == plain.clause


@pytest.mark.parametrize(
    ("message", "text"),
    [
        (
            "你好",
            "您好！我是政策问答助手，可以回答《嘉兴市小微企业三年成长计划（2021—2023年）》里的问题，"
            "并告诉您由哪个部门负责。请直接说您想问的事。",
        ),
        ("谢谢", "不客气！还有问题，随时问我。"),
        ("好的", "好的。还有问题，随时问我。"),
        ("再见", "再见，祝您生意兴隆！有问题随时再来。"),
        (
            "你是谁",
            "我是自动回答的政策问答助手，不是真人。我只引用《嘉兴市小微企业三年成长计划（2021—2023年）》的原文，"
            "不会自己编答案；文件里没有的，我会告诉您可以问谁。",
        ),
    ],
)
def test_small_talk_is_answered_in_kind(library, message, text):
    answer, _ = compose(message, library, TODAY)
    assert (answer.kind, answer.text, answer.clause) == (Kind.SMALLTALK, text, None)


def test_a_long_message_of_polite_words_is_read_quickly():
    assert read_talk("谢谢" * 100_000 + "首贷") is None
