"""The small document published in a store of either kind, a service over it, and what is taught there."""

from dataclasses import dataclass

import pytest

from bot.answer import Answer
from bot.assistant import Assistant
from bot.identity import Identity
from bot.loading import build_library, read_kept
from bot.service import refresh
from bot.settings import Settings
from bot.staff.teaching import Teaching
from bot.staff.wishes import Place, Wish
from tests.bot.parking import QUESTIONS, SOMEONE, publish
from tests.conftest import TODAY


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
