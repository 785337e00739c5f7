"""Ways in which a database stops taking writes, or goes away, until a block is left."""

import resource
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.bot.wire import Wire
from tests.conftest import POSTGRESQL


@asynccontextmanager
async def locked(file: Path) -> AsyncIterator[None]:
    """Have another process keep an SQLite file's write lock."""
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@asynccontextmanager
async def full(file: Path) -> AsyncIterator[None]:
    """Let no file of this process grow: what SQLite meets then is what it meets on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (file.with_name(f"{file.name}-wal").stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


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


@asynccontextmanager
async def gone(wire: Wire) -> AsyncIterator[None]:
    """Have a PostgreSQL server be out of reach."""
    await wire.cut()
    yield
    await wire.mend()
