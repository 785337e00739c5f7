"""A clerk answers an owner in a real browser: words come by themselves, and nothing that was typed is lost."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from bot.desk import Desk
from bot.identity import Channel, Person
from bot.settings import Settings
from bot.staff.console import Console, open_console
from bot.web.app import create_app
from tests.conftest import TODAY
from tests.e2e.browsing import PHONE, QUESTION, ask, opened
from tests.plan import POLICIES

CLERK = 3001
OWNER = Person(Channel.WEB, "an owner")
LI = {"by": "Telegram 3002", "name": "小李"}

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def console(assistant, tmp_path) -> Console:
    settings = Settings(
        POLICYBOT_DATA=tmp_path / "data",
        DATABASE_URL=f"sqlite:///{tmp_path / 'policybot.sqlite3'}",
        POLICIES=POLICIES,
        POLICYBOT_STAFF=str(CLERK),
    )
    return open_console(assistant, settings, desk=Desk(assistant.engine, settings, today=lambda: TODAY))


@pytest_asyncio.fixture(loop_scope="session")
async def site(assistant, console) -> AsyncIterator[TestServer]:
    async with TestServer(create_app(assistant, console=console)) as site:
        yield site


@pytest_asyncio.fixture(loop_scope="session")
async def talk(assistant, console) -> int:
    """Return the number of a conversation in which an owner waits."""
    await assistant.ask(QUESTION, OWNER)
    handover, _ = await console.handovers.ask(assistant.identity.conversation_key(OWNER), OWNER)
    return handover.id


@asynccontextmanager
async def clerk_on(
    browser: Browser, site: TestServer, console: Console, *, path: str, **options
) -> AsyncIterator[Page]:
    """Yield a clerk's page of the console; its clock goes on when a test says so."""
    link = await console.access.issue_link(CLERK, by="test")
    async with opened(browser, site, f"/staff/enter?link={link}", **options) as page:
        await page.get_by_role("button", name="进入工作台").click()
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await page.clock.install()
        await page.goto(str(site.make_url(path)))
        yield page


async def test_words_go_to_and_fro_without_a_reload(browser, site, console, assistant, talk):
    async with clerk_on(browser, site, console, path=f"/staff/talks/{talk}", viewport=PHONE) as page:
        field = page.get_by_label("写给对方")
        await field.fill("您好，请问在哪个区？")
        await field.press("Control+Enter")
        mine = page.locator(".from-staff")
        await expect(mine).to_contain_text("您好，请问在哪个区？")
        await expect(mine).to_contain_text("对方打开网页就能看到")
        await expect(field).to_have_value("")
        await expect(field).to_be_focused()
        await expect(page.locator("#standing")).to_contain_text("您在回复")
        await field.fill("写到一半")
        await assistant.news(OWNER, 0)
        await assistant.ask("我在南湖区", OWNER)
        await page.clock.run_for(3000)
        await expect(page.locator(".from-owner")).to_contain_text("我在南湖区")
        await page.clock.run_for(3000)
        await expect(mine).to_contain_text("对方已看到")
        await expect(page.locator(".message")).to_have_count(2)
        await expect(field).to_have_value("写到一半")
        await field.fill("您好，请问在哪个区？")  # once more, on purpose
        await field.press("Control+Enter")
        await expect(mine).to_have_count(2)


async def test_where_a_colleague_was_quicker_the_page_says_so_and_keeps_what_was_typed(
    browser, site, console, talk
):
    path = f"/staff/talks/{talk}"
    async with clerk_on(browser, site, console, path=path, allowed="409") as page:
        field = page.get_by_label("写给对方")
        await field.fill("我来帮您")
        await console.handovers.take(talk, **LI)
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator("#letter").get_by_role("alert")).to_contain_text("已由小李接手")
        await expect(field).to_have_value("我来帮您")
        await page.clock.run_for(3000)
        await expect(page.locator("#standing")).to_contain_text("小李在回复")
        await expect(page.get_by_role("button", name="接手")).to_have_count(0)
        await expect(field).to_have_value("我来帮您")


async def test_it_is_taken_and_ended_after_a_question(browser, site, console, talk):
    async with clerk_on(browser, site, console, path="/staff/talks") as page:
        await page.get_by_role("link", name=QUESTION).click()
        await page.get_by_role("button", name="接手").click()
        await expect(page.get_by_role("status").first).to_have_text("已接手。")
        asked = []
        page.on("dialog", lambda dialog: asked.append(dialog.message) or dialog.dismiss())
        await page.get_by_role("button", name="结束").click()
        assert "结束这次对话" in asked[0]
        assert (await console.handovers.read(talk)).handover.is_open
        await console.handovers.close(talk, by=f"Telegram {CLERK}")
        await page.clock.run_for(3000)
        await expect(page.locator("#standing")).to_contain_text("已结束")


async def test_without_scripts_all_of_it_is_forms_and_links(browser, site, console, assistant, talk):
    link = await console.access.issue_link(CLERK, by="test")
    async with opened(browser, site, f"/staff/enter?link={link}", java_script_enabled=False) as page:
        await page.get_by_role("button", name="进入工作台").click()
        await page.get_by_role("link", name="转人工").click()
        await page.get_by_role("link", name=QUESTION).click()
        await page.get_by_label("写给对方").fill("您好")
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator(".from-staff")).to_contain_text("您好")
        await assistant.ask("我在南湖区", OWNER)
        await page.get_by_role("link", name="看有没有新消息").click()
        await expect(page.locator(".from-owner")).to_contain_text("我在南湖区")
        await page.get_by_role("button", name="结束").click()
        await expect(page.get_by_role("status")).to_contain_text("已结束")


async def test_a_reply_to_a_question_is_there_when_its_asker_comes_back(browser, site, console):
    async with opened(browser, site) as page:
        await ask(page, "猫粮店能拿补贴吗")
        state = await page.context.storage_state()
    async with clerk_on(browser, site, console, path="/staff/questions/1?queue=unanswered") as page:
        await page.keyboard.press("r")
        await page.get_by_label("写给对方").fill("要看行业，请带营业执照来。")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".said")).to_contain_text("已写给对方")
    async with opened(browser, site, storage_state=state) as page:
        await expect(page.locator(".card.person")).to_contain_text("要看行业，请带营业执照来。")
        await expect(page.locator("#log")).to_contain_text("您问过：“猫粮店能拿补贴吗”")
        await expect(page.locator("#person-bar")).to_contain_text("正在为您服务")
