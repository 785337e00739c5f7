"""The desk's pages: what they show in which order, judging, who comes second, taking back, what was taught."""

import re

import pytest
from sqlalchemy import select

from bot.identity import Channel, Person
from bot.service import refresh
from bot.silences import Silences
from bot.staff.people import Role
from bot.staff.store.tables import ReviewRow
from bot.store import AuditRow

ASKER = Person(Channel.WEB, "an asker")
ANSWERED, SILENT = "首贷服务中心在哪办", "猫粮店能拿补贴吗"
WAY = "想办首贷去哪个服务中心"


@pytest.fixture
def ask(assistant):
    async def asked(question: str) -> int:
        return (await assistant.ask(question, ASKER)).question_id

    return asked


def verdict_of(number: int) -> str:
    return f"/staff/questions/{number}/verdict"


async def reviews_in(assistant) -> list[tuple[int, str]]:
    async with assistant.engine.connect() as connection:
        rows = await connection.execute(select(ReviewRow.question_id, ReviewRow.verdict))
        return [tuple(row) for row in rows]


async def test_staff_begin_with_what_was_not_answered(clerk, ask):
    number = await ask(SILENT)
    assert (await clerk.get("/staff")).headers["Location"] == "/staff/desk"
    assert (await clerk.get("/staff/desk")).headers["Location"] == "/staff/desk/unanswered"
    page = await clerk.page("/staff/desk/unanswered")
    assert f"/staff/questions/{number}?queue=unanswered" in page
    assert (await clerk.get("/staff/desk/nonsense")).status == 404


async def test_what_is_switched_off_is_shown_as_paused_and_not_as_unanswered(clerk, ask, assistant):
    assistant.silences = Silences(bot=True)
    number = await ask(ANSWERED)
    assert "都看完了" in await clerk.page("/staff/desk/unanswered")
    recent = await clerk.page("/staff/desk/recent")
    assert '<span class="badge">停答</span>' in recent
    page = await clerk.page(f"/staff/questions/{number}?queue=recent")
    assert "机器人当时：停答" in page
    assert 'value="right"' not in page


async def test_the_evidence_comes_before_what_was_said_and_that_before_the_choice(clerk, ask):
    page = await clerk.page(f"/staff/questions/{await ask(ANSWERED)}?queue=recent")
    places = [page.index(part) for part in (ANSWERED, "依据", "应该是这条", "机器人当时", "您的判断")]
    assert places == sorted(places)
    assert "checked" not in page
    assert 'type="radio"' not in page


async def test_a_verdict_is_one_tap_and_leads_to_the_next_of_the_queue(clerk, ask, assistant):
    first, second = await ask(SILENT), await ask("天气怎么样")
    told = await clerk.post(verdict_of(second), verdict="uncovered", round="0", queue="unanswered")
    assert told.headers["Location"].startswith(f"/staff/questions/{first}?queue=unanswered&done=judged")
    last = await clerk.post(verdict_of(first), verdict="uncovered", round="0", queue="unanswered")
    assert last.headers["Location"].startswith("/staff/desk/unanswered?done=judged")
    page = await clerk.page(last.headers["Location"])
    assert "都看完了" in page
    assert f"/staff/questions/{first}/undo" in page
    assert await reviews_in(assistant) == [(first, "uncovered"), (second, "uncovered")]


async def test_the_last_verdict_is_taken_back_with_what_it_taught(clerk, ask, console, assistant):
    number = await ask(SILENT)
    kept = await clerk.post(
        verdict_of(number), verdict="uncovered", round="0", teach="1", words="开猫粮店有没有钱拿", step="keep"
    )
    given = re.search(r"last=(\d+)\.(\d+)\.(\d+)", kept.headers["Location"]).groups()
    assert (await console.teaching.phrasings(state="live")).total == 1
    back = await clerk.post(f"/staff/questions/{number}/undo", round=given[1], taught=given[2])
    assert back.headers["Location"] == f"/staff/questions/{number}?queue=recent&done=undone"
    assert (await console.teaching.phrasings(state="live")).total == 0
    assert await reviews_in(assistant) == [(number, "open")]


async def test_who_comes_second_is_told_and_keeps_what_was_typed(clerk, log_in, console, ask, assistant):
    await console.people.add(4001, Role.STAFF, by="test", name="小李")
    other, number = await log_in(4001), await ask(ANSWERED)
    await other.post(verdict_of(number), verdict="right", round="0")
    told = await clerk.post(
        verdict_of(number), verdict="uncovered", round="0", teach="1", words=WAY, step="keep", public="1"
    )
    page = await told.text()
    assert told.status == 409
    assert re.search(r"小李 刚才（\d{4}-\d\d-\d\d \d\d:\d\d）已经判过：回答正确", page)
    assert f">{WAY}</textarea>" in page
    assert page.count("checked") == 2
    assert await reviews_in(assistant) == [(number, "right")]
    assert 'name="round" value="1"' in page


async def test_teaching_shows_first_what_it_would_change_and_then_holds_for_everybody(
    clerk, ask, assistant, console_settings
):
    number = await ask(ANSWERED)
    chosen = {"verdict": "right", "round": "0", "teach": "1", "words": WAY, "queue": "recent"}
    page = await (await clerk.post(verdict_of(number), **chosen)).text()
    assert "会影响哪些问题" in page
    assert re.search(r"试问了 \d+ 个知道答案的问题", page)
    assert await reviews_in(assistant) == []
    again = await (await clerk.post(verdict_of(number), **chosen, step="back")).text()
    assert f">{WAY}</textarea>" in again
    await clerk.post(verdict_of(number), **chosen, step="keep")
    await refresh(assistant, console_settings)
    answer = await assistant.ask(WAY, ASKER)
    assert answer.clause.path == "二（三）9"


