"""The web side over the real plan on a free port, and a real browser."""

import shutil
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Browser, async_playwright

from bot.service import is_ready
from bot.web.app import create_app
from tests.services import missing

CHROMIUM = shutil.which("chromium")


@pytest.fixture
async def site(assistant) -> AsyncIterator[TestServer]:
    """Yield the web side over the real plan, on a free port."""

    async def ready() -> bool:
        return await is_ready(assistant)

    async with TestServer(create_app(assistant, ready=ready)) as site:
        yield site


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Yield Debian's Chromium."""
    if CHROMIUM is None:
        missing("there is no chromium (apt install chromium)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        await browser.close()
