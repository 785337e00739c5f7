"""Backing the database up into one file, and putting a backup in its place again."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from bot import backup_postgresql, backup_sqlite
from bot.database import migrate
from bot.errors import BotError
from bot.migrations import revisions
from bot.settings import Settings
from knowledge.errors import reason


def back_up(settings: Settings, file: Path) -> None:
    """Write a consistent copy of the database, services running or not; raises BotError where there is `file` already.

    It appears whole, readable by its owner alone. The secret isn't in it.
    """
    with _whole(file) as draft:
        if settings.database.get_backend_name() == "sqlite":
            backup_sqlite.copy(backup_sqlite.file_of(settings.database), draft)
        else:
            backup_postgresql.dump(settings.database, draft)
        _check(settings, draft)


def check_backup(settings: Settings, file: Path) -> None:
    """Raise BotError where `file` is no whole backup of this service, for this kind of database, that we can read."""
    if not file.is_file():
        raise BotError(f"{file}: 没有这个文件；请检查备份文件的路径。")
    try:
        _check(settings, file)
    except OSError as error:
        raise BotError(f"{file}: 读不了（{reason(error)}）；请检查文件权限。") from error


def restore(settings: Settings, file: Path) -> str | None:
    """Put a checked backup in the database's place, bring its schema up to date; return where the old one is kept.

    Raises BotError, with everything as it was, while a program uses the database.
    """
    stamp = datetime.now().astimezone().strftime("%Y%m%d_%H%M%S")
    try:
        if settings.database.get_backend_name() == "sqlite":
            kept = backup_sqlite.put_in_place(backup_sqlite.file_of(settings.database), file, stamp=stamp)
        else:
            kept = backup_postgresql.put_in_place(settings.database, file, stamp=stamp)
        for picture in (settings.data / "cache").glob("library-*"):
            picture.unlink()  # an index of what was published before, under numbers that mean something else now
    except OSError as error:
        where = error.filename or settings.data
        raise BotError(f"{where}: 写不了（{reason(error)}）；请检查目录权限和磁盘空间。") from error
    asyncio.run(migrate(settings))
    return kept


def _check(settings: Settings, file: Path) -> None:
    if settings.database.get_backend_name() == "sqlite":
        revision = backup_sqlite.revision_of(file)
    else:
        revision = backup_postgresql.revision_of(file)
    if revision not in revisions():
        raise BotError(f"{file}: 备份来自更新的版本，这个版本不认识；请先升级程序。")


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    """Yield the path of an empty file to write; afterwards it stands at `file`, which is never overwritten."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        _refuse_existing(file)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            yield draft
            backup_sqlite.sync(draft)
            _refuse_existing(file)
            draft.rename(file)  # and no link: a share that backups are kept on has none
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise BotError(f"{file}: 写不了（{reason(error)}）；请检查目录权限和磁盘空间。") from error


def _refuse_existing(file: Path) -> None:
    if file.exists():
        raise BotError(f"{file}: 已经有这个文件，没有覆盖；请换一个文件名。")
