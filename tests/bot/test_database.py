"""Opening the database: its schema brought up to date, and every trouble told in one sentence without a password."""

import asyncio
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import URL, inspect
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import create_engine, migrate, open_database
from bot.errors import BotError
from bot.settings import Settings
from tests.plan import POLICIES

TABLES = {
    "alembic_version",
    "audit",
    "clause",
    "conversation",
    "document",
    "draft",
    "edition",
    "file_check",
    "inbox",
    "member",
    "staff_link",
    "staff_session",
    "review",
    "taught",
    "taught_synonym",
    "handover",
    "handover_message",
    "handover_card",
    "silence",
    "lease",
    "question",
} | {
    "version",
    "vocabulary",
    "vote",
}


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda c: inspect(c).get_table_names()))


async def test_migrating_twice_is_harmless(settings):
    await migrate(settings)
    await migrate(settings)
    async with open_database(settings) as engine:
        assert await tables(engine) == TABLES


async def test_many_migrating_at_once_all_succeed(settings):
    await asyncio.gather(*(migrate(settings) for _ in range(4)))
    async with open_database(settings) as engine:
        assert await tables(engine) == TABLES


async def test_the_tables_are_those_that_the_code_declares(settings):
    """A column added to a table without a migration would show here."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    from bot.inbox.store import InboxRow
    from bot.staff.store.tables import MemberRow

    assert InboxRow.metadata is MemberRow.metadata  # importing every store registers every table
    await migrate(settings)
    async with open_database(settings) as engine, engine.connect() as connection:
        differences = await connection.run_sync(
            lambda c: compare_metadata(MigrationContext.configure(c), InboxRow.metadata)
        )
    assert differences == []


async def test_sqlite_is_migrated_by_itself_and_postgresql_is_not(settings):
    if settings.database.get_backend_name() == "sqlite":
        async with open_database(settings) as engine:
            assert await tables(engine) == TABLES
        return
    with pytest.raises(BotError, match=r"^数据库的表结构不是这个版本的；请先运行 policybot migrate。$"):
        async with open_database(settings):
            pass


def test_two_processes_migrating_sqlite_at_once_both_succeed(tmp_path):
    code = (
        "import asyncio; from bot.database import migrate; from bot.settings import Settings;"
        "asyncio.run(migrate(Settings()))"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            env={"POLICYBOT_DATA": str(tmp_path / "data")},
            cwd=tmp_path,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    errors = [process.communicate(timeout=30)[1].decode() for process in started]
    assert errors == ["", ""]
    assert [process.returncode for process in started] == [0, 0]


async def opening(settings: Settings) -> str:
    """Return the sentence that refuses to open the database, which migrating says too."""
    with pytest.raises(BotError) as refusal:
        async with open_database(settings):
            pass
    with pytest.raises(BotError) as migrating:
        await migrate(settings)
    assert str(migrating.value) == str(refusal.value)
    assert "\n" not in str(refusal.value)
    return str(refusal.value)


async def test_a_database_that_cannot_be_reached_is_named_without_its_password():
    said = await opening(Settings(DATABASE_URL="postgresql://user:hush@127.0.0.1:1/db"))
    assert said.startswith("数据库 127.0.0.1:1 用不了（")
    assert said.endswith("；请检查 DATABASE_URL 和数据库是否在运行。")
    assert "hush" not in said


async def test_of_a_password_with_a_forgotten_escape_nothing_is_shown_either():
    assert "sh@" not in await opening(Settings(DATABASE_URL="postgresql://u:hu@sh@127.0.0.1:1/db"))


async def test_a_file_that_is_no_database_is_named(tmp_path):
    (tmp_path / "policybot.sqlite3").write_text(
        "a shopping list, or something else that is no database at all"
    )
    said = await opening(Settings(POLICYBOT_DATA=tmp_path))
    assert said.startswith(f"数据库文件 {tmp_path / 'policybot.sqlite3'} 用不了（")


async def test_a_folder_where_the_database_should_be_is_named(tmp_path):
    (tmp_path / "policybot.sqlite3").mkdir()
    said = await opening(Settings(POLICYBOT_DATA=tmp_path))
    assert str(tmp_path / "policybot.sqlite3") in said


@pytest.mark.parametrize("below", ["", "deeper"])
async def test_a_data_folder_that_cannot_be_made_is_named(tmp_path, below):
    (tmp_path / "file").touch()
    said = await opening(Settings(POLICYBOT_DATA=tmp_path / "file" / below))
    assert str(tmp_path / "file") in said


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    settings = Settings(POLICYBOT_DATA=tmp_path)
    await migrate(settings)
    with sqlite3.connect(tmp_path / "policybot.sqlite3") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    assert "升级程序" in await opening(settings)
    with sqlite3.connect(tmp_path / "policybot.sqlite3") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    database.close()


async def test_a_data_folder_with_odd_characters_is_no_trouble(tmp_path):
    settings = Settings(POLICYBOT_DATA=tmp_path / "数据 100%", POLICIES=POLICIES)
    async with open_database(settings) as engine:
        assert await tables(engine) == TABLES
    assert (tmp_path / "数据 100%" / "policybot.sqlite3").exists()


async def test_sqlite_keeps_foreign_keys_and_writes_ahead(tmp_path):
    async with (
        open_database(Settings(POLICYBOT_DATA=Path(tmp_path))) as engine,
        engine.connect() as connection,
    ):
        assert (await connection.exec_driver_sql("PRAGMA foreign_keys")).scalar() == 1
        assert (await connection.exec_driver_sql("PRAGMA journal_mode")).scalar() == "wal"


def test_the_event_loop_ends_though_work_on_sqlite_was_cut_short_twice(tmp_path):
    """A service that stops cuts short what is at work, and the loop's end once more what isn't done by then."""
    slow = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 1000000) SELECT count(*) FROM n"

    async def cut_short() -> None:
        engine = create_engine(URL.create("sqlite+aiosqlite", database=str(tmp_path / "a.sqlite3")))
        begun = asyncio.Event()

        async def work() -> None:
            async with engine.connect() as connection:
                begun.set()
                await connection.exec_driver_sql(slow)

        task = asyncio.create_task(work())
        await begun.wait()
        for _ in range(3):  # until it waits for the database
            await asyncio.sleep(0)
        task.cancel()
        for _ in range(3):  # until it waits for the connection's end
            await asyncio.sleep(0)

    thread = threading.Thread(target=lambda: asyncio.run(cut_short()), daemon=True)
    thread.start()
    thread.join(20)
    assert not thread.is_alive()
