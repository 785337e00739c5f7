"""Finding out that Telegram is reached again where nothing is sent, and so nothing would show it."""

import asyncio

from telegram import Bot
from telegram.error import TelegramError

from bot.health import Health
from bot.telegram.clock import Clock, unless_stopping

_SECONDS = 15.0


async def keep_asking(bot: Bot, health: Health, *, clock: Clock, stopping: asyncio.Event) -> None:
    """Ask Telegram for the bot's name now and then while it can't be reached, until `stopping` is set."""
    while not stopping.is_set():
        await unless_stopping(clock.sleep(_SECONDS), stopping)
        if not health.is_lost:
            continue
        try:
            if await unless_stopping(bot.get_me(), stopping):
                health.reached()
        except TelegramError:
            health.lost()
