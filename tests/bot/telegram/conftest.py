"""The strict server for every test of the Telegram channel, and people who write to the bot."""

import pytest

from tests.botapi import BotApiServer, Person
from tests.botapi.fixtures import botapi_server

__all__ = ["botapi_server"]


@pytest.fixture
def server(botapi_server: BotApiServer) -> BotApiServer:
    """Return the running server."""
    return botapi_server


@pytest.fixture
def user(server: BotApiServer) -> Person:
    """Return somebody who writes to the bot in private."""
    return server.user(1001, "小王")
