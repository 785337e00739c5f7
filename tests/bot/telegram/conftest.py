"""The strict server for every test of the Telegram channel, people who write to the bot, and a desk for admins."""

import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant
from bot.identity import Identity
from bot.library import Library
from bot.settings import Settings
from tests.bot.telegram.answering import TEAM, assistant_on
from tests.bot.telegram.desk import MemoryDesk
from tests.bot.telegram.running import running_bot, settings_for
from tests.botapi import BotApiServer, Group, Person
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


@pytest.fixture
def staffed(engine: AsyncEngine, library: Library, identity: Identity) -> Assistant:
    """Return an assistant with two of the staff to ask."""
    return assistant_on(engine, library, identity)


@pytest.fixture
def li(server: BotApiServer) -> Person:
    """Return one of the staff."""
    return server.user(3001, "小李")


@pytest.fixture
def wang(server: BotApiServer) -> Person:
    """Return another one."""
    return server.user(3002, "小王")


@pytest.fixture
async def answering(
    server: BotApiServer, staffed: Assistant, li: Person, wang: Person
) -> AsyncIterator[None]:
    """Run the bot; both of the staff have written to it before, so that it may write to them."""
    for one in (li, wang):
        one.chat.bot_status = "member"
    async with running_bot(server, staffed):
        yield


@pytest.fixture
def team(server: BotApiServer) -> Group:
    """Return a group of staff with topics, in which the bot is an administrator."""
    group = server.group(TEAM, "客服组")
    group.becomes_forum()
    group.chat.bot_status = "administrator"
    return group
