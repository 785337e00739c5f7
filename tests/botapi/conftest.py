"""A running server, the library's bot on it, and bare calls, for the server's own tests."""

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

from tests.botapi import BotApiServer
from tests.botapi.fixtures import Call


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer.start(poll_second=0.01) as running:
        yield running


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[Bot]:
    async with Bot(
        server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot"
    ) as client:
        yield client


@pytest.fixture
async def call(server: BotApiServer) -> AsyncIterator[Call]:
    """Calls as any other library would make them: JSON, and no helping hand."""
    async with httpx.AsyncClient() as client:

        async def send(method: str, *, to: BotApiServer = server, **content: object) -> httpx.Response:
            return await client.post(f"{to.url}/bot{to.token}/{method}", json=content)

        yield send
