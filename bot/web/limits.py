"""How much the web side takes on: requests an address, questions at once. The rest is refused before it is read."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil

from aiohttp import web

from bot.web.bodies import Refusal
from bot.web.peers import address_of

_BUSY = "现在提问的人有点多，请过几秒再试。"
_BUSY_SECONDS = 2


@dataclass(frozen=True, slots=True)
class Limits:
    """What is too much.

    `a_second` and `burst` are API requests an address: an office behind one address stays well below, a script
    doesn't. `addresses` is how many are counted at a time, some 200 bytes each. `answering` is questions at once, as
    many as there are connections to the database; `waiting` more wait for their turn, a fraction of a second.
    """

    a_second: float = 2
    burst: int = 60
    addresses: int = 10_000
    answering: int = 15
    waiting: int = 30


class Gate:
    """Counts what comes in, and lets pass what the limits allow; in memory, for this process."""

    def __init__(self, limits: Limits, *, now: Callable[[], float] = time.monotonic) -> None:
        """Take the limits and a clock (seconds)."""
        self._limits = limits
        self._now = now
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turns = asyncio.Semaphore(limits.answering)
        self._inside = 0

    def count(self, address: str) -> None:
        """Count a request; raises Refusal (429) where its address has made too many.

        Where more addresses come than are counted, the one that has been quiet for longest is forgotten.
        """
        limits, now = self._limits, self._now()
        left, since = self._buckets.pop(address, (float(limits.burst), now))
        left = min(limits.burst, left + (now - since) * limits.a_second)
        allowed = left >= 1
        self._buckets[address] = (left - 1 if allowed else left, now)
        if len(self._buckets) > limits.addresses:
            self._buckets.popitem(last=False)
        if not allowed:
            wait = max(1, ceil((1 - left) / limits.a_second))
            raise Refusal(429, f"请求太频繁了，请过 {wait} 秒再试。", retry_after=wait)

    def check(self) -> None:
        """Raise Refusal (503) where as many questions are being answered and waiting as may be."""
        if self._inside >= self._limits.answering + self._limits.waiting:
            raise Refusal(503, _BUSY, retry_after=_BUSY_SECONDS)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn to answer a question that has been read whole; raises Refusal (503) where too many wait."""
        self.check()
        self._inside += 1
        try:
            async with self._turns:
                yield
        finally:
            self._inside -= 1


GATE = web.AppKey("gate", Gate)


@web.middleware
async def limit_middleware(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Refuse what is too much before its body is read."""
    gate = request.app[GATE]
    asks = request.path == "/api/ask" or (request.path == "/" and "q" in request.query)
    address = address_of(request) if asks or request.path.startswith("/api/") else None
    if address is not None:
        gate.count(address)
    if asks:
        gate.check()
    return await handler(request)
