"""The real plan, published into a fresh SQLite file, for tests and benchmarks."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import open_database
from bot.desk import Desk
from bot.library import Library
from bot.loading import build_library, read_kept
from bot.settings import Settings
from bot.staging import Preview

POLICIES = Path(__file__).parent.parent / "policies"


async def load_plan(folder: Path) -> Library:
    """Publish the policies folder into `folder`/policybot.sqlite3 and return its library."""
    settings = Settings(POLICYBOT_DATA=folder, POLICIES=POLICIES)
    async with open_database(settings) as engine:
        await publish_files(engine, settings, POLICIES)
        return await build_library(engine, kept=read_kept(POLICIES, cache=folder / "cache"))


async def publish_files(engine: AsyncEngine, settings: Settings, *paths: Path) -> Preview:
    """Stage clause files and publish what is new in them; return what was staged."""
    desk = Desk(engine, settings)
    preview = await desk.preview(paths, by="test")
    if preview.draft:
        await desk.publish(preview.draft, by="test")
    return preview
