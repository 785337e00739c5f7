"""Stores of either kind: an empty one with staff to ask and a clock, and one where a small document is published."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answer import Answer
from bot.assistant import Assistant
from bot.database import migrate, open_database
from bot.identity import Identity
from bot.library import Library
from bot.loading import build_library, read_kept
from bot.service import refresh
from bot.settings import Settings
from bot.staff.handovers import Handovers
from bot.staff.members import ListedMembers
from bot.staff.teaching import Teaching
from bot.staff.wishes import Place, Wish
from tests.bot.parking import QUESTIONS, SOMEONE, publish
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
    return assistant_on(stored, library, identity, clock)


@pytest.fixture
def handovers(assistant: Assistant) -> Handovers:
    return assistant.handovers


def assistant_on(engine: AsyncEngine, library: Library, identity: Identity, clock: Clock) -> Assistant:
    """Return what a process has over a database."""
    handovers = Handovers(engine, members=ListedMembers(frozenset({3001, 3002})), now=clock)
    return Assistant(engine, library, identity, today=lambda: TODAY, now=clock, handovers=handovers)


@dataclass
class Service:
    """One running service's assistant, that looks for publications when a test says so."""

    assistant: Assistant
    settings: Settings

    async def ask(self, question: str) -> Answer:
        """Ask as somebody new, after a look at what was published."""
        await refresh(self.assistant, self.settings)
        return await self.assistant.ask(question, SOMEONE)


async def service_on(store) -> Service:
    """Return a service of its own on the store."""
    engine, settings = store
    kept = read_kept(settings.policies, cache=settings.data / "cache")
    library = await build_library(engine, kept=kept)
    identity = Identity(b"a secret for tests, and nothing else")
    return Service(Assistant(engine, library, identity, today=lambda: TODAY), settings)


@pytest.fixture
async def service(store, desk, folder, rewrite) -> Service:
    rewrite(questions=QUESTIONS)
    await publish(desk, folder)
    return await service_on(store)


@pytest.fixture
def teaching(service: Service) -> Teaching:
    return Teaching(service.assistant)


def wish(question: str, clause: str = "二", **more) -> Wish:
    """Return a wish to teach a question to a clause of the small document."""
    return Wish(question, (Place("parking", clause),), **more)
