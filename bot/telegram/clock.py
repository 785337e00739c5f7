"""Time as the Telegram channel sees it, so that tests needn't wait for real seconds."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Protocol, TypeVar

_T = TypeVar("_T")


class Clock(Protocol):
    """A monotonic clock in seconds, and a sleep that goes by it."""

    def now(self) -> float:
        """Return the seconds since some fixed moment."""

    async def sleep(self, seconds: float) -> None:
        """Return once so many seconds have gone by."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> float:
        """Return the monotonic time in seconds."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep on the event loop."""
        await asyncio.sleep(seconds)


async def unless_stopping(work: Coroutine[Any, Any, _T], *stopping: asyncio.Event) -> _T | None:
    """Await `work`, or cancel it and return None once one of `stopping` is set."""
    task = asyncio.create_task(work)
    stops = [asyncio.create_task(each.wait()) for each in stopping]
    try:
        await asyncio.wait({task, *stops}, return_when=asyncio.FIRST_COMPLETED)
        return task.result() if task.done() else None
    finally:
        for waiting in (task, *stops):
            waiting.cancel()
        await asyncio.gather(task, *stops, return_exceptions=True)


def backoff(attempt: int, *, first: float = 1.0, most: float = 30.0) -> float:
    """Return the seconds to wait before the next try after `attempt` failures (from 1): doubled each time."""
    return min(most, first * 2.0 ** min(attempt - 1, 30))
