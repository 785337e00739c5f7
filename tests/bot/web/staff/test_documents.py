"""A document's versions in the console: listed, rolled back, withdrawn, each after a page that says what it changes."""

import asyncio

import pytest

from bot.loading import live_outlines, read_outlines
from bot.staff import files as use_case
from tests.bot.parking import PARKING
from tests.bot.web.staff.filing import checked

PAGE = "/staff/documents/parking"


@pytest.fixture(autouse=True)
async def parking(admin, monkeypatch):
    """Publish two versions of a document, the first with a problem."""
    monkeypatch.setattr(use_case, "run_apart", asyncio.to_thread)
    for text in (PARKING.replace("二、投诉", "四、投诉"), PARKING.replace("每小时5元", "每小时6元")):
        address = await checked(admin, {"parking.txt": text})
        assert (await admin.post(f"{address}/publish")).status == 303


@pytest.fixture
def live(assistant):
    async def version():
        found = live_outlines(await read_outlines(assistant.engine)).get("parking")
        return found and found.published.version

    return version


async def test_the_versions_are_listed_with_who_and_when_and_what_is_wrong(admin):
    page = await admin.page(PAGE)
    assert page.index("第 2 版") < page.index("第 1 版")
    assert page.count("Telegram 2001") == 2
    assert "正在使用" in page
    assert "1 处" in page
    listed = await admin.page("/staff/files")
    assert '<a href="/staff/documents/parking">停车管理办法</a>' in listed
    assert "嘉兴市小微企业三年成长计划" in listed
    assert "已过期" in listed


async def test_a_roll_back_shows_what_changes_and_then_does_it(admin, live, console):
    page = await admin.page(f"{PAGE}/rollback?version=1")
    assert "每小时<del>6</del><ins>5</ins>元" in page
    assert "（原 二 投诉办理）" in page
    assert await live() == 2
    response = await admin.post(f"{PAGE}/rollback", version="1")
    assert response.headers["Location"] == "/staff/files?done=rolledback"
    assert await live() == 3
    acts, _ = await console.audit.page()
    assert (acts[0].name, acts[0].by, acts[0].document, acts[0].version) == (
        "恢复旧版",
        "Telegram 2001",
        "parking",
        3,
    )
    assert "parking 第 3 版" in await admin.page("/staff/audit")
    assert "要注意的" in await admin.page(PAGE)


async def test_a_document_is_withdrawn_and_comes_back(admin, live):
    assert "马上不再回答问题" in await admin.page(f"{PAGE}/withdraw")
    assert await live() == 2
    assert (await admin.post(f"{PAGE}/withdraw")).headers["Location"] == "/staff/files?done=withdrawn"
    assert await live() is None
    assert "已撤下" in await admin.page("/staff/files")
    assert "这份文件已经撤下了。" in await admin.page(f"{PAGE}/withdraw")
    again = await admin.post(f"{PAGE}/withdraw")
    assert again.status == 409
    assert "现在已撤下" in await admin.page(f"{PAGE}/rollback?version=2")
    await admin.post(f"{PAGE}/rollback", version="2")
    assert await live() == 3


async def test_what_is_not_there_is_told(admin, live):
    for version in ("9", "", "x", "99999999999"):
        response = await admin.get(f"{PAGE}/rollback?version={version}")
        assert response.status == 409
        assert "没有这一版" in await response.text()
        assert (await admin.post(f"{PAGE}/rollback", version=version)).status == 409
    response = await admin.get(f"{PAGE}/rollback?version=2")
    assert "现在用的就是第 2 版的文本" in await response.text()
    for address in ("/staff/documents/nothing", "/staff/documents/nothing/withdraw"):
        assert (await admin.get(address)).status == 404
    assert await live() == 2


async def test_the_list_is_searched_and_paged(admin, monkeypatch):
    page = await admin.page("/staff/files?q=停车")
    assert "停车管理办法" in page
    assert "成长计划" not in page
    assert "没有标题或编号里有“&lt;b&gt;”的文件" in await admin.page("/staff/files?q=<b>")
    monkeypatch.setattr("bot.staff.documents.PAGE", 1)
    monkeypatch.setattr("bot.web.staff.files.PAGE", 1)
    first, second = [await admin.page(f"/staff/files?page={number}") for number in (1, 2)]
    assert ("成长计划" in first, "停车管理办法" in first, "下一页" in first) == (True, False, True)
    assert ("成长计划" in second, "停车管理办法" in second, "上一页" in second) == (False, True, True)
    assert "还没有文件" in await admin.page("/staff/files?page=999999999")
