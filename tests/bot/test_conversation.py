"""Whole conversations about the real plan, kept in a database of either kind."""

import asyncio
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from bot.answer import Answer, Choice, Kind
from bot.assistant import Assistant, Channel, Person
from bot.context import Context, Turn
from bot.conversation import reply
from retrieval.search import KEY_SENTENCES_LIMIT
from tests.conftest import TODAY

ANN = Person(Channel.WEB, "ann")
BOB = Person(Channel.WEB, "bob")
PLAN = "jiaxing-xiaowei-2021-2023"
FINANCE = "二（三）9"
LEADS_FINANCE = "人行嘉兴市中心支行"


@pytest.fixture
def assistant(clocked: Assistant) -> Assistant:
    return clocked


async def last(assistant: Assistant, *questions: str, person: Person = ANN) -> Answer:
    """Return the answer to the last of some questions asked one after the other."""
    for question in questions:
        answer = await assistant.ask(question, person)
    return answer


def where(answer: Answer) -> str | None:
    return answer.clause.path if answer.clause else None


def lead(answer: Answer) -> str | None:
    return answer.units.lead if answer.units else None


@pytest.mark.parametrize("asked", ["那归哪个部门管", "谁牵头？", "是科技局管的吧", "这条归谁负责"])
async def test_who_is_in_charge_is_told_of_the_clause_just_shown(assistant, asked):
    answer = await last(assistant, "首贷服务中心怎么设立", asked)
    assert (where(answer), lead(answer)) == (FINANCE, LEADS_FINANCE)
    assert answer.question == asked


async def test_a_follow_up_is_recalled_as_it_was_answered(assistant):
    for questions in (("首贷服务中心怎么设立", "归谁管"), ("还有呢",), ("换个问题，政策", "第一个")):
        answer = await last(assistant, *questions)
        assert await assistant.recall(answer.question_id, ANN) == answer


async def test_the_goal_moves_to_the_goals_and_who_is_in_charge_back_to_the_measure(assistant):
    answer = await last(assistant, "首贷服务中心怎么设立", "目标是多少？")
    assert (where(answer), lead(answer)) == ("一（三）", None)
    assert answer.key_sentences[0].startswith("新增小微企业首贷户1.5万户")
    answer = await last(assistant, "那归谁管")
    assert (where(answer), lead(answer)) == (FINANCE, LEADS_FINANCE)


async def test_where_there_is_no_figure_none_is_invented(assistant):
    answer = await last(assistant, "电子营业执照怎么推广", "目标是多少")
    assert where(answer) == "二（二）6"
    assert answer.notices[0] == wording.NO_FIGURE
    assert await assistant.recall(answer.question_id, ANN) == answer


async def test_a_clause_that_names_no_unit_gets_none(assistant):
    answer = await last(assistant, "怎么选树小微企业的典型", "归谁管")
    assert where(answer) == "三（三）"
    assert answer.units is not None
    assert answer.units.names == ()


async def test_more_is_what_has_not_been_shown_until_all_has(assistant):
    answer = await last(assistant, "品字标拓面提质行动是什么")
    body = assistant.library.clause(PLAN, answer.clause.key)[1].body
    shown = list(answer.key_sentences)
    while True:
        answer = await last(assistant, "还有呢")
        assert where(answer) == "二（三）10"
        if answer.notices[0] == wording.ALL_SHOWN:
            break
        assert not set(answer.key_sentences) & set(shown)
        assert sum(map(len, answer.key_sentences)) <= KEY_SENTENCES_LIMIT
        shown += answer.key_sentences
    assert sum(map(len, shown)) == len(body)
    assert answer.related


