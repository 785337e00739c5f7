"""When the database can't be used: locked, read-only, full, unreachable. Answers go on without it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.database import FAILURES, begin_alone
from bot.errors import BotError

_log = logging.getLogger(__name__)

_T = TypeVar("_T")


class DatabaseDown(BotError):
    """The database can't be used at the moment; the same may work later."""

    def __init__(self, *, lost: bool = False) -> None:
        """`lost`: it was there a moment ago and its connection was cut, so that a new one may do."""
        super().__init__("现在存取不了记录，请稍后再试。")
        self.lost = lost


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a connection to read; raises DatabaseDown where the database can't be used."""
    async with _translated(engine.connect()) as connection:
        yield connection


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction, committed at the end; raises DatabaseDown where the database can't be used."""
    async with _translated(engine.begin()) as connection:
        yield connection


@asynccontextmanager
async def writing_alone(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Open a transaction that only one process has at a time, as publications do; raises DatabaseDown."""
    async with _translated(begin_alone(engine)) as connection:
        yield connection


@asynccontextmanager
async def _translated(
    opening: AbstractAsyncContextManager[AsyncConnection],
) -> AsyncIterator[AsyncConnection]:
    """Open a connection; what fails of the database then or while it is used becomes DatabaseDown."""
    try:
        async with opening as connection:
            yield connection
    except FAILURES as error:
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        raise DatabaseDown(lost=lost) from error


class Outage:
    """Keeps one kind of work away from a database that fails: one at a time tries whether it works again."""

    def __init__(self, work: str, *, alone: bool = False) -> None:
        """Take what the log calls the work; `alone`: one at a time does it.

        SQLite lets one write at a time, and who waits for its lock among many may wait for seconds.
        """
        self._work = work
        self._turn = asyncio.Lock() if alone else nullcontext()
        self._failing = False
        self._trying = False

    async def tried(self, work: Callable[[], Awaitable[_T]]) -> _T | None:
        """Return what the work gives; None where the database fails, or failed and another is trying it.

        Once more, at once, where the connection was cut: after a restart of the database the next one works.
        """
        tries = self._failing
        if tries and self._trying:
            return None
        self._trying = self._trying or tries
        try:
            async with self._turn:
                if self._failing and not tries:  # since it waits for its turn
                    return None
                return self._worked(await _twice(work))
        except DatabaseDown as error:
            if not self._failing:
                _log.error("%s failed: %s", self._work, type(error.__cause__).__name__)
            self._failing = True
            return None
        finally:
            if tries:
                self._trying = False

    def _worked(self, result: _T) -> _T:
        if self._failing:
            _log.info("%s works again", self._work)
        self._failing = False
        return result


async def _twice(work: Callable[[], Awaitable[_T]]) -> _T:
    try:
        return await work()
    except DatabaseDown as error:
        if not error.lost:
            raise
        return await work()
