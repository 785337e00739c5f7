"""An assistant with somebody of the staff to ask, on an empty database of either kind, by a clock that tests set."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant
from bot.database import migrate, open_database
from bot.identity import Identity
from bot.library import Library
from bot.settings import Settings
from bot.staff.handovers import Handovers
from bot.staff.members import ListedMembers
from tests.conftest import TODAY


class Clock:
    """A clock that stands until it is told to go on; it begins on a Tuesday at ten in the morning, Chinese time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def stored(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Yield an empty database of either kind."""
    await migrate(settings)
    async with open_database(settings) as engine:
        yield engine


@pytest.fixture
def assistant(stored: AsyncEngine, library: Library, identity: Identity, clock: Clock) -> Assistant:
    return service_on(stored, library, identity, clock)


@pytest.fixture
def handovers(assistant: Assistant) -> Handovers:
    return assistant.handovers


def service_on(engine: AsyncEngine, library: Library, identity: Identity, clock: Clock) -> Assistant:
    """Return what a process has over a database."""
    handovers = Handovers(engine, members=ListedMembers(frozenset({3001, 3002})), now=clock)
    return Assistant(engine, library, identity, today=lambda: TODAY, now=clock, handovers=handovers)
