"""The page of figures in a real browser: charts that are seen, in either scheme, on a phone and on paper."""

import json
import shutil

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import expect
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.desk import Desk
from bot.identity import Identity
from bot.settings import Settings
from bot.staff.console import open_console
from bot.web.app import create_app
from tests.bot.staff.asked import ask
from tests.conftest import TODAY
from tests.e2e.browsing import DESK, PHONE, opened
from tests.plan import POLICIES

pytestmark = pytest.mark.asyncio(loop_scope="session")

CLERK = 3001


@pytest_asyncio.fixture(loop_scope="session")
async def console_site(plan_store, tmp_path):
    """Yield the web side with the console, some questions asked, and what makes a link into it."""
    database = shutil.copy(plan_store[0], tmp_path)
    engine = create_engine(URL.create("sqlite+aiosqlite", database=str(database)))
    settings = Settings(POLICYBOT_DATA=tmp_path, POLICIES=POLICIES, POLICYBOT_STAFF=str(CLERK))
    identity = Identity(b"a secret for tests, and for nothing else")
    assistant = Assistant(engine, plan_store[1], identity, today=lambda: TODAY)
    console = open_console(assistant, settings, desk=Desk(engine, settings, today=lambda: TODAY))
    for day in ("2026-11-20", "2026-11-21", "2026-11-23"):
        await ask(engine, f"{day} 10:00", clause="二（三）9")
        await ask(engine, f"{day} 11:00", "怎么养绿萝", kind="none", channel="telegram")
    async with TestServer(create_app(assistant, console=console)) as site:
        yield site, lambda: console.access.issue_link(CLERK, by="test")
    await engine.dispose()


async def enter(page, site, days: int = 30):
    await page.get_by_role("button").first.click()
    await page.wait_for_url("**/staff/**")
    await page.goto(str(site.make_url(f"/staff/figures?days={days}")), wait_until="load")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
async def test_the_charts_are_seen_and_nothing_is_refused_by_the_pages_own_policy(
    browser, console_site, viewport, scheme
):
    site, link = console_site
    path = f"/staff/enter?link={await link()}"
    async with opened(browser, site, path, viewport=viewport, color_scheme=scheme) as page:
        await enter(page, site)
        seen = await page.evaluate(
            "[...document.images].map((i) => [i.complete && i.naturalWidth > 0, i.alt])"
        )
        assert len(seen) == 3
        assert all(drawn and alt for drawn, alt in seen)
        sources = await page.evaluate("[...document.images].map((i) => i.currentSrc)")
        assert all(("narrow" in source) == (viewport is PHONE) for source in sources)
        assert await page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]


async def test_a_clerk_takes_the_questions_of_a_week_home_as_a_file(browser, console_site):
    site, link = console_site
    async with opened(browser, site, f"/staff/enter?link={await link()}") as page:
        await enter(page, site)
        await page.get_by_role("link", name="最近 7 天").click()
        await expect(page.get_by_role("link", name="最近 7 天")).to_have_attribute("aria-current", "true")
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name="全部提问，JSON 文件").click()
        download = await downloading.value
        assert download.suggested_filename == "questions_2026-11-17_2026-11-23.json"
        questions = json.loads((await download.path()).read_text(encoding="utf-8"))
        assert [one["channel"] for one in questions] == ["web", "telegram"] * 3


async def test_on_paper_the_charts_and_their_numbers_are_left(browser, console_site):
    site, link = console_site
    async with opened(browser, site, f"/staff/enter?link={await link()}", color_scheme="dark") as page:
        await enter(page, site)
        await page.emulate_media(media="print", color_scheme="light")
        await expect(page.get_by_role("img").first).to_be_visible()
        await expect(page.get_by_role("region", name="问得多的主题")).to_be_visible()
        await expect(page.get_by_role("link", name="最近 7 天")).to_be_hidden()
