"""What a load takes from the files and what from the live version."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot import staging
from bot.loading import live_outlines, read_outlines
from knowledge.store.editions import read_phrasings
from tests.bot.parking import PARKING, QUESTIONS, live, publish, staged

CHANGED = PARKING.replace("每小时5元", "每小时6元")


async def phrasings(engine) -> list[str]:
    """Return the questions of the live version's phrasings."""
    outlines = live_outlines(await read_outlines(engine)).values()
    async with AsyncSession(engine) as session:
        found = await read_phrasings(session, [one.edition for one in outlines])
    return [phrasing.question for _, phrasing in found]


@pytest.fixture
async def alone(desk, rewrite, folder, tmp_path):
    """Publish the document with phrasings; return the path of a file of the same name that lies alone."""
    rewrite(questions=QUESTIONS)
    await publish(desk, folder)
    (tmp_path / "sent").mkdir()
    return tmp_path / "sent" / "parking.txt"


async def test_a_file_that_comes_alone_keeps_the_phrasings_of_the_live_version(desk, store, alone):
    alone.write_text(CHANGED, encoding="utf-8")
    draft = await staged(desk, alone)
    assert "  没有附问法文件，沿用第 1 版的 2 条问法" in draft.summary.splitlines()
    assert "- 问法：2 条，沿用第 1 版的" in draft.report
    assert "有 1 条问法对应的条款改了，请核对" in draft.summary
    assert "请核对问法：停车一小时多少钱（一，" in draft.report
    await desk.publish(draft.id, by="甲")
    assert await phrasings(store[0]) == ["停车一小时多少钱", "停车费收贵了找谁"]
    assert not (await staged(desk, alone)).changes


async def test_the_live_text_that_comes_alone_changes_nothing(desk, alone):
    alone.write_text(PARKING, encoding="utf-8")
    assert (await staged(desk, alone)).summary == "《停车管理办法》：与已发布的第 1 版相同，不用发布。"


async def test_an_empty_file_of_phrasings_means_none(desk, store, alone):
    alone.write_text(CHANGED, encoding="utf-8")
    await publish(desk, alone)
    alone.with_name("parking.questions.tsv").write_text("", encoding="utf-8")
    draft = await staged(desk, alone)
    assert "问法：原来 2 条，现在 0 条" in draft.summary
    assert "沿用" not in draft.summary
    await desk.publish(draft.id, by="甲")
    assert await phrasings(store[0]) == []


async def test_a_new_document_that_comes_alone_has_no_phrasings(desk, alone):
    bus = alone.with_name("bus.txt")
    bus.write_text("公交办法\n一、票价。票价2元。\n", encoding="utf-8")
    draft = await staged(desk, bus)
    assert "问法" not in draft.summary


async def test_a_file_saved_while_it_is_loaded_is_known_by_what_was_read(
    desk, store, rewrite, folder, monkeypatch
):
    read_files = staging.read_files

    async def saved_just_before(*given, **more):
        rewrite(("5元", "6元"))
        return await read_files(*given, **more)

    with monkeypatch.context() as patched:
        patched.setattr(staging, "read_files", saved_just_before)
        await publish(desk, folder)
    assert not (await staged(desk, folder)).changes
    rewrite()
    draft = await staged(desk, folder)
    assert "停车费每小时【删：6】【增：5】元" in draft.summary
    assert await live(store[0]) == {"parking": 1}
