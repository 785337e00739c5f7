"""The database: its engine, and bringing its schema up to date."""

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, ExceptionContext, event, inspect, text
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InternalError,
    OperationalError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.util.concurrency import in_greenlet

from bot.errors import BotError
from bot.migrations import head
from bot.settings import Settings
from knowledge.errors import reason

PATIENCE = 5
"""Seconds that anything waits for a connection, a lock or a server that doesn't answer."""

_READ_ONLY = "25006"
"""PostgreSQL's SQLSTATE read_only_sql_transaction."""

# PostgreSQL says InternalError where a transaction is read-only; TimeoutError is the pool's.
FAILURES = (OperationalError, InterfaceError, InternalError, TimeoutError, OSError)
"""What comes of a database that can't be used at the moment: the same may work later."""
DATABASE_ERRORS = (SQLAlchemyError, OSError)
"""Whatever can come of a database: for what has to go on, or to say one sentence, all the same."""

# Held until the transaction ends; the number is this project's own.
_LOCKS = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "SELECT pg_advisory_xact_lock(20210819)"}


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Open the database with its schema up to date (SQLite is migrated, PostgreSQL must have been).

    Raises BotError where it can't be reached or its schema is another version's; never shows the password.
    """
    url = settings.database
    engine = _engine_on(url)
    try:
        await _prepare(engine, url)
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def open_as_it_is(settings: Settings) -> AsyncIterator[tuple[AsyncEngine, str | None]]:
    """Open the database without touching its schema, and say which revision that is, None for none at all.

    Raises BotError where it can't be reached, or where what is done with it fails.
    """
    url = settings.database
    engine = _engine_on(url)
    try:
        async with engine.connect() as connection:
            revision = await _revision(connection)
        yield engine, revision
    except DATABASE_ERRORS as error:
        raise BotError(_unreachable(url, error)) from error
    finally:
        await engine.dispose()


def create_engine(url: URL) -> AsyncEngine:
    """Return an engine that isn't connected yet; SQLite gets write-ahead logging and foreign keys."""
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(
            url,
            pool_pre_ping=True,
            pool_timeout=PATIENCE,
            hide_parameters=True,
            # The latter in milliseconds: a server that has gone without a word.
            connect_args={"connect_timeout": PATIENCE, "tcp_user_timeout": 1000 * PATIENCE},
        )
        event.listen(engine.sync_engine, "handle_error", _leave_read_only)
        return engine
    pooled: dict[str, Any] = {}
    if url.database:  # one in memory has a single connection, and no pool that could be waited for
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        pooled = {"pool_timeout": PATIENCE}
    engine = create_async_engine(url, hide_parameters=True, connect_args={"timeout": PATIENCE}, **pooled)
    event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    dialect = engine.sync_engine.dialect
    dialect.do_terminate = partial(_terminate, dialect)  # type: ignore[method-assign]
    return engine


def _terminate(dialect: Dialect, connection: Any) -> None:
    """Close a connection whose work was cut short, to the end.

    SQLAlchemy 2.1 closes it in a task of its own, and where the work is cut short once more, ends aiosqlite's thread
    beside that: the task waits for the thread for ever, and the event loop's end for the task.
    """
    if in_greenlet():
        dialect.do_close(connection)
    else:  # the garbage collector's
        connection.terminate()


def _leave_read_only(context: ExceptionContext) -> None:
    """Drop the connections to a PostgreSQL that takes no writes.

    They would stay read-only although new ones needn't be: after a failover, or once a setting is undone.
    """
    if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
        context.is_disconnect = True


def _engine_on(url: URL) -> AsyncEngine:
    """Return an engine; an SQLite file that can't be used is refused here.

    aiosqlite, where it can't open a file, leaves a thread behind that complains once the event loop has closed.
    """
    try:
        engine = create_engine(url)
        if url.get_backend_name() == "sqlite" and url.database and not url.query:
            with closing(sqlite3.connect(url.database, timeout=PATIENCE)) as connection:
                connection.execute("PRAGMA schema_version")
    except (OSError, sqlite3.Error) as error:
        raise BotError(_unreachable(url, error)) from error
    return engine


def _set_up_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    for patience in range(20, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            # Where two connections switch a new file at once, SQLite refuses one without waiting its time-out.
            if not patience or "locked" not in str(error):
                raise
            time.sleep(0.05)
    cursor.close()


async def _prepare(engine: AsyncEngine, url: URL) -> None:
    try:
        if url.get_backend_name() == "sqlite":
            await _upgrade(engine)
            return
        async with engine.connect() as connection:
            if not await _is_current(connection):
                raise BotError("数据库的表结构不是这个版本的；请先运行 policybot migrate。")
    except DATABASE_ERRORS as error:
        raise BotError(_unreachable(url, error)) from error


@asynccontextmanager
async def begin_alone(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that only one process has at a time: for migrations and publications."""
    async with engine.begin() as connection:
        await connection.exec_driver_sql(_LOCKS[engine.dialect.name])
        yield connection


async def migrate(settings: Settings) -> None:
    """Bring the schema up to date; raises BotError where the database can't be reached."""
    url = settings.database
    engine = _engine_on(url)
    try:
        await _upgrade(engine)
    except DATABASE_ERRORS as error:
        raise BotError(_unreachable(url, error)) from error
    finally:
        await engine.dispose()


def _unreachable(url: URL, error: Exception) -> str:
    """Return the sentence for an operator."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = (str(cause).strip().splitlines() or [type(cause).__name__])[0]
    said = reason(cause) if isinstance(cause, OSError) and cause.errno else said
    if url.get_backend_name() == "sqlite":
        return f"数据库文件 {url.database} 用不了（{said}）；请检查文件是否完好、目录能不能写。"
    where = f"{url.host or 'localhost'}:{url.port or 5432}"
    return f"数据库 {where} 用不了（{said}）；请检查 DATABASE_URL 和数据库是否在运行。"


async def _upgrade(engine: AsyncEngine) -> None:
    """Run the migrations that are missing; of several processes starting at once, one does and the others wait."""
    async with engine.connect() as connection:
        if await _is_current(connection):
            return
    from bot.migrations.upgrade import upgrade

    async with begin_alone(engine) as connection:
        if not await _is_current(connection):
            await connection.run_sync(upgrade)


async def _is_current(connection: AsyncConnection) -> bool:
    return await _revision(connection) == head()


async def _revision(connection: AsyncConnection) -> str | None:
    if not await connection.run_sync(lambda c: inspect(c).has_table("alembic_version")):
        return None
    return (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
