"""The strict server for every test of the Telegram channel, people who write to the bot, and a desk for admins."""

import itertools
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.identity import Identity
from bot.settings import Settings
from tests.bot.telegram.desk import MemoryDesk
from tests.bot.telegram.running import running_bot, settings_for
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


@pytest.fixture
def admin(server: BotApiServer) -> Person:
    """Return somebody who may load and publish."""
    return server.user(2001, "张主任")


@pytest.fixture
def settings(server: BotApiServer, tmp_path: Path) -> Settings:
    """Return settings with two admins and one of the staff."""
    return settings_for(
        server, POLICYBOT_ADMINS="2001, 2002", POLICYBOT_STAFF="3001", POLICYBOT_DATA=tmp_path / "data"
    )


@pytest.fixture
def unhurried(assistant: Assistant, identity: Identity) -> Assistant:
    """Return an assistant on whose clock a minute passes with each question, so that nobody asks too fast."""
    minutes = itertools.count()
    return Assistant(
        assistant.engine,
        assistant.library,
        identity,
        today=assistant.today,
        now=lambda: datetime.now(UTC) + timedelta(minutes=next(minutes)),
    )


@pytest.fixture
def desk() -> MemoryDesk:
    """Return an empty desk."""
    return MemoryDesk()


@pytest.fixture
def bot(
    server: BotApiServer, assistant: Assistant, desk: MemoryDesk, settings: Settings
) -> Callable[..., AbstractAsyncContextManager[None]]:
    """Return what runs the bot with the desk and these settings; it takes a tuning."""
    return lambda **named: running_bot(server, assistant, desk=desk, settings=settings, **named)
