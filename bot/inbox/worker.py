"""Handling what is in the inbox: in order within a chat, side by side across chats, each until it is done."""

import asyncio
import contextlib
import json
import logging
import math
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database import DATABASE_ERRORS, FAILURES, begin_alone
from bot.errors import places
from bot.inbox import journal, store
from bot.inbox.handling import Handling, Undelivered, say_when_sending
from bot.inbox.inbox import Inbox
from bot.inbox.lease import Lease
from bot.inbox.pace import Pace
from bot.inbox.store import LAST_TRY, Claimed
from bot.logs import request_id
from bot.outage import DatabaseDown

_log = logging.getLogger(__name__)

_MOST_AT_WORK = 16
"""So many updates may be what ends the process at a time; those that only wait for their sends aren't among them."""
_MOST_CLAIMED = 1000
_AT_WORK_SECONDS = 2.0
"""An update that takes longer waits for something, and doesn't keep others from their turn."""
_KEPT = timedelta(days=2)
"""Telegram sends what wasn't acknowledged again for a day."""
_PATIENCE = timedelta(days=1)
_EASED_SECONDS = 0.3
_GONE = "ProcessEnded"
_TROUBLE = (Undelivered, DatabaseDown, *FAILURES)
"""No fault of an update's: it isn't counted, and waits until things may be better; for a day."""


@dataclass(slots=True)
class _Job:
    """An update at work: `begun`, and `eased` once it only waits, by the monotonic clock; `told` when that is noted."""

    claimed: Claimed
    begun: float
    task: asyncio.Task[None] = field(init=False)
    eased: float = math.inf
    told: bool = False

    @property
    def at_work(self) -> bool:
        """Whether it may still be what ends the process."""
        return math.isinf(self.eased) and time.monotonic() - self.begun < _AT_WORK_SECONDS

    @property
    def waits(self) -> bool:
        """Whether it has been waiting for so long that the table should know."""
        return not self.told and time.monotonic() - self.eased > _EASED_SECONDS


_End = Callable[[AsyncConnection, str], Any]
"""Writes how an update ended."""


