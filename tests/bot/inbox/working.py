"""Processes that share an inbox, in one test: each a membership and a worker, that can stop cleanly or die."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.inbox import Inbox, Membership, Pace, Worker, sending
from bot.inbox.store import InboxRow

PACE = Pace(look=0.02, renew=0.1, alive=0.4, polling=0.3, again=0.01, trouble=0.02, join=0.15)


def message(number: int, chat: int, text: str = "你好") -> dict[str, Any]:
    """Return an update as Telegram sends it, as far as the inbox looks."""
    return {"update_id": number, "message": {"chat": {"id": chat}, "from": {"id": chat}, "text": text}}


class Handled:
    """Implements bot.inbox.Handling: notes what it is given; `gates` hold updates up, `failing` raise each time.

    `failing` may say how often. `sends` are those that say so before they wait.
    """

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[int] = []
        self.aside: list[tuple[int, str]] = []
        self.recorded: list[str] = []
        self.held: set[int] = set()
        self.sends: Collection[int] = ()
        self.failing: dict[int, list[Exception]] = {}
        self._changed = asyncio.Condition()

    async def handle(self, update: Any) -> None:
        number = update["update_id"]
        await self._note(self.begun, number)
        if number in self.sends:
            sending()
        if failures := self.failing.get(number):
            raise failures.pop(0)
        async with self._changed:
            await self._changed.wait_for(lambda: number not in self.held)
        await self._note(self.ended, number)

    async def set_aside(self, update: Any, error: BaseException | None) -> str:
        await self._note(self.aside, (update["update_id"], type(error).__name__))
        return "REF123"

    def record(self, error: BaseException) -> None:
        self.recorded.append(type(error).__name__)

    async def let(self, *numbers: int) -> None:
        async with self._changed:
            self.held.difference_update(numbers)
            self._changed.notify_all()

    async def until(self, true: Callable[[], bool]) -> None:
        """Wait until something holds that handling brings about."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(true)

    async def _note(self, noted: list[Any], what: Any) -> None:
        async with self._changed:
            noted.append(what)
            self._changed.notify_all()


class Process:
    """A process that handles updates until it stops or dies."""

    def __init__(self, engine: AsyncEngine, handling: Handled, *, pace: Pace) -> None:
        self.inbox = Inbox(engine)
        self.membership = Membership(engine, pace=pace)
        self.worker = Worker(self.inbox, handling, alive=self.membership.alive, pace=pace)
        self.stopping = asyncio.Event()
        self.running: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.membership.__aenter__()
        self.running = asyncio.create_task(self.worker.run(self.stopping))

    async def stop(self) -> None:
        """Stop cleanly; what is at work has a moment to end."""
        assert self.running is not None
        self.stopping.set()
        await self.running
        await self.worker.finish(0.05)
        await self.membership.__aexit__()

    async def die(self) -> None:
        """End without a word to the database, as by kill -9."""
        assert self.running is not None
        keeper = self.membership._keeper
        jobs = [job.task for job in self.worker._jobs.values()]
        ending = [self.running, *([keeper] if keeper else []), *jobs]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)


@asynccontextmanager
async def process(engine: AsyncEngine, handling: Handled, *, pace: Pace = PACE) -> AsyncIterator[Process]:
    """Run a process until the block is left, then stop it cleanly unless it has died."""
    one = Process(engine, handling, pace=pace)
    await one.start()
    try:
        yield one
    finally:
        if one.running is not None and not one.running.done():
            await one.stop()


async def row(engine: AsyncEngine, number: int) -> Any:
    """Return what the inbox has of an update."""
    async with engine.connect() as connection:
        return (await connection.execute(select(InboxRow).where(InboxRow.update_id == number))).one()


async def is_done(engine: AsyncEngine, *numbers: int) -> None:
    """Wait until updates are done, well or badly."""
    async with asyncio.timeout(10):
        for number in numbers:
            while (await row(engine, number)).done_at is None:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
