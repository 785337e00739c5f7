"""Departments and vocabulary changed alone: taken up when a load is published, by every service, never otherwise."""

import asyncio
import logging

import pytest

from bot.database import open_database
from bot.desk import Desk
from bot.service import follow, open_service, refresh
from tests.bot.parking import audit, publish, staged
from tests.conftest import TODAY

ENTRY = '[[department]]\nname = "市交通局"\nfull = "{}"\n'
DONE = "已启用文件夹里的部门名录和词表。"


@pytest.fixture
def departments(folder):
    """Return what writes the departments file with one full name, or as given."""

    def write(full: str = "", text: str | None = None) -> None:
        (folder / "departments.toml").write_text(text or ENTRY.format(full), encoding="utf-8")

    return write


@pytest.fixture
async def running(store, desk, folder):
    """Yield the assistant of a running service, and the settings of it."""
    await publish(desk, folder)
    async with open_service(store[1]) as assistant:
        yield assistant, store[1]


def known(assistant) -> str:
    return assistant.library.directory.full("市交通局")


async def test_what_lies_beside_and_changes_alone_is_told_published_and_audited(
    desk, store, folder, departments
):
    await publish(desk, folder)
    departments("甲")
    draft = await desk.stage_policies(by="甲")
    assert draft.changes
    assert draft.summary.splitlines()[0] == "部门名录是新的，发布后启用。"
    assert "部门名录是新的，发布后启用。" in draft.report
    assert await desk.publish(draft.id, by="乙") == DONE
    assert (await audit(store[0]))[-1] == ("keep", "乙", None, None)
    assert not (await staged(desk, folder)).changes
    departments("乙")
    (folder / "vocabulary.txt").write_text("停车费\n", encoding="utf-8")
    assert (await staged(desk, folder)).summary.startswith("部门名录、词表有改动，发布后启用。")
    (folder / "vocabulary.txt").unlink()
    assert await publish(desk, folder) == DONE
    (folder / "departments.toml").unlink()
    assert (await staged(desk, folder)).summary.startswith("部门名录有改动，发布后启用。")


async def test_a_file_published_from_elsewhere_says_that_it_takes_them_up_too(
    desk, folder, tmp_path, departments
):
    await publish(desk, folder)
    departments("甲")
    assert not (await staged(desk, folder / "parking.txt")).changes
    bus = tmp_path / "bus.txt"
    bus.write_text("公交办法\n一、票价。票价2元。\n", encoding="utf-8")
    draft = await staged(desk, bus)
    assert draft.summary.startswith("部门名录是新的，发布后启用。")
    await desk.publish(draft.id, by="甲")
    assert not (await staged(desk, folder)).changes


async def test_a_running_service_takes_them_up_only_when_a_load_was_published(running, folder, departments):
    assistant, settings = running
    before = assistant.library
    departments("甲")
    (folder / "vocabulary.txt").write_text("停车费每小时\n", encoding="utf-8")
    await refresh(assistant, settings)
    assert assistant.library is before
    async with open_database(settings) as elsewhere:
        desk = Desk(elsewhere, settings, today=lambda: TODAY)
        await publish(desk, folder)
        await refresh(assistant, settings)
        assert (known(assistant), assistant.library.vocabulary) == ("甲", ("停车费每小时",))
        departments("乙")
        await desk.withdraw("parking", by="甲")
        await refresh(assistant, settings)
        assert (known(assistant), list(assistant.library.documents)) == ("甲", [])
        await publish(desk, folder)
    following = asyncio.create_task(follow(assistant, settings))
    async with asyncio.timeout(30):
        while known(assistant) != "乙":  # noqa: ASYNC110 (nothing tells of the swap)
            await asyncio.sleep(0.01)
    following.cancel()


async def test_a_broken_file_is_logged_while_what_was_published_is_taken_up(
    running, desk, folder, rewrite, departments, caplog
):
    assistant, settings = running
    departments("甲")
    await publish(desk, folder)
    await refresh(assistant, settings)
    rewrite(("5元", "6元"))
    draft = await staged(desk, folder)
    departments(text=ENTRY.format("乙") + "[[department]\n")
    await desk.publish(draft.id, by="甲")
    with caplog.at_level(logging.ERROR):
        await refresh(assistant, settings)
    assert f"{folder / 'departments.toml'}:4: 不是有效的 TOML 文件" in caplog.text
    assert known(assistant) == "甲"
    assert "每小时6元" in assistant.library.clauses[0].clause.body
    departments("甲")
    await publish(desk, folder)
    departments("丙")
    await refresh(assistant, settings, anew=True)
    assert known(assistant) == "丙"
