"""Switching off and on: what owners get meanwhile, who is told what, what is kept."""

import asyncio
from datetime import timedelta

import pytest

from bot.answer import PAUSED, Kind
from bot.assistant import Assistant, Channel, Person
from bot.compose import compose
from bot.errors import BotError
from bot.service import follow_switches
from bot.silences import Silences
from bot.staff.audit import Audit
from bot.staff.exports import to_json
from bot.staff.figures import read_clusters, read_figures
from bot.staff.people import People
from bot.staff.queues import Queue, Queues
from bot.staff.reviews import Reviews
from bot.staff.switches import Scope, Switches, Target, read_silences
from bot.staff.teaching import Teaching
from knowledge.document import Published
from knowledge.standing import Span
from tests.bot.papers import library_from, paper
from tests.conftest import TODAY

PLAN = "jiaxing-xiaowei-2021-2023"
SOMEONE = Person(Channel.WEB, "someone")
LOAN = "首贷服务中心在哪办"
CLAUSE = Target(Scope.CLAUSE, PLAN, "二（三）9")
BOT = Target(Scope.BOT)


@pytest.fixture
def switches(assistant) -> Switches:
    return Switches(assistant)


@pytest.fixture
def ask(assistant):
    async def asked(question, assistant=assistant):
        return await assistant.ask(question, SOMEONE)

    return asked


async def test_a_silenced_clause_says_so_and_whom_to_ask(switches, ask):
    before = await ask(LOAN)
    assert before.clause.key == "二（三）9"
    said = await switches.switch_off(CLAUSE, "数字待核对", by="甲")
    assert said.endswith("二（三）9 优化金融资源配置已停答。")
    paused = await ask(LOAN)
    assert (paused.kind, paused.clause, paused.key_sentences) == (Kind.NONE, None, ())
    assert "这一条的回答正在核对，暂时不能提供。" in paused.text
    assert before.units.lead in paused.text
    assert "12345" in paused.text
    assert "数字待核对" not in paused.text


async def test_follow_ups_and_picks_reach_a_silenced_clause_no_more_than_questions(switches, ask):
    await ask(LOAN)
    await switches.switch_off(CLAUSE, "待核对", by="甲")
    for question in ("归谁管", "二（三）9", "优化金融资源配置"):
        assert "正在核对" in (await ask(question)).text, question


async def test_all_clauses_below_a_silenced_topic_are_silent_and_no_others(switches, ask, library):
    _, clause = library.clause(PLAN, "二（三）9")
    topic = Target(Scope.TOPIC, PLAN, clause.sections[-1])
    await switches.switch_off(topic, "待核对", by="甲")
    below = [c for c in library.documents[PLAN].document.clauses if topic.name in c.sections]
    assert len(below) > 1
    for one in below:
        assert "正在核对" in (await ask(one.path)).text
    other = next(c for c in library.documents[PLAN].document.clauses if topic.name not in c.sections)
    assert (await ask(other.path)).kind is Kind.ANSWER


async def test_a_silenced_bot_answers_nothing_but_small_talk(switches, ask):
    await switches.switch_off(BOT, "重新核对全部文件", by="甲")
    for question in (LOAN, "融资", "火星移民有补贴吗", "字" * 6000):
        answer = await ask(question)
        assert (answer.kind, answer.choices) == (Kind.NONE, ())
        assert answer.text.startswith("问答服务正在检查，暂时停止回答")
        assert "12345" in answer.text
    assert (await ask("你好")).kind is Kind.SMALLTALK
    assert (await ask("转人工")).kind is not Kind.NONE


async def test_what_is_paused_is_nowhere_counted_as_the_documents_silence(switches, ask, assistant):
    await switches.switch_off(CLAUSE, "待核对", by="甲")
    paused = await ask(LOAN)
    queues = Queues(assistant.engine)
    assert {tab.queue: tab.count for tab in await queues.tabs()}[Queue.UNANSWERED] == 0
    (line,), _ = await queues.page(Queue.RECENT)
    assert (line.text, line.kind) == (LOAN, PAUSED)
    span = Span(assistant.today(), assistant.today() + timedelta(days=2))
    assert await read_clusters(assistant.engine, assistant.library, span) == ()
    (total,) = to_json(await read_figures(assistant.engine, assistant.library, span), ())["total"]
    assert (total["count"], total["none"], total["paused"]) == (1, 0, 1)
    assert paused.to_json()["kind"] == "none"
    again = await assistant.recall(paused.question_id, SOMEONE)
    assert (again.kind, again.text) == (Kind.NONE, paused.text)


async def test_a_paused_question_can_be_judged_like_any_other(switches, ask, assistant, settings):
    await switches.switch_off(BOT, "待核对", by="甲")
    paused = await ask(LOAN)
    item = await Reviews(assistant, Teaching(assistant), settings).item(paused.question_id)
    assert (item.kind, item.said.text) == (PAUSED, paused.text)
    assert item.now.kind is Kind.ANSWER


