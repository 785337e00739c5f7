"""The webhook as Telegram sees it: registered at the start, removed when the last process stops cleanly."""

import asyncio
import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.settings import Webhook
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.polling import ALLOWED_UPDATES
from bot.telegram.tuning import Tuning

_log = logging.getLogger(__name__)

_REMOVE_SECONDS = 2.0


async def register_webhook(bot: Bot, webhook: Webhook, *, stopping: asyncio.Event, tuning: Tuning) -> None:
    """Have Telegram send updates to the webhook, and wait until `stopping` is set; refusals are tried again."""
    failures = 0
    while not stopping.is_set():
        register = bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=ALLOWED_UPDATES,
            drop_pending_updates=False,
        )
        try:
            await unless_stopping(register, stopping)
        except TelegramError as error:
            failures += 1
            if failures in {1, 5} or failures % 20 == 0:
                _log.error(
                    "Telegram 没有接受 TELEGRAM_WEBHOOK_URL 的地址，第 %d 次；请核对它，稍后自动重试。（%s）",
                    failures,
                    error.message,
                )
            await unless_stopping(tuning.clock.sleep(backoff(failures)), stopping)
        else:
            break
    await stopping.wait()


async def remove_webhook(bot: Bot) -> None:
    """Have Telegram keep updates until somebody asks for them."""
    try:
        await asyncio.wait_for(bot.delete_webhook(drop_pending_updates=False), timeout=_REMOVE_SECONDS)
    except (TelegramError, TimeoutError) as error:
        _log.warning("The webhook could not be removed (%s).", type(error).__name__)
