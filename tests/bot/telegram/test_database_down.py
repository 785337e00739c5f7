"""A database that takes no writes, or is gone, while people write: nothing acknowledged is lost, nothing sent twice."""

import asyncio
import logging
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import pytest
from sqlalchemy import event, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.assistant import Assistant, Channel, Person
from bot.database import migrate, open_database
from bot.health import Health
from bot.service import problems
from bot.settings import Settings
from tests.bot.telegram.running import everything_handled, nothing_waits, running_bot
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
async def query_only(engine: AsyncEngine) -> AsyncIterator[None]:
    """Let the connections to an SQLite file only read."""
    on = True

    def set_up(connection: object, *_: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute(f"PRAGMA query_only={int(on)}")
        cursor.close()

    event.listen(engine.sync_engine, "checkout", set_up)
    yield
    on = False


@asynccontextmanager
async def read_only(engine: AsyncEngine) -> AsyncIterator[None]:
    """Have a PostgreSQL take no writes of the engine's user, from the next connections on."""
    name = engine.url.username
    server = create_async_engine(POSTGRESQL, isolation_level="AUTOCOMMIT")
    async with server.connect() as connection:
        await connection.execute(text(f"ALTER ROLE {name} SET default_transaction_read_only = on"))
        end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name"
        await connection.execute(text(end), {"name": name})
        yield
        await connection.execute(text(f"ALTER ROLE {name} RESET default_transaction_read_only"))
    await server.dispose()


FAILING = {"sqlite": query_only, "postgresql": read_only}


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


@pytest.fixture(params=["sqlite", "postgresql"])
async def kept(request, tmp_path, library, identity) -> AsyncIterator[Assistant]:
    """Yield an assistant on a database of either kind."""
    sqlite = nullcontext(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    async with sqlite if request.param == "sqlite" else scratch() as url:
        settings = Settings(DATABASE_URL=url, POLICYBOT_DATA=tmp_path / "var", POLICIES=POLICIES)
        await migrate(settings)
        async with open_database(settings) as engine:
            yield Assistant(engine, library, identity, today=lambda: TODAY)


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)


async def test_what_cannot_be_stored_is_not_acknowledged_and_answered_afterwards(server, user, kept):
    failing = FAILING[kept.engine.dialect.name]
    async with running_bot(server, kept):
        await everything_handled(server)
        async with failing(kept.engine):
            await user.sends(QUESTION)
            before = len(server.calls_of("getUpdates"))
            await server.wait_until(lambda: len(server.calls_of("getUpdates")) > before + 2)
            assert server.updates.pending
            assert server.messages(user) == []
            on_the_web = await kept.ask(QUESTION, Person(Channel.WEB, "ann"))
            assert (on_the_web.question_id, "市市场监管局" in on_the_web.text) == (None, True)
            assert await problems(kept, Health()) == ["数据库没有应答"]
        [answer] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        assert await problems(kept, Health()) == []
    assert "市市场监管局" in answer.text
    assert len(server.messages(user)) == 1


async def test_what_was_stored_is_answered_from_memory_once_though_that_cannot_be_noted(server, user, kept):
    failing, held = FAILING[kept.engine.dialect.name], Held(kept)
    async with running_bot(server, held):
        await user.sends(QUESTION)
        await held.asked.wait()
        async with failing(kept.engine):
            held.let.set()
            [answer] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        await everything_handled(server)
    assert "市市场监管局" in answer.text
    assert len(server.messages(user)) == 1


async def test_a_tap_that_cannot_be_stored_has_its_effect_afterwards(server, user, kept):
    failing = FAILING[kept.engine.dialect.name]
    async with running_bot(server, kept):
        await user.sends("/settings")
        [menu] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        async with failing(kept.engine):
            tap = await user.taps(menu, menu.buttons[1])
            before = len(server.calls_of("getUpdates"))
            await server.wait_until(lambda: len(server.calls_of("getUpdates")) > before + 2)
            assert tap.answer is None
            tap.expires()
        await nothing_waits(server)
    assert menu.buttons[1].startswith("带条款全文")
    assert menu.buttons[1] != "带条款全文"
