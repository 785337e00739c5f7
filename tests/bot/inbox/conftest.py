"""A migrated database of either kind."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import create_engine, migrate
from bot.settings import Settings


@pytest.fixture
async def engine(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on an empty database with all tables."""
    await migrate(settings)
    engine = create_engine(settings.database)
    yield engine
    await engine.dispose()
