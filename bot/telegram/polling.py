"""Fetching updates by long polling: an update is confirmed to Telegram only after it has been stored."""

import asyncio
import logging
from datetime import timedelta

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.database import DATABASE_ERRORS
from bot.health import Health
from bot.inbox import Inbox, Lease
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.requests import UpdatesRequest
from bot.telegram.tuning import Tuning

_log = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query")
_BATCH = 100
_CONFIRM_SECONDS = 1.0


class Poller:
    """Fetches updates into the inbox until it is stopped, while it holds the lease: one process of many."""

    def __init__(
        self,
        bot: Bot,
        updates: UpdatesRequest,
        *,
        inbox: Inbox,
        lease: Lease,
        tuning: Tuning,
        health: Health,
    ) -> None:
        self._bot = bot
        self._updates = updates
        self._inbox = inbox
        self._lease = lease
        self._tuning = tuning
        self._health = health
        self._offset = 0
        self._refused = False

    async def run(self, stopping: asyncio.Event) -> None:
        """Poll until `stopping` is set; whatever Telegram or the database says meanwhile is waited out."""
        failures = 0
        while not stopping.is_set():
            if not self._lease.held.is_set():
                self._health.reached()  # another process polls; whether it can is for it to say
                await unless_stopping(self._lease.held.wait(), stopping)
                continue
            try:
                await self._fetch(stopping)
            except (TelegramError, *DATABASE_ERRORS) as error:
                failures += 1
                if isinstance(error, TelegramError):
                    self._health.lost()
                await unless_stopping(self._tuning.clock.sleep(self._after(error, failures)), stopping)
            else:
                failures, self._refused = 0, False
                self._health.reached()

    async def confirm(self) -> None:
        """Tell Telegram what was stored, before going."""
        if not self._offset or not self._lease.held.is_set():
            return
        try:
            confirm = self._bot.get_updates(offset=self._offset, limit=1, allowed_updates=ALLOWED_UPDATES)
            await asyncio.wait_for(confirm, timeout=_CONFIRM_SECONDS)
        except (TelegramError, TimeoutError) as error:
            _log.warning(
                "The last updates could not be confirmed (%s); they will come again.", type(error).__name__
            )

    async def _fetch(self, stopping: asyncio.Event) -> None:
        """Fetch a batch and store it; asking for the next one is what confirms it."""
        polling = self._bot.get_updates(
            offset=self._offset,
            limit=_BATCH,
            timeout=timedelta(seconds=self._tuning.poll_seconds),
            allowed_updates=ALLOWED_UPDATES,
        )
        if await unless_stopping(polling, stopping, self._lease.lost) is None:
            return
        if fetched := self._updates.fetched:
            self._offset = max(self._offset, await self._inbox.take_all(fetched) + 1)

    def _after(self, error: Exception, failures: int) -> float:
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
            what = "暂时连不上 Telegram" if isinstance(error, TelegramError) else "收到的消息暂时存不下来"
            _log.warning("%s（%s），第 %d 次，稍后自动重试。", what, type(error).__name__, failures)
        return backoff(failures)
