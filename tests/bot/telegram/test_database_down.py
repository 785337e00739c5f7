"""A database that takes no writes, or is gone, while people write: nothing acknowledged is lost, nothing sent twice."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from bot import database
from bot.assistant import Assistant, Channel, Person
from bot.database import migrate, open_database
from bot.health import Health
from bot.service import problems
from bot.settings import Settings
from tests.bot.breaking import full, gone, locked, query_only, read_only
from tests.bot.telegram.running import everything_handled, nothing_waits, running_bot
from tests.bot.wire import Wire
from tests.conftest import POSTGRESQL, TODAY
from tests.plan import POLICIES
from tests.services import missing

QUESTION = "企业注销归哪个部门管"


class Held(Assistant):
    """An assistant that is asked, and answers once it is let."""

    def __init__(self, assistant: Assistant) -> None:
        vars(self).update(vars(assistant))
        self.asked, self.let = asyncio.Event(), asyncio.Event()

    async def ask(self, *args, **named):
        self.asked.set()
        await self.let.wait()
        return await super().ask(*args, **named)


@asynccontextmanager
async def scratch() -> AsyncIterator[str]:
    """Yield the URL of a PostgreSQL schema with a user of its own."""
    name = f"test_{uuid.uuid4().hex}"
    server = create_async_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        async with server.begin() as connection:
            await connection.execute(text(f"CREATE ROLE {name} LOGIN"))
            await connection.execute(text(f"CREATE SCHEMA {name} AUTHORIZATION {name}"))
    except OperationalError:
        missing("PostgreSQL doesn't answer (TEST_POSTGRESQL, default 127.0.0.1:5432)")
    url = make_url(POSTGRESQL).set(username=name).update_query_dict({"options": f"-csearch_path={name}"})
    yield url.render_as_string(hide_password=False)
    async with server.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        await connection.execute(text(f"DROP ROLE {name}"))
    await server.dispose()


@asynccontextmanager
async def on_sqlite(folder: Path) -> AsyncIterator[tuple[str, Path]]:
    """Yield the URL of an SQLite file, and the file."""
    file = folder / "empty.sqlite3"
    yield f"sqlite:///{file}", file


@asynccontextmanager
async def on_wire() -> AsyncIterator[tuple[str, Wire]]:
    """Yield the URL of a PostgreSQL schema by a way that can be cut, and the way."""
    async with scratch() as direct:
        url = make_url(direct)
        wire = Wire(url.host or "127.0.0.1", url.port or 5432)
        await wire.mend()
        try:
            yield url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False), wire
        finally:
            await wire.cut()


Failing = Callable[[], AbstractAsyncContextManager[None]]


@pytest.fixture(params=["query only", "locked", "full", "read only", "gone"])
async def kept(request, tmp_path, library, identity, monkeypatch) -> AsyncIterator[tuple[Assistant, Failing]]:
    """Yield an assistant on a database of either kind, and a way to have that fail for a while."""
    monkeypatch.setattr(database, "PATIENCE", 1)
    kind = request.param
    opening = on_sqlite(tmp_path) if kind in {"query only", "locked", "full"} else on_wire()
    async with opening as (url, what):
        settings = Settings(DATABASE_URL=url, POLICYBOT_DATA=tmp_path / "var", POLICIES=POLICIES)
        await migrate(settings)
        async with open_database(settings) as engine:
            ways: dict[str, Failing] = {
                "query only": lambda: query_only(engine),
                "locked": lambda: locked(what),
                "full": lambda: full(what),
                "read only": lambda: read_only(engine),
                "gone": lambda: gone(what),
            }
            yield Assistant(engine, library, identity, today=lambda: TODAY), ways[kind]


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)


async def test_what_cannot_be_stored_is_not_acknowledged_and_answered_afterwards(server, user, kept):
    assistant, failing = kept
    async with running_bot(server, assistant):
        await everything_handled(server)
        async with failing():
            await user.sends(QUESTION)
            before = len(server.calls_of("getUpdates"))
            await server.wait_until(lambda: len(server.calls_of("getUpdates")) > before + 2)
            assert server.updates.pending
            assert server.messages(user) == []
            on_the_web = await assistant.ask(QUESTION, Person(Channel.WEB, "ann"))
            assert (on_the_web.question_id, "市市场监管局" in on_the_web.text) == (None, True)
            assert await problems(assistant, Health()) == ["数据库没有应答"]
        [answer] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        assert await problems(assistant, Health()) == []
    assert "市市场监管局" in answer.text
    assert len(server.messages(user)) == 1


async def test_what_was_stored_is_answered_from_memory_once_though_that_cannot_be_noted(server, user, kept):
    assistant, failing = kept
    held = Held(assistant)
    async with running_bot(server, held):
        await user.sends(QUESTION)
        await held.asked.wait()
        async with failing():
            held.let.set()
            [answer] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        await everything_handled(server)
    assert "市市场监管局" in answer.text
    assert len(server.messages(user)) == 1


async def test_a_tap_that_cannot_be_stored_has_its_effect_afterwards(server, user, kept):
    assistant, failing = kept
    async with running_bot(server, assistant):
        await user.sends("/settings")
        [menu] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        async with failing():
            tap = await user.taps(menu, menu.buttons[1])
            before = len(server.calls_of("getUpdates"))
            await server.wait_until(lambda: len(server.calls_of("getUpdates")) > before + 2)
            assert tap.answer is None
            tap.expires()
        await nothing_waits(server)
    assert menu.buttons[1].startswith("带条款全文")
    assert menu.buttons[1] != "带条款全文"
