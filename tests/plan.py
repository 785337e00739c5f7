"""The real plan, published into a fresh SQLite file, for tests and benchmarks."""

from pathlib import Path

from bot.database import open_database
from bot.library import Library
from bot.loading import build_library, publish, read_documents, read_kept
from bot.settings import Settings

POLICIES = Path(__file__).parent.parent / "policies"


async def load_plan(folder: Path) -> Library:
    """Publish the policies folder into `folder`/policybot.sqlite3 and return its library."""
    kept = read_kept(POLICIES)
    async with open_database(Settings(POLICYBOT_DATA=folder, POLICIES=POLICIES)) as engine:
        await publish(engine, read_documents([POLICIES]), kept=kept, cache=folder, by="test")
        return await build_library(engine, kept=kept, cache=folder)
