"""The web side over the real plan on a free port, and a real browser, both shared by all that open a page of it."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Identity
from bot.library import Library
from bot.web.app import create_app
from tests.conftest import TODAY
from tests.services import missing

CHROMIUM = shutil.which("chromium")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def site(
    plan_store: tuple[Path, Library], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[TestServer]:
    """Yield the web side over the real plan, on a free port; each page of a test is a session of its own."""
    database = shutil.copy(plan_store[0], tmp_path_factory.mktemp("site"))
    engine = create_engine(URL.create("sqlite+aiosqlite", database=str(database)))
    identity = Identity(b"a secret for tests, and for nothing else")
    assistant = Assistant(engine, plan_store[1], identity, today=lambda: TODAY)

    async with TestServer(create_app(assistant)) as site:
        yield site
    await engine.dispose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Yield Debian's Chromium; each test opens a context of its own, with its own storage."""
    if CHROMIUM is None:
        missing("there is no chromium (apt install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