@pytest.mark.parametrize(
    ("questions", "path"),
    [
        (("年利润八十万，企业所得税怎么算", "那小规模纳税人呢"), "二（二）7"),
        (("年利润八十万，企业所得税怎么算", "那小规模纳税人呢", "房产税呢"), "二（二）7"),
        (("研发费用加计扣除是多少", "那制造业呢"), "二（一）4"),
        (("信用修复怎么做", "详细说说"), "二（二）8"),
        (("信用修复怎么做", "怎么办"), "二（二）8"),
        (("第9条讲什么",), FINANCE),
        (("第9条讲什么", "第二条呢"), "二（一）2"),
        (("主要目标第二条", "第三条呢"), "一（三）"),
        (("首贷服务中心怎么设立", "另外问一下，品字标归谁管"), "二（三）10"),
        (("首贷服务中心怎么设立", "品字标归谁管"), "二（三）10"),
        (("首贷服务中心怎么设立", "你好", "归谁管"), FINANCE),
        (("信用修复怎么做", "明天下雨吗", "刚才那个信用修复，到底找谁"), "二（二）8"),
        (("有律师上门帮企业做体检吗", "我在桐乡，也有吗"), "二（二）7"),
        (("有律师上门帮企业做体检吗", "我们是养鸭子的，能算吗"), "二（二）7"),
        (("信用修复怎么做", "政策过期了没"), "二（二）8"),
        (("品字标归谁管", "补贴怎么领"), "二（三）10"),
        (("担保费率", "收几个点"), FINANCE),
        (("品字标归谁管", "要搞多少家"), "一（二）"),
        (("能帮帮我吗", "贷款"), "一（三）"),
    ],
)
async def test_what_is_meant_is_what_was_talked_about(assistant, questions, path):
    assert where(await last(assistant, *questions)) == path


@pytest.mark.parametrize(
    "questions",
    [
        ("归哪个部门管？",),
        ("那归哪个部门管",),
        ("政策", "归谁管"),
        ("首贷服务中心怎么设立", "宠物医院怎么开", "归谁管"),
        ("首贷服务中心怎么设立", "那深圳呢", "归谁管"),
        ("首贷服务中心怎么设立", "谢谢", "归谁管"),
        ("首贷服务中心怎么设立", "换个问题"),
    ],
)
async def test_where_nothing_is_referred_to_it_is_asked_back(assistant, questions):
    assert (await last(assistant, *questions)).kind is Kind.CHOICES


@pytest.mark.parametrize("asked", ["那杭州呢", "那五险一金要交百分之几", "第十五条呢", "明天下雨吗"])
async def test_what_no_clause_covers_inherits_none(assistant, asked):
    assert (await last(assistant, "人才贷是什么", asked)).kind is Kind.NONE


async def test_where_choices_were_offered_a_bare_follow_up_offers_them_again(assistant):
    offered = await last(assistant, "主要目标")
    for asked in ("归谁管", "目标是多少", "还有呢", "怎么办"):
        assert (await last(assistant, asked)).choices == offered.choices
    assert where(await last(assistant, "第一个")) == "一（一）"


async def test_the_measure_of_a_goal_is_found_by_what_the_goal_was_asked_for(assistant):
    answer = await last(assistant, "三年要新增多少首贷户", "那这事归谁管")
    assert (where(answer), lead(answer)) == (FINANCE, LEADS_FINANCE)
    assert "首贷" in answer.key_sentences[0]


@pytest.mark.parametrize("name", ["强化质量目标导向", "2022年12月31日的时候，强化质量目标导向", "二（三）10"])
async def test_a_heading_picks_its_clause_whatever_was_shown(assistant, name):
    answer = await last(assistant, "首贷服务中心怎么设立", name)
    assert where(answer) == "二（三）10"


@pytest.mark.parametrize("pick", ["第二个", "2", "第二条", "选2"])
async def test_a_choice_is_picked_by_its_number(assistant, pick):
    offered = await last(assistant, "主要目标")
    answer = await last(assistant, pick)
    assert where(answer) == offered.choices[1].path == "一（二）"
    assert where(await last(assistant, "最后一个")) == offered.choices[-1].path


async def test_half_an_hour_later_nothing_is_remembered(assistant, clock):
    await last(assistant, "首贷服务中心怎么设立")
    clock.now += timedelta(minutes=29)
    assert where(await last(assistant, "归谁管")) == FINANCE
    clock.now += timedelta(minutes=31)
    assert (await last(assistant, "归谁管")).kind is Kind.CHOICES


async def test_what_one_person_was_shown_means_nothing_to_another(assistant):
    await last(assistant, "首贷服务中心怎么设立")
    strangers = (BOB, Person(Channel.TELEGRAM, ANN.session), Person(Channel.TERMINAL, ANN.session))
    for stranger in strangers:
        assert (await last(assistant, "归谁管", person=stranger)).kind is Kind.CHOICES
    assert where(await last(assistant, "归谁管")) == FINANCE


