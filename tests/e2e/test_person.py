"""A person answers on the chat page, in a real browser: asked for, heard, ended, and there after a return."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import expect
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Identity
from bot.staff.handovers import Handovers
from bot.web.app import create_app
from tests.bot.telegram.answering import assistant_on
from tests.e2e.browsing import PHONE, ask, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")
LI = {"by": "Telegram 3001", "name": "小李"}


@pytest_asyncio.fixture(loop_scope="session")
async def staffed(plan_store, tmp_path) -> AsyncIterator[tuple[TestServer, Handovers]]:
    """Yield the web side with staff to ask, and what they write with."""
    engine = create_engine(URL.create("sqlite+aiosqlite", database=str(tmp_path / "person.sqlite3")))
    (tmp_path / "person.sqlite3").write_bytes(plan_store[0].read_bytes())
    identity = Identity(b"a secret for tests, and for nothing else")
    assistant: Assistant = assistant_on(engine, plan_store[1], identity)
    async with TestServer(create_app(assistant)) as site:
        yield site, assistant.handovers
    await engine.dispose()


async def test_a_person_is_asked_for_heard_and_ended(browser, staffed):
    site, handovers = staffed
    async with opened(browser, site, viewport=PHONE) as page:
        await ask(page, "宠物医院怎么开")
        await page.get_by_role("button", name="转人工").click()
        await expect(page.locator(".card.kind-person")).to_contain_text("已转给工作人员")
        bar = page.locator("#person-bar")
        await expect(bar).to_contain_text("正在等工作人员")
        [(handover, _)] = (await handovers.page()).rows
        await handovers.write_as_staff(handover.id, "您好，开宠物医院要先办诊疗许可证。", **LI)
        await expect(page.locator(".card.person")).to_contain_text("人工客服（小李）")
        await expect(bar).to_contain_text("人工客服（小李）正在为您服务")
        await page.get_by_label("您的问题").fill("在南湖区")
        await page.keyboard.press("Enter")
        await expect(page.locator(".receipt").last).to_have_text("✓ 已转给工作人员。")
        await page.reload()
        await expect(page.locator(".card.person")).to_have_count(1)
        await bar.get_by_role("button", name="结束人工").click()
        await expect(page.locator(".turn").last).to_contain_text("已结束人工对话")
        await expect(bar).to_be_hidden()


async def test_what_came_meanwhile_is_there_when_they_come_back(browser, staffed):
    site, handovers = staffed
    async with opened(browser, site) as page:
        await ask(page, "转人工")
        [(handover, _)] = (await handovers.page()).rows
        state = await page.context.storage_state()
    await handovers.write_as_staff(handover.id, "明天上午可以来办。", **LI)
    await handovers.close(handover.id, by=LI["by"])
    async with opened(browser, site, storage_state=state) as page:
        await expect(page.locator(".card.person")).to_contain_text("明天上午可以来办。")
        await expect(page.locator(".receipt")).to_contain_text("这次人工对话结束了")
        await expect(page.locator("#person-bar")).to_be_hidden()


async def test_after_a_vote_against_a_person_is_offered(browser, staffed):
    site, _ = staffed
    async with opened(browser, site) as page:
        await ask(page)
        await expect(page.get_by_role("button", name="转人工")).to_have_count(0)
        await page.get_by_role("button", name="没用").click()
        await expect(page.get_by_role("button", name="转人工")).to_have_count(1)
