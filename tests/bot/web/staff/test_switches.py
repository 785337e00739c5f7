"""The page on which admins switch off and on, and what owners' pages and programs see of it."""

import html
import re

import pytest

from tests.bot.web.staff.conftest import ADMIN

LOAN = "首贷服务中心在哪办"
CLAUSE = "/clauses/jiaxing-xiaowei-2021-2023/二（三）9"


def values(page):
    """Return what can be picked, by its label."""
    found = re.findall(r'value="([^"]*)" required> <span>([^<]*)<', page)
    return {label: html.unescape(value) for value, label in found}


@pytest.fixture
def asked(admin):
    async def ask(question):
        return await (await admin.client.post("/api/ask", json={"question": question})).json()

    return ask


async def test_a_clause_is_found_switched_off_and_on_again(admin, asked):
    assert "没有，全部正常回答。" in await admin.page("/staff/switches")
    picks = values(await admin.page("/staff/switches?q=优化金融资源配置"))
    target = picks["二（三）9 优化金融资源配置"]
    response = await admin.post("/staff/switches", target=target, reason="<b>待核对</b>")
    assert response.headers["Location"] == "/staff/switches?done=off"
    page = await admin.page("/staff/switches?done=off")
    assert "已停答，马上生效。" in page
    assert "&lt;b&gt;待核对&lt;/b&gt;" in page
    assert f"Telegram {ADMIN}" in page
    answer = await asked(LOAN)
    assert (answer["kind"], answer["clause"]) == ("none", None)
    assert "正在核对" in answer["text"]
    assert "这一条的回答正在核对，暂停提供；下面是已发布的原文。" in await admin.page(CLAUSE)
    assert (await (await admin.get(f"/api{CLAUSE}")).json())["paused"] is True
    number = re.search(r"/staff/switches/(\d+)/on", page)[1]
    assert (await admin.post(f"/staff/switches/{number}/on")).status == 303
    assert (await asked(LOAN))["clause"]["path"] == "二（三）9"
    assert "暂停提供" not in await admin.page(CLAUSE)
    assert (await (await admin.get(f"/api{CLAUSE}")).json())["paused"] is False
    assert (await admin.post(f"/staff/switches/{number}/on")).status == 409


async def test_the_whole_bot_is_switched_off_and_its_form_goes(admin, asked):
    page = await admin.page("/staff/switches")
    target = html.unescape(re.search(r'name="target" value="([^"]*)"', page)[1])
    await admin.post("/staff/switches", target=target, reason="待核对")
    page = await admin.page("/staff/switches")
    assert "整个机器人" in page
    assert "停用机器人" not in page
    assert (await asked(LOAN))["text"].startswith("问答服务正在检查")
    assert (await admin.get("/healthz")).status == 200


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"reason": "待核对"}, "请先选一条或一个话题"),
        ({"target": "nonsense", "reason": "待核对"}, "请先选一条或一个话题"),
        ({"target": '["clause", null, null]', "reason": "待核对"}, "请先选一条或一个话题"),
        ({"target": '["clause", ["a"], {}]', "reason": "待核对"}, "请先选一条或一个话题"),
        ({"target": '["clause", "nothing", "一"]', "reason": "待核对"}, "没有这一条或这个话题"),
        ({"target": '["bot", null, null]'}, "请写明停答的原因"),
    ],
)
async def test_what_cannot_be_is_refused_in_a_sentence(admin, console, form, sentence):
    response = await admin.post("/staff/switches", **form)
    assert response.status == 409
    assert sentence in await response.text()
    assert await console.switches.off() == []


async def test_words_that_find_nothing_are_told(admin):
    page = await admin.page("/staff/switches?q=<xyz>")
    assert "没有找到和“&lt;xyz&gt;”有关的条款" in page
