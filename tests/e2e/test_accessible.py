"""axe-core finds nothing wrong on any page: console and public site, light and dark, phone and desktop.

axe-core comes inside the wheel `axe-playwright-python`, so that `make test` needs neither npm nor a network.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page, expect

from bot.staff import files, trial
from bot.staff.reviews import Decision, Verdict
from tests.e2e.browsing import DESK, PHONE, ask, opened
from tests.e2e.furnished import PLAN, Furnished, furnished

pytestmark = pytest.mark.asyncio(loop_scope="session")

PUBLIC = (
    "/",
    "/?q=首贷服务中心在哪办",
    "/documents",
    f"/documents/{PLAN}",
    f"/clauses/{PLAN}/二（三）9",
    f"/clauses/{PLAN}/二（三）10",
    "/departments",
    "/privacy",
    "/staff/enter",
    "/staff/enter?link=x",
)
CONSOLE = (
    "/staff/desk/unanswered",
    "/staff/desk/doubtful",
    "/staff/desk/down",
    "/staff/desk/person",
    "/staff/desk/recent",
    "/staff/questions/{silent}?queue=unanswered",
    "/staff/questions/{answered}?queue=recent",
    "/staff/questions/{judged}?queue=recent&last={judged}.1.1&done=judged",
    "/staff/talks",
    "/staff/talks/{waiting}",
    "/staff/talks/{talk}",
    "/staff/talks/{over}",
    "/staff/taught",
    "/staff/taught?list=synonyms",
    "/staff/figures?days=7",
    "/staff/people?done=added",
    "/staff/files",
    "/staff/files/checks/{refused}",
    "/staff/files/drafts/{draft}",
    "/staff/documents/parking",
    "/staff/documents/parking/rollback?version=1",
    "/staff/documents/parking/withdraw",
    "/staff/switches?q=金融",
    "/staff/audit",
)
LOOKS = [("light", DESK), ("dark", PHONE)]
"""Colours are the same at any width, and what is where the same in any colours: two looks see what four would."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def here(browser, plan_store, tmp_path_factory) -> AsyncIterator[Furnished]:
    folder: Path = tmp_path_factory.mktemp("furnished")
    with pytest.MonkeyPatch.context() as patched:
        for module in (files, trial):
            patched.setattr(module, "run_apart", asyncio.to_thread)  # a worker process takes seconds to start
        async with furnished(browser, plan_store, folder) as site:
            yield site


async def check(page: Page) -> None:
    """Look at a page as it is now, wide and light, narrow and dark."""
    wrong = []
    await page.evaluate(AXE_SCRIPT)
    for scheme, viewport in LOOKS:
        await page.emulate_media(color_scheme=scheme)
        await page.set_viewport_size(viewport)
        found = await page.evaluate("axe.run({resultTypes: ['violations']})")
        wrong += [
            f"{scheme}, {viewport['width']} px: {one['id']}: {one['help']}: {node['target']} {node['html'][:200]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]
    assert wrong == []


@pytest.mark.parametrize("path", PUBLIC)
async def test_a_page_of_the_public_site_keeps_nobody_out(browser, here, path):
    async with opened(browser, here.site, path) as page:
        await check(page)


@pytest.mark.parametrize("path", CONSOLE)
async def test_a_page_of_the_console_keeps_nobody_out(browser, here, path):
    async with opened(browser, here.site, path.format_map(here.ids), storage_state=here.inside) as page:
        await check(page)


@pytest.mark.parametrize("path", ["/nothing", "/staff/questions/0", "/staff/desk/nothing"])
async def test_a_page_that_is_not_there_keeps_nobody_out(browser, here, path):
    async with opened(browser, here.site, path, allowed="404", storage_state=here.inside) as page:
        await check(page)


async def test_a_conversation_keeps_nobody_out(browser, here):
    async with opened(browser, here.site) as page:
        await ask(page)
        await page.get_by_role("button", name="看全文").click()
        await expect(page.locator("mark").first).to_be_visible()
        await page.get_by_role("button", name="没用").click()
        await ask(page, "补贴")
        await check(page)
        await page.get_by_role("button", name="转人工").first.click()
        await expect(page.locator("#person-bar")).to_be_visible()
        await check(page)


async def test_a_search_and_a_rehearsal_keep_nobody_out(browser, here):
    path = f"/staff/questions/{here.ids['silent']}?queue=unanswered"
    async with opened(browser, here.site, path, storage_state=here.inside) as page:
        await page.get_by_label("教会这种问法").check()
        await page.get_by_label("应该是…").fill("融资")
        await expect(page.locator("#found button").first).to_be_visible()
        await check(page)
        await page.get_by_label("应该是…").press("ArrowDown")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("m")  # no verdict, where a clause has the focus
        await expect(page.locator("#found button").first).to_be_focused()
        await page.locator("#found button").first.click()
        await expect(page.get_by_role("heading", name="会影响哪些问题")).to_be_visible(timeout=30_000)
        await check(page)


async def test_what_is_refused_keeps_nobody_out(browser, here):
    path = f"/staff/questions/{here.ids['other']}?queue=recent"
    async with opened(browser, here.site, path, allowed="409", storage_state=here.inside) as page:
        item = await here.console.reviews.item(here.ids["other"])
        await here.console.reviews.decide(
            item, Decision(Verdict.UNCOVERED, item.review.round), by="Telegram 4001"
        )
        await page.get_by_role("button", name="文件里没有").click()
        await expect(page.get_by_role("alert")).to_contain_text("小李 刚才")
        await check(page)
        await page.goto(str(here.site.make_url("/staff/people")))
        await page.get_by_label("Telegram 编号").fill("2001")
        await page.get_by_role("button", name="保存").click()
        await expect(page.get_by_role("alert").filter(has_text="由设置")).to_be_visible()
        await check(page)