async def test_a_forgotten_conversation_is_forgotten(assistant):
    await last(assistant, "首贷服务中心怎么设立")
    await assistant.forget(ANN)
    assert (await last(assistant, "归谁管")).kind is Kind.CHOICES


async def test_another_process_goes_on_where_the_first_was(assistant, library, identity, clock):
    other = Assistant(assistant.engine, library, identity, today=lambda: TODAY, now=clock)
    await last(assistant, "品字标拓面提质行动是什么", "首贷服务中心怎么设立")  # both in the same second
    assert where(await last(other, "归谁管")) == FINANCE


async def test_an_edited_message_is_read_without_what_it_asked_before(assistant):
    await assistant.ask("首贷服务中心怎么设立", ANN, message_id=1)
    await assistant.ask("品字标拓面提质行动是什么", ANN, message_id=2)
    edited = await assistant.ask("归谁管", ANN, message_id=2)
    assert where(edited) == FINANCE


async def test_questions_at_once_are_each_answered(assistant):
    await last(assistant, "首贷服务中心怎么设立")
    answers = await asyncio.gather(*(assistant.ask("归谁管", ANN) for _ in range(5)))
    assert {where(answer) for answer in answers} == {FINANCE}


async def test_the_day_asked_about_stays_until_another_is_asked_about(assistant):
    answer = await last(assistant, "首贷服务中心怎么设立", "那2022年呢")
    assert (where(answer), answer.as_of) == (FINANCE, date(2022, 12, 31))
    answer = await last(assistant, "归谁管")
    assert (where(answer), answer.as_of) == (FINANCE, date(2022, 12, 31))
    assert await assistant.recall(answer.question_id, ANN) == answer
    answer = await last(assistant, "现在呢")
    assert (where(answer), answer.as_of) == (FINANCE, None)
    assert (await last(assistant, "2022年的时候，品字标怎么弄", "信用修复怎么做")).as_of is None
    assert (await last(assistant, "那2019年呢")).kind is Kind.NONE


SAID = st.sampled_from(
    [
        "归谁管",
        "目标是多少",
        "多少",
        "还有呢",
        "详细说说",
        "第二条呢",
        "2",
        "那2022年呢",
        "也有吗",
        "那信用呢",
    ]
)


@given(message=st.text(max_size=40) | SAID, data=st.data())
def test_whatever_is_said_after_whatever_was_shown_only_the_clause_is_quoted(library, message, data):
    clauses = [library.located(number) for number in range(len(library.clauses))]

    def turn() -> Turn:
        kind = data.draw(st.sampled_from([Kind.ANSWER, Kind.CHOICES, Kind.NONE]))
        asked = data.draw(st.text(max_size=20) | SAID | st.just("首贷服务中心怎么设立"))
        if kind is Kind.ANSWER:
            shown = data.draw(st.sampled_from(clauses))
            as_of = data.draw(st.none() | st.just(date(2022, 5, 1)))
            return Turn(asked, kind, (PLAN, 1, shown.clause.key), shown.sentences[:1], as_of=as_of)
        offered = (Choice("主要目标", PLAN), Choice("工作要求", PLAN)) if kind is Kind.CHOICES else ()
        return Turn(asked, kind, choices=offered)

    context = Context(tuple(turn() for _ in range(data.draw(st.integers(0, 3)))))
    answer, _ = reply(message, context, library, TODAY)
    assert answer.text
    assert bool(answer.key_sentences) == (answer.kind is Kind.ANSWER)
    if answer.clause:
        body = library.clause(PLAN, answer.clause.key)[1].body
        assert all(sentence in body for sentence in answer.key_sentences)
        assert sum(map(len, answer.key_sentences)) <= KEY_SENTENCES_LIMIT


@pytest.mark.parametrize("before", ["杭州的首贷服务中心在哪办", "换个问题，杭州的首贷服务中心在哪办"])
async def test_a_question_about_another_place_is_asked_of_ours(assistant, before):
    assert (await last(assistant, before, "那宁波呢")).kind is Kind.NONE
    assert (await last(assistant, "首贷服务中心在哪办", "杭州归谁管")).kind is not Kind.ANSWER
    assert where(await last(assistant, before, "那嘉兴呢")) == FINANCE
