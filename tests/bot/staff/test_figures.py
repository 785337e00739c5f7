"""The figures of a span of days, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answer import PAUSED, Kind
from bot.database import migrate, open_database
from bot.staff.figures import NO_LEAD, NOT_PUBLISHED, last_days, looked_at, read_clusters, read_figures
from knowledge.standing import Span
from tests.bot.staff.asked import PLAN, ask, hand_over

WEEK = Span(date(2026, 11, 18), date(2026, 11, 24))


@pytest.fixture
async def empty(settings):
    await migrate(settings)
    async with open_database(settings) as engine:
        yield engine


async def figures_of(engine: AsyncEngine, library, span: Span = WEEK):
    return await read_figures(engine, library, span)


async def test_an_empty_store_has_days_and_nothing_else(empty, library):
    figures = await figures_of(empty, library)
    assert [day.name for day in figures.days] == [f"2026-11-{n}" for n in range(18, 25)]
    assert {day.count for day in figures.days} == {0}
    assert figures.total.kinds == dict.fromkeys((*Kind, PAUSED), 0)
    assert (figures.channels, figures.topics, figures.departments, figures.clauses) == ((), (), (), ())
    assert (figures.waiting.asked, figures.waiting.replied, figures.waiting.median) == (0, 0, None)
    assert await read_clusters(empty, library, WEEK) == ()


async def test_a_day_begins_and_ends_at_midnight_in_shanghai(empty, library):
    for moment in ("2026-11-17 23:59:59.999999", "2026-11-18 00:00", "2026-11-18 23:59", "2026-11-19 00:01"):
        await ask(empty, moment)
    figures = await figures_of(empty, library)
    assert [day.count for day in figures.days] == [2, 1, 0, 0, 0, 0, 0]
    one = await figures_of(empty, library, Span(date(2026, 11, 18), date(2026, 11, 18)))
    assert [(day.name, day.count) for day in one.days] == [("2026-11-18", 2)]


async def test_questions_are_counted_by_what_became_of_them_and_by_channel(empty, library):
    for kind, channel in [("answer", "web"), ("none", "web"), ("none", "telegram"), ("choices", "telegram")]:
        await ask(empty, "2026-11-20 10:00", kind=kind, channel=channel)
    await ask(empty, "2026-11-21 10:00", kind="smalltalk", channel="telegram")
    await ask(empty, "2026-11-21 10:00", kind="person", channel="telegram")
    figures = await figures_of(empty, library)
    assert figures.total.kinds == {
        Kind.ANSWER: 1,
        Kind.CHOICES: 1,
        Kind.NONE: 2,
        Kind.SMALLTALK: 1,
        Kind.PERSON: 1,
        PAUSED: 0,
    }
    assert [(c.name, c.count, c.kinds[Kind.NONE]) for c in figures.channels] == [
        ("telegram", 4, 1),
        ("web", 2, 1),
    ]


async def test_clauses_give_topic_lead_department_and_votes_those_that_answered_most_first(empty, library):
    for moment, clause, helpful in [
        ("2026-11-18 10:00", "二（三）9", True),
        ("2026-11-19 10:00", "二（三）9", False),
        ("2026-11-20 10:00", "二（三）9", True),
        ("2026-11-20 10:00", "一（二）", None),
        ("2026-11-25 00:00", "一（二）", False),
    ]:
        await ask(empty, moment, clause=clause, helpful=helpful)
    figures = await figures_of(empty, library)
    first, second = figures.clauses
    assert (first.label, first.lead, first.count) == ("二（三）9 优化金融资源配置", "人行嘉兴市中心支行", 3)
    assert (first.helpful, first.unhelpful) == (2, 1)
    assert (second.key, second.lead, second.count, second.helpful) == ("一（二）", None, 1, 0)
    assert figures.topics == ((first.topic, 3), (second.topic, 1))
    assert figures.departments == (("人行嘉兴市中心支行", 3), (NO_LEAD, 1))
    assert (figures.helpful, figures.unhelpful) == (2, 1)


async def test_a_clause_that_answered_in_two_versions_is_counted_once_and_one_that_is_gone_by_its_key(
    empty, library
):
    await ask(empty, "2026-11-20 10:00", clause="二（三）9")
    await ask(empty, "2026-11-20 10:00", clause="二（三）9", version=7)
    await ask(empty, "2026-11-20 10:00", clause="九", document="gone")
    figures = await figures_of(empty, library)
    assert [(one.document, one.label, one.count) for one in figures.clauses] == [
        (PLAN, "二（三）9 优化金融资源配置", 2),
        ("gone", "九", 1),
    ]
    assert (NOT_PUBLISHED, 1) in figures.topics


async def test_the_twenty_clauses_that_answered_most_are_listed_and_all_are_counted(empty, library):
    for n in range(25):
        await ask(empty, "2026-11-20 10:00", clause=f"第{n}条", document="gone")
    figures = await figures_of(empty, library)
    assert len(figures.clauses) == 20
    assert figures.topics == ((NOT_PUBLISHED, 25),)


async def test_the_wait_for_a_person_is_the_median_of_those_that_got_a_reply(empty, library):
    for asked, replied in [
        ("2026-11-17 23:59", "2026-11-18 09:00"),
        ("2026-11-18 00:00", "2026-11-18 00:10"),
        ("2026-11-20 10:00", "2026-11-20 10:20"),
        ("2026-11-20 10:00", "2026-11-23 10:00"),
        ("2026-11-20 11:00", None),
        ("2026-11-25 00:00", "2026-11-25 00:01"),
    ]:
        await hand_over(empty, asked, replied)
    waiting = (await figures_of(empty, library)).waiting
    assert (waiting.asked, waiting.replied, waiting.median) == (4, 3, timedelta(minutes=20))


async def test_similar_questions_that_were_not_answered_stand_together(empty, library):
    for text, times in [("怎么养绿萝", 2), ("请问怎么养绿萝呢", 1), ("公积金贷款利率多少", 1)]:
        for _ in range(times):
            await ask(empty, "2026-11-20 10:00", text, kind="none")
    await ask(empty, "2026-11-20 10:00", "首贷怎么办", kind="answer")
    first, second = await read_clusters(empty, library, WEEK)
    assert (first.central.text, first.count, [o.text for o in first.others]) == (
        "怎么养绿萝",
        3,
        ["请问怎么养绿萝呢"],
    )
    assert (second.central.text, second.count) == ("公积金贷款利率多少", 1)
    (most,) = await read_clusters(empty, library, WEEK, most=1)
    assert (most.central.text, most.count) == ("怎么养绿萝", 2)
    (newest,) = await read_clusters(empty, library, WEEK, newest=1)
    assert (newest.central.text, newest.count) == ("公积金贷款利率多少", 1)


def test_the_last_days_end_today():
    assert last_days(1, date(2026, 3, 1)) == Span(date(2026, 3, 1), date(2026, 3, 1))
    assert last_days(30, date(2026, 3, 1)) == Span(date(2026, 1, 31), date(2026, 3, 1))


async def test_what_was_not_answered_is_that_of_the_span_whatever_came_after_it(empty, library):
    for text in ("怎么养绿萝", "公积金贷款利率多少"):
        await ask(empty, "2026-11-20 10:00", text, kind="none")
    for _ in range(3):
        await ask(empty, "2026-11-25 10:00", "火星移民有补贴吗", kind="none")
    clusters = await read_clusters(empty, library, WEEK, newest=2)
    assert {one.central.text for one in clusters} == {"怎么养绿萝", "公积金贷款利率多少"}
    (newest,) = await read_clusters(empty, library, WEEK, newest=1)
    assert newest.central.text == "公积金贷款利率多少"
    figures = await figures_of(empty, library)
    assert looked_at(figures, 2) == "这些天没有答上来的提问共 2 个，意思相近的放在一起。"
    assert "共 2 个，只看了最新的 1 个" in looked_at(figures, 1)
