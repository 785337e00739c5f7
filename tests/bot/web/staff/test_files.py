"""Files in the console: upload, check, preview, publish or give up."""

import asyncio
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.assistant import Channel, Person
from bot.loading import live_outlines, read_outlines
from bot.staff import files as use_case
from bot.staff import previews
from bot.staff.files import DEAD_AFTER
from bot.staff.wishes import Place, Wish
from tests.bot.parking import PARKING, QUESTIONS
from tests.bot.web.staff.conftest import ADMIN
from tests.bot.web.staff.filing import checked, ended, sent

CHANGED = PARKING.replace("每小时5元", "每小时6元")


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    """Check files in a thread: a worker process takes seconds to start; `tests/e2e` has it too."""
    monkeypatch.setattr(use_case, "run_apart", asyncio.to_thread)


@pytest.fixture
def uploads(console_settings):
    return console_settings.data / "uploads"


@pytest.fixture
def live(assistant):
    async def versions():
        outlines = live_outlines(await read_outlines(assistant.engine))
        return {name: one.published.version for name, one in outlines.items() if name == "parking"}

    return versions


async def published(admin, content=PARKING, **files):
    address = await checked(admin, {"parking.txt": content, **files})
    response = await admin.post(f"{address}/publish")
    assert response.status == 303, await response.text()
    return address


async def test_an_upload_is_checked_previewed_and_published(admin, live, uploads):
    address = await checked(admin, {"parking.txt": PARKING})
    page = await admin.page(address)
    assert "《停车管理办法》" in page
    assert "新文件" in page
    assert "<ins>停车费每小时5元，夜间免费。</ins>" in page
    assert await live() == {}
    assert list(uploads.iterdir()) == []
    assert "等待发布的预览" in await admin.page("/staff/files")
    response = await admin.post(f"{address}/publish")
    assert response.headers["Location"] == "/staff/files?done=published"
    assert await live() == {"parking": 1}
    page = await admin.page("/staff/files?done=published")
    assert "已发布，马上生效。" in page
    assert "停车管理办法" in page
    assert "等待发布的预览" not in page


async def test_a_changed_text_is_shown_with_its_words_marked(admin):
    await published(admin)
    address = await checked(
        admin, {"parking.txt": CHANGED.replace("二、投诉办理", "二、新增车位。增加车位。\n三、投诉办理")}
    )
    page = await admin.page(address)
    assert "停车费每小时<del>5</del><ins>6</ins>元，夜间免费。" in page
    assert "<ins>增加车位。</ins>" in page
    assert re.search(
        r"改号</span> <strong>三 投诉办理</strong> <span class=\"soft\">（原 二 投诉办理）", page
    )
    assert "与第 1 版相比" in page


async def test_problems_stand_beside_the_lines_that_they_are_about(admin):
    address = await checked(admin, {"parking.txt": PARKING.replace("二、投诉", "四、投诉")})
    page = await admin.page(address)
    assert "parking.txt 第 3 行：" in page
    assert re.search(r'<li value="3" class="at"><mark>四、投诉办理。', page)
    assert '<li value="2">一、停车收费。' in page


async def test_a_defect_is_refused_beside_its_line_and_mended(admin, live, uploads):
    address = await checked(admin, {"parking.txt": "停车管理办法\n没有编号。\n"})
    page = await admin.page(address)
    assert "用不了，没有发布" in page
    assert "parking.txt 第 1 行：" in page
    assert '<li value="1" class="at"><mark>停车管理办法</mark>' in page
    assert '<li value="2">没有编号。</li>' in page
    assert str(uploads) not in page
    await published(admin)
    assert await live() == {"parking": 1}


async def test_a_text_that_is_live_already_changes_nothing(admin):
    await published(admin)
    page = await admin.page(await checked(admin, {"parking.txt": PARKING}))
    assert "没有变化" in page
    assert "与已发布的第 1 版相同，不用发布。" in page


async def test_phrasings_come_along_and_those_to_be_reviewed_are_listed(admin):
    files = {"parking.questions.tsv": QUESTIONS}
    await published(admin, **files)
    page = await admin.page(await checked(admin, {"parking.txt": CHANGED, **files}))
    assert "要核对的问法" in page
    assert "停车一小时多少钱" in page.partition("要核对的问法")[2]


async def test_what_staff_have_taught_and_would_have_to_look_at_again_is_counted(admin, console):
    await published(admin)
    await console.teaching.teach(Wish("停一下午车要花几块", (Place("parking", "一"),)), by="test")
    page = await admin.page(await checked(admin, {"parking.txt": CHANGED}))
    assert "员工教的问法有 1 条要重新核对，核对前不起作用。" in page


async def test_phrasings_that_are_too_many_to_list_are_counted(admin, monkeypatch):
    monkeypatch.setattr(previews, "MOST_CHANGES", 1)
    files = {"parking.questions.tsv": f"{QUESTIONS}一\t停车费每小时\t停车半天多少钱\n"}
    await published(admin, **files)
    page = await admin.page(await checked(admin, {"parking.txt": CHANGED, **files}))
    count = int(re.search(r"有 (\d+) 条问法对应的条款变了", page)[1])
    assert count > 1
    assert f"还有 {count - 1} 条没有列出" in page.partition("要核对的问法")[2]