async def test_without_javascript_clauses_are_found_by_the_form(clerk, ask, assistant):
    number = await ask(SILENT)
    page = await (await clerk.post(verdict_of(number), round="0", step="find", find="首贷服务")).text()
    place = re.search(r'id="found".*?value="([^"]+)"', page, re.DOTALL)[1]
    assert (await clerk.post(verdict_of(number), round="0", place=place)).status == 303
    assert await reviews_in(assistant) == [(number, "corrected")]
    found = await (await clerk.get("/staff/clauses?q=二（三）9")).json()
    assert found["clauses"][0]["label"].startswith("二（三）9")
    assert (await (await clerk.get("/staff/clauses?q=")).json()) == {"clauses": []}


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "请选一个判断"),
        ({"verdict": "replied"}, "请选一个判断"),
        ({"verdict": "right", "teach": "1", "words": ""}, "请写上要教的问法"),
        ({"verdict": "right", "teach": "1", "words": "打13812345678找我", "step": "keep"}, "电话"),
        ({"place": "no/clause"}, "不在现行文件里"),
        ({"step": "find"}, "请写上要找的词"),
    ],
)
async def test_what_cannot_be_is_refused_and_nothing_is_kept(clerk, ask, assistant, form, sentence):
    told = await clerk.post(verdict_of(await ask(ANSWERED)), round="0", **form)
    assert told.status == 409
    assert sentence in await told.text()
    assert await reviews_in(assistant) == []


async def test_an_erased_question_is_said_to_be_gone_kindly(clerk, ask, assistant):
    number = await ask(SILENT)
    await assistant.forget(ASKER)
    for told in (
        await clerk.get(f"/staff/questions/{number}?queue=down"),
        await clerk.post(verdict_of(number), verdict="uncovered", round="0", queue="down"),
        await clerk.post(f"/staff/questions/{number}/synonym", said="猫", printed="企业", queue="down"),
    ):
        page = await told.text()
        assert told.status == 404
        assert "已经删除" in page
        assert 'href="/staff/desk/down"' in page


async def test_a_synonym_is_kept_and_the_question_stays_to_be_judged(clerk, ask, console, assistant):
    number = await ask(SILENT)
    kept = await clerk.post(
        f"/staff/questions/{number}/synonym", said="猫粮店", printed="小微企业", step="keep"
    )
    assert kept.headers["Location"] == f"/staff/questions/{number}?queue=recent&done=synonym"
    assert [one.said for one in (await console.teaching.synonyms()).items] == ["猫粮店"]
    assert await reviews_in(assistant) == []
    refused = await clerk.post(
        f"/staff/questions/{number}/synonym", said="猫粮店", printed="喵星人", step="keep"
    )
    assert "没有“喵星人”" in await refused.text()


async def test_what_is_taught_is_listed_shown_hidden_and_withdrawn(clerk, ask, console):
    number = await ask(ANSWERED)
    await clerk.post(verdict_of(number), verdict="right", round="0", teach="1", words=WAY, step="keep")
    (one,) = (await console.teaching.phrasings()).items
    page = await clerk.page("/staff/taught?q=首贷&state=live")
    assert WAY in page
    assert "没有符合的" in await clerk.page("/staff/taught?q=没有这个词")
    for act, public in (("show", True), ("hide", False)):
        await clerk.post(f"/staff/taught/{one.id}/{act}")
        assert [kept.public for kept in (await console.teaching.phrasings()).items] == [public]
    gone = await clerk.post(f"/staff/taught/{one.id}/withdraw", state="live", q="首贷")
    assert gone.headers["Location"].endswith("&done=takenback")
    assert (await console.teaching.phrasings(state="live")).total == 0
    assert (await clerk.post(f"/staff/taught/{one.id}/withdraw")).status == 409
    assert (await clerk.post(f"/staff/taught/{one.id}/nonsense")).status == 404
    number = await console.teaching.add_synonym("猫粮店", "小微企业", by="test")
    assert "猫粮店" in await clerk.page("/staff/taught?list=synonyms")
    await clerk.post(f"/staff/taught/{number}/withdraw-synonym", list="synonyms")
    assert (await console.teaching.synonyms(state="live")).total == 0


async def test_owners_words_are_in_no_audit_and_shown_as_they_are_written(clerk, ask, assistant):
    number = await ask("<b>猫粮店</b>能拿补贴吗")
    await clerk.post(
        verdict_of(number), verdict="uncovered", round="0", teach="1", words="<b>猫粮店</b>", step="keep"
    )
    async with assistant.engine.connect() as connection:
        details = " ".join((await connection.execute(select(AuditRow.detail))).scalars())
    assert f"问题 {number}：文件里没有" in details
    assert "猫" not in details
    for page in (
        await clerk.page(f"/staff/questions/{number}"),
        await clerk.page("/staff/desk/recent"),
        await clerk.page("/staff/taught"),
    ):
        assert "<b>猫" not in page
        assert "&lt;b&gt;猫" in page
