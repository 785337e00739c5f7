"""The web side over the real plan, spoken to through HTTP."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.assistant import Assistant
from bot.web.app import create_app

Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client(assistant: Assistant) -> AsyncIterator[Client]:
    """Yield an HTTP client of the application over the real assistant."""
    async with TestClient(TestServer(create_app(assistant))) as client:
        yield client
