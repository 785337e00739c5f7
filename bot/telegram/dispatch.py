"""Who handles which update when: in order within a chat, side by side across chats."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Update

from bot.errors import places
from bot.logs import request_id

_log = logging.getLogger(__name__)


class Dispatcher:
    """Hands updates to `process`.

    Any number of chats at once: most of them wait for their turn to send, and must not keep others from theirs.
    The work itself is bounded where it is done, by the database's connections and the send queue.
    """

    def __init__(self, process: Callable[[Update], Awaitable[None]]) -> None:
        self._process = process
        self._last: dict[int, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, update: Update) -> asyncio.Task[None]:
        """Handle an update after those of its chat that came before; the task ends when that is done."""
        key = _chat(update)
        task = asyncio.create_task(self._handle(update, self._last.get(key)))
        self._last[key] = task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def finish(self, seconds: float) -> None:
        """Wait so long for what has begun, then cancel the rest."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)
        unfinished = list(self._tasks)
        for task in unfinished:
            task.cancel()
        if unfinished:
            _log.warning("Stopped with %d updates unfinished.", len(unfinished))
            await asyncio.gather(*unfinished, return_exceptions=True)

    async def _handle(self, update: Update, previous: asyncio.Task[None] | None) -> None:
        request_id.set(f"update-{update.update_id}")  # the task is this update's alone
        if previous is not None:
            await asyncio.wait({previous})
        try:
            await self._process(update)
        except Exception as error:
            # The application's error handler has had its turn: one update must not hold up the others.
            _log.error("Update %d could not be handled.\n%s", update.update_id, places(error))

    def _ended(self, key: int, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._last.get(key) is task:
            del self._last[key]


def _chat(update: Update) -> int:
    """Return what the order is kept for: the chat, else the person, else the update itself."""
    if update.effective_chat is not None:
        return update.effective_chat.id
    return update.effective_user.id if update.effective_user is not None else -update.update_id
