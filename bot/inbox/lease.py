"""Leases: what one process of many holds, and loses soon after it stops renewing it."""

import asyncio
import logging
import secrets
import time
from typing import Self

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import DATABASE_ERRORS
from bot.inbox import lease_store as store
from bot.inbox.pace import Pace
from bot.inbox.store import PROCESS

_log = logging.getLogger(__name__)


class Lease:
    """A lease of one process; `held` is set while it is certain that it has it, `lost` while it isn't.

    `lapses` counts how often it was over before it was renewed.
    """

    def __init__(self, name: str, holder: str, *, seconds: float) -> None:
        """Take the name, who wants it, and how long it holds unless renewed."""
        self.name = name
        self.holder = holder
        self.seconds = seconds
        self.held = asyncio.Event()
        self.lost = asyncio.Event()
        self.lost.set()
        self.lapses = 0
        self._sure_until = 0.0

    async def renew(self, engine: AsyncEngine) -> None:
        """Take or renew it; raises the database's errors."""
        begun = time.monotonic()
        async with engine.begin() as connection:
            before = await store.is_held(connection, self.name, self.holder)
            have = await store.hold(connection, self.name, self.holder, seconds=self.seconds)
        if have and not before:
            self.lapses += 1
        self._sure_until = begun + self.seconds if have else 0.0
        self.look()

    def look(self) -> bool:
        """Say whether it is still certain to be held, by this machine's clock, and return it."""
        have = time.monotonic() < self._sure_until
        (self.held.set if have else self.held.clear)()
        (self.lost.clear if have else self.lost.set)()
        return have


class Membership:
    """A process among those that share a database: it is alive, and one of them polls; a context manager.

    The same one carries what owners and staff write to each other, also where updates come by webhook.

    Leaving it gives up both at once, so that others needn't wait.
    """

    def __init__(self, engine: AsyncEngine, *, pace: Pace) -> None:
        """Take an engine that the caller closes."""
        holder = secrets.token_hex(8)
        self.alive = Lease(f"{PROCESS}{holder}", holder, seconds=pace.alive)
        self.polling = Lease("polling", holder, seconds=pace.polling)
        self._leases = [self.alive, self.polling]
        self._engine = engine
        self._pace = pace
        self._failing = False
        self._others = (0, 0)
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to keep the leases: what is free is held then."""
        await self._renew()
        self._keeper = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        """Give them up."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        try:
            async with self._engine.begin() as connection:
                await store.release(connection, self.alive.holder)
        except DATABASE_ERRORS as error:
            _log.warning("leases can't be given up: %s", type(error).__name__)

    @property
    def processes(self) -> int:
        """How many processes live, as of the last renewal; one that has gone counts until the next one.

        What it sent last counts for the limits that all of them share.
        """
        return 1 + max(self._others)

    async def noticed(self) -> None:
        """Wait until the others count this process, too."""
        if self.processes > 1:
            await asyncio.sleep(self._pace.join)

    async def others_alive(self) -> bool:
        """Return whether another process lives."""
        async with self._engine.connect() as connection:
            return await store.others_alive(connection, self.alive.holder) > 0

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self._pace.renew)
            await self._renew()

    async def _renew(self) -> None:
        """Renew the leases, and take those that have become free; trouble with the database is waited out."""
        try:
            for lease in self._leases:
                async with asyncio.timeout(self._pace.renew):
                    await lease.renew(self._engine)
            async with asyncio.timeout(self._pace.renew), self._engine.begin() as connection:
                await store.let_chats_go(connection)
                others = await store.others_alive(connection, self.alive.holder)
            self._others = (self._others[1], others)
            self._failing = False
        except DATABASE_ERRORS as error:
            if not self._failing:
                _log.warning("leases can't be renewed: %s", type(error).__name__)
            self._failing = True
        for lease in self._leases:
            lease.look()
