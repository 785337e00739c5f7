"""What a message asks for beside its topic; read from its words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.followups import Purpose, number_of, read_follow_up


@pytest.mark.parametrize(
    "message",
    [
        "归哪个部门管？",
        "那归谁管",
        "它归谁管",
        "哪个部门牵头？",
        "谁负责呀",
        "找谁办呢",
        "这个该找哪个单位",
        "牵头单位是谁",
        "那这件事去哪里办",
        "这条是财政局牵头的吗",
        "是商务局管的吧？",
        "教育局吗",
        "好的，那由谁来牵头呢",
    ],
)
def test_who_is_in_charge_without_a_topic(message):
    follow = read_follow_up(message)
    assert (follow.purpose, follow.topic) == (Purpose.DEPARTMENT, "")


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("刚才那个展会的，到底找谁", "展会"),
        ("回到首贷，谁负责", "首贷"),
        ("前面说的注销归哪个部门管", "注销"),
    ],
)
def test_who_is_in_charge_of_what_was_talked_about_before(message, topic):
    follow = read_follow_up(message)
    assert (follow.purpose, follow.topic, follow.goes_back) == (Purpose.DEPARTMENT, topic, True)


@pytest.mark.parametrize(
    ("message", "purpose"),
    [
        ("目标是多少？", Purpose.GOAL),
        ("那三年的目标呢", Purpose.GOAL),
        ("一共要多少", Purpose.AMOUNT),
        ("多少", Purpose.AMOUNT),
        ("还有呢", Purpose.MORE),
        ("还有别的吗？", Purpose.MORE),
        ("接着说", Purpose.MORE),
        ("详细说说", Purpose.DETAIL),
        ("能再具体一点吗", Purpose.DETAIL),
        ("展开讲讲", Purpose.DETAIL),
        ("那该怎么办", Purpose.AGAIN),
        ("什么意思", Purpose.AGAIN),
        ("那2022年呢", Purpose.TIME),
        ("现在呢", Purpose.TIME),
    ],
)
def test_what_else_is_wanted_without_a_topic(message, purpose):
    assert read_follow_up(message).purpose is purpose


@pytest.mark.parametrize(
    ("message", "number", "is_choice"),
    [
        ("第二条呢", 2, False),
        ("第9条讲什么", 9, False),
        ("第十五条", 15, False),
        ("第二个", 2, True),
        ("2", 2, True),
        ("最后一个", -1, True),
        ("选第3个吧", 3, True),
    ],
)
def test_a_number_of_a_clause_or_of_a_choice(message, number, is_choice):
    follow = read_follow_up(message)
    assert (follow.purpose, follow.topic) == (Purpose.NUMBER, "")
    assert (follow.number, follow.is_choice) == (number, is_choice)


@pytest.mark.parametrize(
    ("message", "topic"),
    [("那小规模纳税人呢", "小规模纳税人"), ("房产税呢？", "房产税"), ("那么外贸企业呢", "外贸企业")],
)
def test_a_fragment_names_only_what_is_different(message, topic):
    follow = read_follow_up(message)
    assert (follow.purpose, follow.topic) == (Purpose.FRAGMENT, topic)


@pytest.mark.parametrize("message", ["换个问题，品字标怎么申请", "另外问一下，品字标怎么申请"])
def test_a_change_of_subject_that_says_so_is_told_from_what_is_asked(message):
    follow = read_follow_up(message)
    assert follow.is_new
    assert follow.words.strip(" ,") == "品字标怎么申请"


@pytest.mark.parametrize(
    "message",
    [
        "研发费用加计扣除是多少",
        "政府对小微企业园有什么安排",
        "手里的专利能押给银行吗",
        "那五险一金要交百分之几",
        "税务局负责什么",
        "强化质量目标导向讲的是哪些事",
        "",
        "政策",
    ],
)
def test_a_question_of_its_own_is_none_of_these(message):
    assert read_follow_up(message).purpose is Purpose.QUESTION


@pytest.mark.parametrize(
    ("numeral", "number"), [("9", 9), ("九", 9), ("十", 10), ("十二", 12), ("二十", 20), ("三十一", 31)]
)
def test_numerals(numeral, number):
    assert number_of(numeral) == number


@given(
    st.text(
        alphabet=st.sampled_from("归由是找谁那这条第个二十多少还有呢吗吧局什么，？ 目标再说2年"),
        max_size=5000,
    )
)
def test_any_text_is_read(text):
    assert read_follow_up(text).purpose in Purpose
