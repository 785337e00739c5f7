"""The fixture for tests of the bot, which `tests/conftest.py` imports, and the type of bare calls."""

from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from tests.botapi.server import BotApiServer

Call = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
async def botapi_server() -> AsyncIterator[BotApiServer]:
    """A running Bot API server, on which a long poll's second takes a hundredth."""
    async with BotApiServer.start(poll_second=0.01) as server:
        yield server
