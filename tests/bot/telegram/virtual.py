"""A clock for tests: time stands still until everybody waits, then jumps to the next waking."""

import asyncio
import heapq
import itertools
from collections.abc import Awaitable
from typing import TypeVar

_T = TypeVar("_T")
_ROUNDS_UNTIL_SETTLED = 20


class VirtualClock:
    """Implements bot.telegram.clock.Clock; `run` moves the time."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + seconds, next(self._order), future))
        await future

    async def run(self, *work: Awaitable[_T]) -> list[_T]:
        """Do the work, as fast as the clock's sleepers let it; return the results."""
        tasks = [asyncio.ensure_future(each) for each in work]
        while not all(task.done() for task in tasks):
            for _ in range(_ROUNDS_UNTIL_SETTLED):
                await asyncio.sleep(0)
            self._wake_next()
        return [task.result() for task in tasks]

    def _wake_next(self) -> None:
        while self._sleepers:
            moment, _, future = heapq.heappop(self._sleepers)
            if not future.done():
                self._now = max(self._now, moment)
                future.set_result(None)
                return
