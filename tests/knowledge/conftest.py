"""What the tests of knowledge share: documents written where they are tested, the plan, empty databases."""

import inspect
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import create_engine, migrate
from bot.settings import Settings
from knowledge.clause_document import read_document
from knowledge.clause_files import ClauseFile
from knowledge.document import Document
from knowledge.splitting import split_text
from tests.plan import POLICIES


@pytest.fixture
def document(request: pytest.FixtureRequest) -> Document:
    """Return the test's docstring, split; its first line is line 1."""
    return split_text(inspect.cleandoc(request.function.__doc__), id="written-here")


@pytest.fixture(scope="session")
def plan() -> Document:
    """Return the real plan, split."""
    return read_document(ClauseFile(POLICIES / "jiaxing-xiaowei-2021-2023.txt"))


@pytest.fixture
async def empty_store(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on a migrated database that holds nothing, once of each kind."""
    await migrate(settings)
    engine = create_engine(settings.database)
    yield engine
    await engine.dispose()
