"""Backups on the command line."""

import sys
from pathlib import Path

from bot import backup
from bot.cli.terminal import read_line
from bot.errors import BotError
from bot.settings import Settings, read_settings

_MEGABYTE = 1024 * 1024


def write_backup(file: Path) -> bool:
    """Back the database up into a file that isn't there yet."""
    settings = read_settings()
    backup.back_up(settings, file)
    print(f"已备份到 {file}（{file.stat().st_size / _MEGABYTE:.1f} MB）。")
    where = "设置 POLICYBOT_SECRET" if settings.secret is not None else f"密钥文件 {settings.data / 'secret'}"
    print(f"备份里没有密钥：请把{where}另外保存，和备份分开放。")
    return True


def restore_backup(file: Path, *, yes: bool) -> bool:
    """Put a backup in the database's place, once whoever runs this agrees."""
    settings = read_settings()
    backup.check_backup(settings, file)
    if not (yes or _agreed(file)):
        print("没有恢复，数据库不变。")
        return True
    kept = backup.restore(settings, file)
    print(f"已从 {file} 恢复。")
    if kept is not None:
        print(f"原来的数据库留在{_place(settings, kept)}；确认没有问题后可以删除。")
    if settings.database.get_backend_name() != "sqlite":
        print("如果别的机器也用这个数据库，请在启动它们之前删除各自 POLICYBOT_DATA 里的 cache/library-*。")
    return True


def _agreed(file: Path) -> bool:
    if not sys.stdin.isatty():
        raise BotError("恢复会换掉现在的数据库；确定的话，请加 --yes。")
    print(f"用 {file} 换掉现在的数据库？现在的会留在旁边。（输入 y 恢复，其他键放弃）", end="", flush=True)
    return read_line().strip().lower() in {"y", "yes", "是", "恢复"}


def _place(settings: Settings, kept: str) -> str:
    return f" {kept}" if settings.database.get_backend_name() == "sqlite" else f"数据库的模式 {kept} 里"
