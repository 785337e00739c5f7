"""Bringing the database's tables up to date on the command line."""

import asyncio

from bot.database import migrate
from bot.settings import read_settings


def migrate_database() -> bool:
    """Bring the database schema up to date."""
    asyncio.run(migrate(read_settings()))
    print("数据库的表结构已是最新。")
    return True
