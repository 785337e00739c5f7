"""Fetching updates by long polling: an update is confirmed to Telegram only after it has been handled."""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.health import Health
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.dispatch import Dispatcher
from bot.telegram.tuning import Tuning

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_BATCH = 100
_CONFIRM_SECONDS = 1.0


class Poller:
    """Fetches updates and gives them to the dispatcher until it is stopped.

    Telegram knows one number only, the offset below which all is confirmed. While an older update is still
    being handled the newer ones are fetched again with it, and passed over. Where they fill a batch, which would
    hide what comes after them, the offset goes past them, and those unfinished are held in memory only.
    """

    def __init__(self, bot: Bot, dispatcher: Dispatcher, *, tuning: Tuning, health: Health) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._tuning = tuning
        self._health = health
        self._next = 0
        self._past = 0
        self._refused = False
        self._running: dict[int, asyncio.Task[None]] = {}
        self._handled: set[int] = set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Poll until `stopping` is set; whatever Telegram says meanwhile is waited out."""
        failures = 0
        while not stopping.is_set():
            try:
                updates = await unless_stopping(self._fetch(), stopping) or ()
            except TelegramError as error:
                failures += 1
                self._health.lost()
                await unless_stopping(self._tuning.clock.sleep(self._after(error, failures)), stopping)
            else:
                failures, self._refused = 0, False
                self._health.reached()
                started = self._start(updates)
                if len(updates) == _BATCH and not started:
                    self._go_past(updates[-1].update_id)
                else:
                    await self._look(started)

    async def confirm(self) -> None:
        """Tell Telegram what was handled, once nothing is being handled any more."""
        if lost := len(self._running) - len(self._unconfirmed):
            _log.error("%d updates held in memory only could not be finished and are lost.", lost)
        if not self._next:
            return
        try:
            confirm = self._bot.get_updates(offset=self._offset, limit=1, allowed_updates=ALLOWED_UPDATES)
            await asyncio.wait_for(confirm, timeout=_CONFIRM_SECONDS)
        except (TelegramError, TimeoutError) as error:
            _log.warning(
                "The last updates could not be confirmed (%s); they will come again.", type(error).__name__
            )

    async def _fetch(self) -> tuple[Update, ...]:
        # What is handled while Telegram answers is in the answer all the same, and must be known until then.
        offset = self._offset
        self._handled = {number for number in self._handled if number >= offset}
        return await self._bot.get_updates(
            offset=offset,
            limit=_BATCH,
            timeout=timedelta(seconds=0 if self._unconfirmed else self._tuning.poll_seconds),
            allowed_updates=ALLOWED_UPDATES,
        )

    @property
    def _offset(self) -> int:
        return min(self._unconfirmed, default=self._next)

    @property
    def _unconfirmed(self) -> dict[int, asyncio.Task[None]]:
        """Return what is being handled and would come again after a crash."""
        return {number: task for number, task in self._running.items() if number >= self._past}

    def _go_past(self, number: int) -> None:
        self._past = number + 1
        _log.warning(
            "%d updates are held in memory only, so that others get through; a crash now would lose them.",
            len(self._running) - len(self._unconfirmed),
        )

    def _start(self, updates: tuple[Update, ...]) -> int:
        """Give the new ones among `updates` to the dispatcher; return how many."""
        started = 0
        for update in updates:
            number = update.update_id
            if number in self._running or number in self._handled:
                continue
            self._next = max(self._next, number + 1)
            task = self._dispatcher.submit(update)
            self._running[number] = task
            task.add_done_callback(partial(self._ended, number))
            started += 1
        return started

    def _ended(self, number: int, task: asyncio.Task[None]) -> None:
        # What was cancelled is not handled: it stays unconfirmed and comes again at the next start.
        if not task.cancelled():
            self._handled.add(number)
            del self._running[number]

    async def _look(self, started: int) -> None:
        """Give what runs a moment; where nothing new came, a longer one before the same are fetched again."""
        if unconfirmed := self._unconfirmed:
            moment = self._tuning.look_again if started else 2 * self._tuning.look_again
            await asyncio.wait(unconfirmed.values(), timeout=moment)

    def _after(self, error: TelegramError, failures: int) -> float:
        """Say what is wrong and return the seconds to wait."""
        if isinstance(error, RetryAfter):
            pause = error.retry_after
            return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)
        if isinstance(error, InvalidToken):
            # It was good at the start: it may be so again, and the web side goes on meanwhile.
            if not self._refused:
                _log.error("Telegram 不再接受这个 TELEGRAM_BOT_TOKEN；请到 @BotFather 核对。自动重试中。")
            self._refused = True
        elif isinstance(error, Conflict):
            _log.error(
                "另一个程序正在用同一个 TELEGRAM_BOT_TOKEN 接收消息，请只保留一个；稍后自动重试。（%s）",
                error.message,
            )
        elif failures in {1, 5} or failures % 20 == 0:
            _log.warning(
                "暂时连不上 Telegram（%s），第 %d 次，稍后自动重试。", type(error).__name__, failures
            )
        return backoff(failures)
