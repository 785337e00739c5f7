"""Copies of an SQLite database: taken while services run, checked, and put in its place."""

import logging
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from bot.errors import BotError

_log = logging.getLogger(__name__)

_HEADER = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm", "-journal")


def file_of(url: URL) -> Path:
    """Return the database's file; raises BotError where it is none."""
    if not url.database or url.database == ":memory:" or url.query:
        raise BotError("DATABASE_URL 指的不是一个普通的 SQLite 文件，备份和恢复不了。")
    return Path(url.database).resolve()


def copy(database: Path, target: Path) -> None:
    """Write a consistent copy of a database into an empty file, others reading and writing meanwhile."""
    if not database.is_file():
        raise BotError(f"{database}: 还没有数据库，没有可以备份的内容。")
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True, timeout=10)) as connection:
            connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise BotError(
            f"数据库文件 {database} 备份不了（{error}）；请检查文件是否完好、磁盘空间够不够。"
        ) from error


def revision_of(file: Path) -> str:
    """Return the schema's revision in a backup; raises BotError where it is none of ours, or damaged."""
    with file.open("rb") as opened:
        if opened.read(len(_HEADER)) != _HEADER:
            raise BotError(f"{file}: 不是 policybot 的 SQLite 备份；请检查备份文件和设置 DATABASE_URL。")
    try:
        # As it lies there, and without writing anything beside it.
        uri = f"{file.resolve().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            (sound,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            ours = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            found = connection.execute("SELECT version_num FROM alembic_version").fetchone() if ours else None
    except sqlite3.Error as error:
        raise BotError(f"{file}: 备份文件已损坏（{error}）；请换一个备份。") from error
    if sound != "ok":
        raise BotError(f"{file}: 备份文件已损坏；请换一个备份。")
    if not found:
        raise BotError(f"{file}: 不是 policybot 的备份；请检查备份文件的路径。")
    return str(found[0])


def put_in_place(database: Path, file: Path, *, stamp: str) -> str | None:
    """Put a copy of a backup where the database is; return where that is kept, None where there was none.

    There is a whole database at its path at any moment.
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    draft = database.with_name(f"{database.name}.restoring")
    try:
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        shutil.copyfile(file, draft)
        sync(draft)
        if not database.exists():
            draft.rename(database)
            return None
        kept = database.with_name(f"{database.name}.before-restore-{stamp}")
        with _alone(database):
            os.link(database, kept)
            for (
                ending
            ) in _BESIDE:  # only a damaged database has any left; they must not be taken for the new one's
                beside = Path(f"{database}{ending}")
                if beside.exists():
                    beside.rename(f"{kept}{ending}")
            draft.replace(database)
    finally:
        draft.unlink(missing_ok=True)
    return str(kept)


def sync(file: Path) -> None:
    """Return once a file's content is on the disk."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    """Hold a database that nobody else has open; raises BotError where somebody has.

    Only the last connection can leave write-ahead logging, and that takes what it logged into the file.
    """
    uri = f"{database.as_uri()}?mode=rw"
    with closing(sqlite3.connect(uri, uri=True, timeout=0.5, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise BotError(f"有程序正在用数据库 {database}；请先停止服务，再恢复。") from error
            _log.warning("原来的数据库读不了（%s），照样留在旁边。", error)
        yield
