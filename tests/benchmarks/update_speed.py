"""How many updates a second are answered over loopback, stored and exactly once, against a bare echo bot.

usage: python -m tests.benchmarks.update_speed

The strict Bot API server runs in this process, each bot in one of its own, with the send limits raised: ours on
SQLite and on PostgreSQL, with everything on, and a python-telegram-bot Application that echoes what it is sent, with
concurrent updates, and stores nothing.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.database import migrate, open_database
from bot.settings import Settings
from tests.benchmarks.ask_speed import questions
from tests.botapi import BotApiServer
from tests.plan import POLICIES, load_plan, publish_files

UPDATES = 600
CHATS = 200
ROUNDS = 3
POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")
_LONGEST = 120.0
_SECRET = "a secret for the benchmark alone"


async def measure() -> dict[str, list[float]]:
    """Return the updates a second of each bot by its name, one figure a round; PostgreSQL only where it answers."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await load_plan(folder)
        async with schema_with_plan(folder) as url:
            ours = {"sqlite": "", **({"postgresql": url} if url else {})}
            rates: dict[str, list[float]] = {"echo": [], **{kind: [] for kind in ours}}
            for number in range(ROUNDS):
                rates["echo"].append(await _rate("echo", {}))
                for kind, database in ours.items():
                    await _empty(database)
                    data = folder / f"{kind}{number}"
                    shutil.copytree(folder / "cache", data / "cache")
                    shutil.copy(folder / "policybot.sqlite3", data)
                    environment = {"POLICYBOT_DATA": f"{data}", "DATABASE_URL": database}
                    rates[kind].append(await _rate("ours", environment))
    return rates


async def _rate(bot: str, environment: Mapping[str, str]) -> float:
    """Run a bot and return how many updates a second it answers, once it is warm."""
    async with BotApiServer.start() as server:
        people = [server.user(1000 + number, f"用户{number}") for number in range(CHATS)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.benchmarks.update_bots", bot),
            env={
                **os.environ,
                "TELEGRAM_BOT_TOKEN": server.token,
                "TELEGRAM_API_URL": server.url,
                "POLICIES": f"{POLICIES}",
                "POLICYBOT_SECRET": _SECRET,
                **environment,
            },
        )
        try:
            for person in people:
                await person.sends("你好")
            await server.wait_until(lambda: len(server.calls_of("sendMessage")) >= CHATS, timeout=_LONGEST)
            before, asked = len(server.calls), questions()
            begun = time.perf_counter()
            for number in range(UPDATES):
                await people[number % CHATS].sends(asked[number % len(asked)])
            await _answered(server, before)
            return UPDATES / (time.perf_counter() - begun)
        finally:
            process.terminate()
            await process.wait()


async def _answered(server: BotApiServer, before: int) -> None:
    # Looked at now and then: to look at every call would be most of the work.
    async with asyncio.timeout(_LONGEST):
        while sum(call.method == "sendMessage" for call in server.calls[before:]) < UPDATES:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def _empty(database: str) -> None:
    """Take out what the round before left: the server numbers its updates anew."""
    if database:
        engine = create_async_engine(database)
        async with engine.begin() as connection:
            await connection.execute(text("TRUNCATE inbox, question, vote CASCADE"))
        await engine.dispose()


@asynccontextmanager
async def schema_with_plan(folder: Path) -> AsyncIterator[str]:
    """Yield the URL of a schema of its own with the plan published; empty where PostgreSQL doesn't answer."""
    schema = f"bench_{uuid.uuid4().hex}"
    server = create_async_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        async with server.begin() as connection:
            await connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        yield ""
        return
    url = make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={schema}"})
    settings = Settings(  # type: ignore[call-arg]
        DATABASE_URL=url.render_as_string(hide_password=False), POLICYBOT_DATA=folder, POLICIES=POLICIES
    )
    try:
        await migrate(settings)
        async with open_database(settings) as engine:
            await publish_files(engine, settings, POLICIES)
        yield url.render_as_string(hide_password=False)
    finally:
        async with server.begin() as connection:
            await connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
        await server.dispose()


def main() -> None:
    """Print the figures."""
    rates = asyncio.run(measure())
    print(f"Telegram: {UPDATES} questions from {CHATS} chats, {ROUNDS} rounds, send limits raised")
    for kind, goal in (("echo", None), ("sqlite", 0.4), ("postgresql", 0.3)):
        if kind in rates:
            ratio = statistics.median(
                mine / echo for mine, echo in zip(rates[kind], rates["echo"], strict=True)
            )
            said = f"   ratio {ratio:.2f} (goal {goal})" if goal else ""
            print(f"  {kind:12}{statistics.median(rates[kind]):>8.0f} updates/s{said}")


if __name__ == "__main__":
    main()