async def test_answers_that_would_change_are_shown_before_and_after(admin, assistant):
    await published(admin, **{"parking.questions.tsv": QUESTIONS})
    page = await admin.page(
        await checked(admin, {"parking.txt": CHANGED, "parking.questions.tsv": QUESTIONS})
    )
    rehearsed = page.partition('id="rehearsed-title"')[2]
    assert "停车一小时多少钱" in rehearsed
    assert "每小时5元" in rehearsed
    assert "每小时6元" in rehearsed


async def test_a_real_question_that_its_asker_erases_is_no_longer_shown(admin, assistant):
    await published(admin)
    someone = Person(Channel.WEB, "someone")
    await assistant.ask("停车费每小时几元", someone)
    address = await checked(admin, {"parking.txt": CHANGED})
    assert "停车费每小时几元" in await admin.page(address)
    async with assistant.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT page FROM file_check"))).scalars().all()
    assert "停车费每小时几元" not in str(kept)
    await assistant.forget(someone)
    page = await admin.page(address)
    assert "停车费每小时几元" not in page
    assert "这个问题已经删除，不再显示" in page


async def test_a_doubtful_draft_asks_for_a_second_confirmation(admin, live):
    await published(admin)
    address = await checked(admin, {"parking-2.txt": CHANGED})
    page = await admin.page(address)
    assert "同名文件已用编号 parking 发布过" in page
    assert "我已核对，仍要发布" in page
    refused = await admin.post(f"{address}/publish")
    assert refused.status == 409
    assert "请勾选“我已核对，仍要发布”" in await refused.text()
    assert (await admin.post(f"{address}/publish", confirmed="yes")).status == 303


async def test_a_draft_that_another_has_dealt_with_is_told(admin, console):
    first = await published(admin)
    assert f"这份预览已由 Telegram {ADMIN} 发布。" in await admin.page(first)
    for act in ("publish", "discard"):
        response = await admin.post(f"{first}/{act}")
        assert response.status == 409
        assert "已经发布过、放弃了或过期了" in await response.text()
    second = await checked(admin, {"parking.txt": CHANGED})
    await console.desk.discard(second.rpartition("/")[2], by="乙")
    assert "这份预览已由 乙 放弃。" in await admin.page(second)


async def test_a_draft_that_was_overtaken_is_told_and_cannot_be_published(admin, live):
    await published(admin)
    first = await checked(admin, {"parking.txt": CHANGED})
    await published(admin, PARKING.replace("5元", "7元"))
    page = await admin.page(first)
    assert "parking 有了新版本或已撤下，这份预览不能发布了" in page
    assert f"{first}/publish" not in page
    response = await admin.post(f"{first}/publish")
    assert response.status == 409
    assert "已有变动" in await response.text()
    assert await live() == {"parking": 2}


async def test_a_draft_given_up_is_gone(admin, live):
    address = await checked(admin, {"parking.txt": PARKING})
    assert (await admin.post(f"{address}/discard")).headers["Location"] == "/staff/files?done=discarded"
    assert await live() == {}
    assert "放弃。" in await admin.page(address)


async def test_the_policies_folder_is_checked(admin):
    response = await admin.post("/staff/files/folder")
    page = await admin.page(await ended(admin, response.headers["Location"]))
    assert "没有变化" in page


async def test_a_check_whose_process_died_is_told(admin, assistant):
    response = await admin.post("/staff/files/folder")
    address = await ended(admin, response.headers["Location"])
    change = "UPDATE file_check SET state = 'working', beat_at = :at"
    for heard, told in ((timedelta(), False), (DEAD_AFTER + timedelta(seconds=1), True)):
        at = (datetime.now(UTC) - heard).strftime("%Y-%m-%d %H:%M:%S.%f")
        async with assistant.engine.begin() as connection:
            await connection.execute(text(change), {"at": at})
        page = await admin.page(address)
        assert ("data-waiting" in page) is not told
        assert ("检查中断了（服务重新启动过）" in page) is told


async def test_an_error_nobody_expected_is_told_with_a_reference(admin, uploads, monkeypatch, caplog):
    said = "what a file holds"

    async def fails(*given):
        raise RuntimeError(said)

    monkeypatch.setattr(use_case, "run_apart", fails)
    page = await admin.page(await checked(admin, {"parking.txt": PARKING}))
    reference = re.search(r"请把编号 ([0-9A-F]{6}) 告诉", page)[1]
    assert reference in caplog.text
    assert said not in caplog.text + page
    assert list(uploads.iterdir()) == []


async def test_a_stop_of_the_service_leaves_no_file(admin, console, uploads, monkeypatch):
    begun = asyncio.Event()

    async def hangs(*given):
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(use_case, "run_apart", hangs)
    await sent(admin, {"parking.txt": PARKING})
    await begun.wait()
    assert len(list(uploads.iterdir())) == 1
    await console.close()
    assert list(uploads.iterdir()) == []


async def test_of_a_large_preview_the_page_shows_the_beginning_and_says_what_is_left(admin, monkeypatch):
    for name, most in {
        "MOST_DOCUMENTS": 2,
        "MOST_CHANGES": 1,
        "_LEAST_CHANGES": 1,
        "MOST_PROBLEMS": 1,
    }.items():
        monkeypatch.setattr(previews, name, most)
    texts = {f"p{n}.txt": PARKING.replace("停车管理", f"停车{n}").replace("二、", "五、") for n in range(3)}
    page = await admin.page(await checked(admin, texts))
    assert ("停车0办法" in page, "停车1办法" in page, "停车2办法" in page) == (True, True, False)
    assert "还有 1 份文件有变化，没有列出" in page
    assert page.count("还有 1 条没有列出") == 2
