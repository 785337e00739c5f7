"""An admin's browser: a file with a defect, mended, published and rolled back; a clause switched off."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, Page, expect

from bot.desk import Desk
from bot.settings import Settings
from bot.staff.console import Console, open_console
from bot.web.app import create_app
from tests.bot.parking import PARKING
from tests.conftest import TODAY
from tests.e2e.browsing import QUESTION, opened
from tests.plan import POLICIES

ADMIN = 2001
DEFECT = PARKING.replace("一、停车收费。", "停车收费。").replace("二、投诉办理。", "投诉办理。")

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def console(assistant, tmp_path, plan_store) -> Console:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(plan_store[0].parent / "cache")
    settings = Settings(
        POLICYBOT_DATA=tmp_path / "data",
        DATABASE_URL=f"sqlite:///{tmp_path / 'policybot.sqlite3'}",
        POLICIES=POLICIES,
        POLICYBOT_ADMINS=str(ADMIN),
    )
    return open_console(assistant, settings, desk=Desk(assistant.engine, settings, today=lambda: TODAY))


@asynccontextmanager
async def desk_of(browser: Browser, assistant, console: Console, **options) -> AsyncIterator[Page]:
    """Yield an admin's page of files."""
    link = await console.access.issue_link(ADMIN, by="test")
    async with (
        TestServer(create_app(assistant, console=console)) as site,
        opened(browser, site, f"/staff/enter?link={link}", **options) as page,
    ):
        await page.get_by_role("button", name="进入工作台").click()
        await page.get_by_role("link", name="文件", exact=True).click()
        yield page


async def upload(page: Page, folder: Path, text: str) -> None:
    (folder / "parking.txt").write_text(text, encoding="utf-8")
    await page.get_by_label("文件（可以选几个").set_input_files(folder / "parking.txt")
    await page.get_by_role("button", name="上传并检查").click()


async def test_a_defect_is_shown_mended_published_and_rolled_back(browser, assistant, console, tmp_path):
    async with desk_of(browser, assistant, console) as page:
        await upload(page, tmp_path, DEFECT)
        await expect(page.get_by_role("heading", name="用不了，没有发布")).to_be_visible(timeout=30_000)
        await expect(page.locator(".excerpt .at")).to_have_text("停车管理办法")
        await expect(page.locator("main")).to_contain_text("parking.txt 第 1 行：没有找到编号的条款")
        await expect(page.locator("main")).to_contain_text("请检查文件内容。")
        for text, version in ((PARKING, 1), (PARKING.replace("5元", "6元"), 2)):
            await page.get_by_role("link", name="文件", exact=True).click()
            await upload(page, tmp_path, text)
            await expect(page.get_by_role("heading", name="预览")).to_be_visible(timeout=30_000)
            await page.get_by_role("button", name="发布").click()
            await expect(page.get_by_role("status")).to_have_text("已发布，马上生效。")
            row = page.get_by_role("row", name="停车管理办法")
            await expect(row).to_contain_text(f"第 {version} 版")
        await page.get_by_role("link", name="停车管理办法").click()
        await page.get_by_role("link", name="恢复这一版").click()
        await expect(page.locator(".words del")).to_have_text("6")
        await expect(page.locator(".words ins")).to_have_text("5")
        await page.get_by_role("button", name="恢复第 1 版").click()
        await expect(page.get_by_role("row", name="停车管理办法")).to_contain_text("第 3 版")
        await page.get_by_role("link", name="操作记录").click()
        back = page.get_by_role("row", name="恢复旧版")
        await expect(back).to_contain_text(f"Telegram {ADMIN}")
        await expect(back).to_contain_text("parking 第 3 版")


async def test_files_are_checked_and_published_without_scripts(browser, assistant, console, tmp_path):
    async with desk_of(browser, assistant, console, java_script_enabled=False) as page:
        await upload(page, tmp_path, PARKING)
        await expect(page.get_by_role("heading", name="预览")).to_be_visible(timeout=30_000)
        await page.get_by_role("button", name="发布").click()
        await expect(page.get_by_role("status")).to_have_text("已发布，马上生效。")


async def test_files_that_are_too_big_are_told_before_they_are_sent(browser, assistant, console, tmp_path):
    async with desk_of(browser, assistant, console) as page:
        (tmp_path / "big.txt").write_bytes(b"x" * (20 * 1024 * 1024 + 1))
        field = page.get_by_label("文件（可以选几个")
        await field.set_input_files(tmp_path / "big.txt")
        assert "一共超过 20 MB" in await field.evaluate("field => field.validationMessage")
        await page.get_by_role("button", name="上传并检查").click()
        assert page.url.endswith("/staff/files")


async def test_a_clause_switched_off_is_what_owner_staff_and_audit_see(browser, assistant, console):
    async with desk_of(browser, assistant, console) as page:
        await page.get_by_role("link", name="停答", exact=True).click()
        await page.get_by_label("找条款").fill("优化金融资源配置")
        await page.get_by_role("button", name="查找").click()
        await page.get_by_role("radio", name="二（三）9 优化金融资源配置").check()
        await page.locator("#found").get_by_label("原因").fill("数字待核对")
        await page.get_by_role("button", name="停答所选").click()
        await expect(page.get_by_role("status")).to_have_text("已停答，马上生效。")
        await expect(page.locator(".silences")).to_contain_text("数字待核对")
        site = page.url.partition("/staff")[0]
        await page.goto(f"{site}/?q={QUESTION}")
        await expect(page.locator("main")).to_contain_text("这一条的回答正在核对")
        await expect(page.locator("main")).not_to_contain_text("数字待核对")
        await page.goto(f"{site}/staff/desk/recent")
        await page.get_by_role("link", name=QUESTION).click()
        await expect(page.get_by_role("heading", name="机器人当时：停答")).to_be_visible()
        await expect(page.locator("main")).to_contain_text("这一条的回答正在核对")
        await page.goto(f"{site}/staff/audit")
        await expect(page.get_by_role("row", name="停答").first).to_contain_text("二（三）9：数字待核对")
