"""`policybot backup` and `policybot restore`, as an operator runs them, on SQLite and PostgreSQL."""

import json
import shutil
import sqlite3
import stat
import threading
import time
from contextlib import closing, suppress
from pathlib import Path

import psycopg
import pytest

from bot.backup import check_backup
from bot.errors import BotError
from bot.settings import Settings
from tests.bot.cli.conftest import Policybot
from tests.bot.cli.test_serve import fetch, serving
from tests.services import missing

QUESTION = "首贷服务中心在哪办"


@pytest.fixture(autouse=True)
def programs() -> None:
    """Miss PostgreSQL's programs where they aren't installed."""
    if shutil.which("pg_dump") is None:
        missing("there is no pg_dump (apt install postgresql-client)")


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest) -> Policybot:
    """Return the command on a store of either kind that has the plan published."""
    if request.param == "sqlite":
        return request.getfixturevalue("policybot")
    filled: Policybot = request.getfixturevalue("on_postgresql")
    assert filled("ask", QUESTION).status == 0
    return filled


def documents(policybot: Policybot) -> str:
    run = policybot("versions")
    assert run.status == 0, run
    return run.out


def test_what_was_backed_up_is_there_again_and_what_was_instead_is_kept(kept, tmp_path):
    before = documents(kept)
    file = tmp_path / "backup.dump"
    run = kept("backup", str(file))
    assert run.status == 0, run
    assert run.out.startswith(f"已备份到 {file}（")
    assert "备份里没有密钥：请把密钥文件" in run.out
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "backup.dump" in path.name] == ["backup.dump"]
    assert kept("withdraw", "jiaxing-xiaowei-2021-2023").status == 0
    assert documents(kept) != before
    assert kept("ask", QUESTION, "--json").out.count('"kind": "none"') == 1
    run = kept("restore", str(file), "--yes")
    assert run.status == 0, run
    assert "before" in run.out
    assert "hush" not in run.out
    assert list((kept.data / "cache").glob("library-*")) == []  # an index of what is published no more
    assert documents(kept) == before
    answer = json.loads(kept("ask", QUESTION, "--json").out)
    assert answer["clause"]["path"] == "二（三）9"


def test_a_running_service_is_backed_up_and_stands_in_the_way_of_a_restore(kept, tmp_path):
    kept.env["PORT"] = "0"
    file = tmp_path / "backup"
    with serving(kept) as (process, address, _):
        asked = threading.Thread(
            target=lambda: [fetch(f"{address}api/ask", {"question": QUESTION}) for _ in range(30)]
        )
        asked.start()
        assert kept("backup", str(file)).status == 0
        asked.join()
        refusal = kept("restore", str(file), "--yes").refusal
        assert "请先停止" in refusal
        assert fetch(f"{address}readyz") == {"status": "ready"}
        assert fetch(f"{address}api/ask", {"question": QUESTION})["kind"] == "answer"
        process.terminate()
        process.communicate(timeout=20)
    assert kept("restore", str(file), "--yes").status == 0


def test_a_file_that_is_there_is_never_overwritten(kept, tmp_path):
    file = tmp_path / "mine"
    file.write_text("mine")
    assert kept("backup", str(file)).refusal == f"{file}: 已经有这个文件，没有覆盖；请换一个文件名。"
    assert file.read_text() == "mine"


def test_what_is_no_backup_is_refused_and_changes_nothing(kept, tmp_path):
    before = documents(kept)
    other = tmp_path / "other.sqlite3"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE mine (id INTEGER)")
    for name, content in {
        "empty": b"",
        "text": b"hello",
        "header": b"SQLite format 3\0",
        "dump": b"PGDMP",
    }.items():
        (tmp_path / name).write_bytes(content)
    settings = Settings(**kept.env)
    for name in ("nowhere", "empty", "text", "header", "dump", "other.sqlite3"):
        with pytest.raises(BotError, match=r"^[^\n]*[。]$") as refusal:
            check_backup(settings, tmp_path / name)
        assert str(tmp_path / name) in str(refusal.value) or "pg_restore" in str(refusal.value)
    assert "不是 policybot 的" in kept("restore", str(tmp_path / "text"), "--yes").refusal
    assert documents(kept) == before


def test_a_damaged_backup_is_refused(kept, tmp_path):
    file = tmp_path / "backup"
    assert kept("backup", str(file)).status == 0
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    assert kept("restore", str(file), "--yes").status == 1


def test_a_backup_of_a_newer_version_is_refused(policybot, tmp_path):
    file = tmp_path / "backup"
    assert policybot("backup", str(file)).status == 0
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert policybot("restore", str(file), "--yes").refusal == (
        f"{file}: 备份来自更新的版本，这个版本不认识；请先升级程序。"
    )


def test_nobody_there_to_ask_is_refused(policybot, tmp_path):
    file = tmp_path / "backup"
    assert policybot("backup", str(file)).status == 0
    assert policybot("restore", str(file)).refusal == "恢复会换掉现在的数据库；确定的话，请加 --yes。"


def test_a_backup_takes_the_place_of_a_database_that_is_broken_or_gone(policybot, tmp_path):
    before = documents(policybot)
    file, database = tmp_path / "backup", policybot.data / "policybot.sqlite3"
    assert policybot("backup", str(file)).status == 0
    database.write_bytes(b"broken" * 1000)
    Path(f"{database}-wal").write_bytes(b"broken too")
    assert policybot("restore", str(file), "--yes").status == 0
    assert documents(policybot) == before
    for left in policybot.data.glob("policybot.sqlite3*"):
        left.unlink()
    assert policybot("restore", str(file), "--yes").status == 0
    assert documents(policybot) == before


def test_nothing_to_back_up_and_nowhere_to_write_are_one_sentence_each(fresh, policybot, tmp_path):
    assert policybot("backup", str(tmp_path / "no" / "where")).refusal.endswith("请检查目录权限和磁盘空间。")
    (policybot.data / "policybot.sqlite3").unlink()
    assert "还没有数据库" in policybot("backup", str(tmp_path / "backup")).refusal
    assert not (tmp_path / "backup").exists()


def test_the_password_is_on_no_command_line(on_postgresql, tmp_path):
    seen: list[str] = []
    process = on_postgresql.start("backup", str(tmp_path / "backup"))
    while process.poll() is None:
        for commands in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):  # it has ended meanwhile
                seen.append(commands.read_text(errors="replace"))
        time.sleep(0.005)
    process.communicate()
    assert process.returncode == 0
    assert any("pg_dump" in line for line in seen)
    assert not any("hush" in line for line in seen)


def test_another_programs_tables_are_not_taken_away(on_postgresql, tmp_path):
    file = tmp_path / "backup"
    assert on_postgresql("backup", str(file)).status == 0
    with psycopg.connect(on_postgresql.env["DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    assert "theirs" in on_postgresql("restore", str(file), "--yes").refusal


def test_a_backup_of_the_other_kind_of_database_is_refused(policybot, on_postgresql, tmp_path):
    file = tmp_path / "backup"
    assert on_postgresql("backup", str(file)).status == 0
    here = {"DATABASE_URL": f"sqlite:///{tmp_path / 'other.sqlite3'}"}
    assert "不是 policybot 的 SQLite 备份" in policybot("restore", str(file), "--yes", **here).refusal


def test_without_postgresqls_programs_it_says_what_to_install(on_postgresql, tmp_path):
    said = on_postgresql("backup", str(tmp_path / "backup"), PATH=str(tmp_path)).refusal
    assert said == (
        "没有找到 pg_dump；请安装 PostgreSQL 的客户端程序（Debian：apt install postgresql-client）再试。"
    )
