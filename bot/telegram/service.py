"""The Telegram channel as a service: connect, poll, answer, stop."""

import asyncio
import logging
from collections.abc import Callable

from telegram.error import InvalidToken, TelegramError

from bot.assistant import Assistant
from bot.desk import Desk
from bot.errors import BotError
from bot.health import Health
from bot.settings import Settings
from bot.telegram.application import TelegramApplication, add_handlers, build_application, quiet_libraries
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.dispatch import Dispatcher
from bot.telegram.polling import Poller
from bot.telegram.profile import set_profile
from bot.telegram.sending import Outbox
from bot.telegram.tuning import Tuning
from bot.telegram.uploads import remove_leftovers

_log = logging.getLogger(__name__)

NO_TOKEN = "没有设置 TELEGRAM_BOT_TOKEN；请到 @BotFather 创建机器人，把它给的 token 填进去。"  # noqa: S105
_TOKEN_REFUSED = "Telegram 不接受这个 TELEGRAM_BOT_TOKEN；请到 @BotFather 核对后重新设置，再启动。"  # noqa: S105
_REFUSED_THERE = (
    "TELEGRAM_API_URL 那里不接受这个 TELEGRAM_BOT_TOKEN；"
    "请核对 TELEGRAM_API_URL 的地址，再到 @BotFather 核对 token，改好后再启动。"
)


async def run_telegram(
    assistant: Assistant,
    settings: Settings,
    *,
    desk: Desk,
    stopping: asyncio.Event,
    tuning: Tuning | None = None,
    health: Health | None = None,
    sent: Callable[[str], None] | None = None,
) -> None:
    """Answer on Telegram until `stopping` is set, then finish what has begun (at most 10 s).

    `health` learns whether Telegram can be reached, `sent` how each send ended.

    Raises BotError where the token is missing, or refused at the start. Telegram being out of reach is waited out.
    """
    if settings.telegram_bot_token is None:
        raise BotError(NO_TOKEN)
    tuning, health = tuning or Tuning(), health or Health()
    quiet_libraries()
    application = build_application(settings.telegram_bot_token.get_secret_value(), settings, tuning=tuning)
    bot = application.bot
    outbox = Outbox(bot, limits=tuning.limits, clock=tuning.clock, patience=tuning.patience, sent=sent)
    add_handlers(application, assistant, desk=desk, outbox=outbox, settings=settings)
    dispatcher = Dispatcher(application.process_update)
    poller = Poller(bot, dispatcher, tuning=tuning, health=health)
    try:
        if await _connect(application, settings, stopping=stopping, tuning=tuning, health=health):
            _log.info("Telegram: @%s 已上线。", bot.username)
            await unless_stopping(set_profile(bot, admins=settings.admins), stopping)
            remove_leftovers(settings.data)
            await poller.run(stopping)
            await dispatcher.finish(tuning.finish_seconds)
            # Before the last word to Telegram on what was handled: nothing is sent after it was given up.
            await outbox.close()
            await poller.confirm()
    finally:
        await dispatcher.finish(0)
        await outbox.close()
        await _disconnect(application)


async def _connect(
    application: TelegramApplication,
    settings: Settings,
    *,
    stopping: asyncio.Event,
    tuning: Tuning,
    health: Health,
) -> bool:
    """Log in, and switch from webhook to polling without dropping what waits; False if stopped meanwhile."""
    health.begin()
    failures = 0
    while not stopping.is_set():
        try:
            await unless_stopping(_log_in(application), stopping)
        except InvalidToken:
            # Its text holds the token: it must not come along as the cause.
            refused = _REFUSED_THERE if settings.telegram_api_url else _TOKEN_REFUSED
            raise BotError(refused) from None
        except TelegramError as error:
            failures += 1
            _log.warning(
                "暂时连不上 Telegram（%s），第 %d 次，稍后自动重试。", type(error).__name__, failures
            )
            await unless_stopping(tuning.clock.sleep(backoff(failures)), stopping)
        else:
            health.reached()
            break
    return not stopping.is_set()


async def _log_in(application: TelegramApplication) -> None:
    await application.initialize()
    await application.bot.delete_webhook(drop_pending_updates=False)


async def _disconnect(application: TelegramApplication) -> None:
    # What was never fully initialized has its connections open all the same.
    await application.shutdown()
    await application.bot.shutdown()