class Worker:
    """Claims updates, has them handled, and notes how that ended; one for a process.

    A process that dies while an update is at work counts as a failed try of it. What has one try left runs alone,
    so that nothing else is blamed for it.
    """

    def __init__(self, inbox: Inbox, handling: Handling, *, alive: Lease, pace: Pace) -> None:
        """Take the lease that says that this process is alive; its holder is who claims."""
        self._inbox = inbox
        self._handling = handling
        self._alive = alive
        self._pace = pace
        self._jobs: dict[int, _Job] = {}
        self._done: list[int] = []
        self._ends: list[tuple[int, _End]] = []
        self._lapses = 0
        self._full = False
        self._swept = float("-inf")
        self._troubled = float("-inf")

    async def run(self, stopping: asyncio.Event) -> None:
        """Handle what comes until `stopping` is set; trouble with the database is waited out."""
        failures = 0
        watch = asyncio.create_task(self._wake_at(stopping))
        while not stopping.is_set():
            news = self._inbox.woken.is_set()
            self._inbox.woken.clear()
            try:
                await self._turn(claiming=True, news=news)
                failures = 0
            except DATABASE_ERRORS as error:
                failures += 1
                self._troubled = time.monotonic()
                self._lapses = -1  # whether what was written has arrived isn't known
                if failures in {1, 10}:
                    _log.warning("the inbox can't be read or written: %s", type(error).__name__)
            await self._pause(stopping, sleepy=failures > 0)
        await watch

    async def finish(self, seconds: float) -> None:
        """Wait so long for what has begun, cancel the rest, and let others have it."""
        end = time.monotonic() + seconds
        while self._jobs and (left := end - time.monotonic()) > 0:
            await asyncio.wait({job.task for job in self._jobs.values()}, timeout=left)
        unfinished = list(self._jobs.values())
        for job in unfinished:
            job.task.cancel()
        await asyncio.gather(*(job.task for job in unfinished), return_exceptions=True)
        if unfinished:
            _log.warning("Stopped with %d updates unfinished; they will be handled again.", len(unfinished))
        for job in unfinished:
            self._put_back(job.claimed, tries=job.claimed.tries - 1)
        self._jobs.clear()
        try:
            await self._turn(claiming=False)
        except DATABASE_ERRORS as error:
            _log.error("the inbox can't be written: %s; others wait until it is free.", type(error).__name__)

    async def _wake_at(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self._inbox.woken.set()

    async def _pause(self, stopping: asyncio.Event, *, sleepy: bool) -> None:
        """Wait until there is something to do, or it is time to look what other processes have stored."""
        await asyncio.sleep(self._pace.gather)
        wake = stopping if sleepy else self._inbox.woken
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._pace.look):
                await wake.wait()

    async def _turn(self, *, claiming: bool, news: bool = False) -> None:
        """Note what has ended and claim what can be handled now, in one transaction.

        Without `news` it is looked first whether there is anything to claim.
        """
        done, ends = list(self._done), list(self._ends)
        eased = [job for job in self._jobs.values() if job.waits]
        claiming = claiming and self._alive.look() and len(self._jobs) < _MOST_CLAIMED
        await self._reconcile()
        if not (done or ends or eased) and not (claiming and (news or await self._anything())):
            return
        claimed: list[Claimed] = []
        async with self._begin() as connection:
            await self._note(connection, done, ends=ends, eased=eased)
            if claiming:
                claimed = await self._claim(connection)
        for job in eased:
            job.told = True
        del self._done[: len(done)], self._ends[: len(ends)]
        for each in claimed:
            self._start(each)

    async def _note(
        self,
        connection: AsyncConnection,
        done: list[int],
        *,
        ends: list[tuple[int, _End]],
        eased: list[_Job],
    ) -> None:
        holder, now = self._alive.holder, datetime.now(UTC)
        if ended := [*done, *(number for number, _ in ends)]:
            await store.keep_chats(connection, ended, holder, seconds=self._pace.chat)
        if done:
            await store.set_done(connection, done, holder, at=now)
        for _, end in ends:
            await end(connection, holder)
        if numbers := [job.claimed.update_id for job in eased]:
            await store.uncount(connection, numbers, holder)
        if time.monotonic() - self._swept > 3600:
            await store.forget_done(connection, now - _KEPT)
            self._swept = time.monotonic()

    async def _claim(self, connection: AsyncConnection) -> list[Claimed]:
        at_work = [job for job in self._jobs.values() if job.at_work]
        room = _MOST_AT_WORK - len(at_work)
        self._full = room <= 0
        if room <= 0 or any(job.claimed.tries >= LAST_TRY for job in at_work):
            return []
        holder = self._alive.holder
        orphans = self._knows_the_dead
        claimed = await store.claim(connection, holder, most=room, tried=False, orphans=orphans)
        self._full = len(claimed) == room
        if not claimed and not at_work:
            claimed = await store.claim(connection, holder, most=1, tried=True, orphans=orphans)
        return claimed

    @property
    def _knows_the_dead(self) -> bool:
        """Whether who doesn't say that it lives is dead: after trouble with the database nobody could say so."""
        return time.monotonic() - self._troubled > self._pace.alive

    async def _anything(self) -> bool:
        async with self._inbox.engine.connect() as connection:
            orphans = self._knows_the_dead
            return await store.anything_claimable(connection, self._alive.holder, orphans=orphans)

    @contextlib.asynccontextmanager
    async def _begin(self) -> AsyncIterator[AsyncConnection]:
        engine = self._inbox.engine
        # SQLite has no locks on rows: whoever claims has the file for itself.
        alone = engine.dialect.name == "sqlite"
        async with begin_alone(engine) if alone else engine.begin() as connection:
            yield connection

    async def _reconcile(self) -> None:
        """After a time in which others could take what this process had: give up what is theirs now, or nobody's."""
        if self._lapses == self._alive.lapses:
            return
        async with self._inbox.engine.connect() as connection:
            ours = await store.held_by(connection, self._alive.holder)
        ending = {*self._done, *(number for number, _ in self._ends)}
        for number, job in list(self._jobs.items()):
            if number not in ours:
                job.task.cancel()
        async with self._begin() as connection:
            for number in ours - self._jobs.keys() - ending:
                await store.put_back(connection, number, self._alive.holder, tries=0)
        self._lapses = self._alive.lapses

    def _start(self, claimed: Claimed) -> None:
        job = _Job(claimed, time.monotonic())
        job.task = asyncio.create_task(self._handle(job))
        self._jobs[claimed.update_id] = job
        job.task.add_done_callback(lambda task: self._ended(claimed, task))

    def _ended(self, claimed: Claimed, task: asyncio.Task[None]) -> None:
        self._jobs.pop(claimed.update_id, None)
        if task.cancelled():
            self._lapses = -1  # it is nobody's now
        elif error := task.exception():
            _log.error("Update %d could not be set aside.\n%s", claimed.update_id, places(error))
            self._put_back(claimed, tries=claimed.tries, seconds=self._pace.again)
        self._inbox.woken.set()

    async def _handle(self, job: _Job) -> None:
        request_id.set(f"update-{job.claimed.update_id}")

        def ease() -> None:
            job.eased = min(job.eased, time.monotonic())
            if self._full:
                self._inbox.woken.set()

        say_when_sending(ease)
        claimed, begun, outcome = job.claimed, time.perf_counter(), journal.STOPPED
        update = json.loads(claimed.raw)
        try:
            outcome = await self._try(claimed, update)
        finally:
            journal.note(update, outcome, tries=claimed.tries, seconds=time.perf_counter() - begun)

    async def _try(self, claimed: Claimed, update: Any) -> str:
        """Have it handled, or set aside, and keep how that ended; return the same for the log."""
        if claimed.tries > LAST_TRY:
            return await self._set_aside(claimed, update, error=None)
        try:
            await self._handling.handle(update)
        except Exception as error:
            trouble = isinstance(error, _TROUBLE) and datetime.now(UTC) - claimed.received_at < _PATIENCE
            if claimed.tries >= LAST_TRY and not trouble:
                return await self._set_aside(claimed, update, error=error)
            self._handling.record(error)
            tries, seconds = (
                (claimed.tries - 1, self._pace.trouble) if trouble else (claimed.tries, self._pace.again)
            )
            self._put_back(claimed, tries=tries, seconds=seconds)
            return journal.AGAIN
        self._done.append(claimed.update_id)
        return journal.HANDLED

    async def _set_aside(self, claimed: Claimed, update: Any, *, error: Exception | None) -> str:
        reference = ""
        if claimed.tries <= LAST_TRY + 1:  # else the apology itself is what ends the process
            try:
                reference = await self._handling.set_aside(update, error)
            except _TROUBLE:
                self._put_back(claimed, tries=claimed.tries - 1, seconds=self._pace.trouble)
                return journal.AGAIN
        kind = type(error).__name__ if error else _GONE

        async def end(connection: AsyncConnection, holder: str) -> None:
            at, number = datetime.now(UTC), claimed.update_id
            await store.set_failed(connection, number, holder, at=at, error=kind, reference=reference)

        self._ends.append((claimed.update_id, end))
        return journal.ASIDE

    def _put_back(self, claimed: Claimed, *, tries: int, seconds: float = 0.0) -> None:
        async def end(connection: AsyncConnection, holder: str) -> None:
            await store.put_back(connection, claimed.update_id, holder, tries=tries, seconds=seconds)

        self._ends.append((claimed.update_id, end))
