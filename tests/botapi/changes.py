"""Waiting for something to become true without polling for it."""

import asyncio
from collections.abc import Callable


class Changes:
    """Wakes those who wait for a condition whenever something has changed."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def announce(self) -> None:
        """Says that something has changed."""
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def wait_until(self, true: Callable[[], bool], *, timeout: float | None) -> bool:  # noqa: ASYNC109
        """Waits until a condition holds; whether it did before `timeout` seconds were over."""
        try:
            async with asyncio.timeout(timeout):
                while not true():
                    await self._next()
        except TimeoutError:
            return true()
        return True

    async def _next(self) -> None:
        future = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await future
        finally:
            self._waiting.discard(future)