async def test_a_silenced_question_is_nothing_to_refer_to_as_before(switches, ask):
    await switches.switch_off(BOT, "待核对", by="甲")
    await ask(LOAN)
    for one in await switches.off():
        await switches.switch_on(one.id, by="甲")
    assert (await ask("归谁管")).kind is not Kind.ANSWER


async def test_it_is_on_again_the_same_way(switches, ask):
    await switches.switch_off(CLAUSE, "待核对", by="甲")
    await switches.switch_off(BOT, "待核对", by="甲")
    for one in await switches.off():
        await switches.switch_on(one.id, by="乙")
    assert await switches.off() == []
    assert (await ask(LOAN)).clause.key == "二（三）9"


async def test_other_processes_take_it_up_and_a_restart_keeps_it(switches, assistant, ask, monkeypatch):
    other = Assistant(assistant.engine, assistant.library, assistant.identity, today=lambda: TODAY)
    monkeypatch.setattr("bot.service.LOOK_SECONDS", 0.01)
    following = asyncio.create_task(follow_switches(other))
    try:
        await switches.switch_off(CLAUSE, "待核对", by="甲")
        await _until(lambda: other.silences.clauses)
        assert "正在核对" in (await ask(LOAN, other)).text
        (off,) = await switches.off()
        await switches.switch_on(off.id, by="甲")
        await _until(lambda: not other.silences.clauses)
        assert (await ask(LOAN, other)).clause is not None
    finally:
        following.cancel()
    await switches.switch_off(BOT, "待核对", by="甲")
    assert await read_silences(assistant.engine) == Silences(bot=True)


async def _until(condition):
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it was not taken up within five seconds")


async def test_who_did_what_and_why_is_in_the_audit_table(switches, assistant, settings):
    await switches.switch_off(CLAUSE, "数字待核对", by="Telegram 12")
    (off,) = await switches.off()
    await switches.switch_on(off.id, by="Telegram 13")
    acts, _ = await Audit(assistant.engine, People(assistant.engine, settings)).page()
    assert [(act.by, act.name, act.document, act.detail) for act in acts[:2]] == [
        ("Telegram 13", "恢复回答", PLAN, "二（三）9"),
        ("Telegram 12", "停答", PLAN, "二（三）9：数字待核对"),
    ]


async def test_two_admins_who_switch_the_same_thing_are_told(switches):
    results = await asyncio.gather(
        *(switches.switch_off(CLAUSE, "待核对", by=who) for who in "甲乙丙"), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in results) == ["BotError", "BotError", "str"]
    (off,) = await switches.off()
    await switches.switch_on(off.id, by="甲")
    with pytest.raises(BotError, match="已经恢复回答了"):
        await switches.switch_on(off.id, by="乙")
    with pytest.raises(BotError, match="已经恢复回答了"):
        await switches.switch_on(10**17, by="乙")


@pytest.mark.parametrize("reason", ["", "  ", "因" * 201])
async def test_a_reason_is_asked_for(switches, reason):
    with pytest.raises(BotError, match="请写明停答的原因"):
        await switches.switch_off(BOT, reason, by="甲")
    assert await switches.off() == []


@pytest.mark.parametrize(
    "target",
    [
        Target(Scope.CLAUSE, PLAN, "九十九"),
        Target(Scope.CLAUSE, "nothing", "二（三）9"),
        Target(Scope.TOPIC, PLAN, "没有的话题"),
    ],
)
async def test_what_is_not_published_cannot_be_switched_off(switches, target):
    with pytest.raises(BotError, match="没有这一条或这个话题"):
        await switches.switch_off(target, "待核对", by="甲")


async def test_a_silence_whose_clause_is_gone_is_shown_as_such(switches, assistant):
    await switches.switch_off(CLAUSE, "待核对", by="甲")
    assistant.library = library_from([])
    (off,) = await switches.off()
    assert (off.exists, off.shown) == (False, f"{PLAN} 二（三）9")


async def test_words_find_the_clause_and_its_topics(switches, library):
    found = switches.find("优化金融资源配置")
    assert found[0].target == CLAUSE
    _, clause = library.clause(PLAN, "二（三）9")
    assert {one.target.name for one in found if one.target.scope is Scope.TOPIC} >= set(clause.sections)
    assert switches.find("") == switches.find("  ") == []


def test_without_lead_all_units_are_named_and_a_tax_question_gets_the_tax_line(library):
    text = "办法\n一、减税。减免税费。（责任单位：市税务局、市财政局）\n"
    small = library_from([Published(paper("tax", text), 1)], library.directory)
    answer, _ = compose("一 减税", small, TODAY)
    paused = Silences(clauses=frozenset({("tax", "一")})).applied(answer, small)
    assert "市税务局" in paused.text
    assert "市财政局" in paused.text
    assert "12366" in paused.text
