"""What may be wrong between this installation and Telegram; asking changes nothing there."""

import asyncio

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.doctor import Finding
from bot.errors import BotError
from bot.settings import Settings
from bot.telegram.application import build_application, quiet_libraries
from bot.telegram.requests import request_for_updates
from bot.telegram.tuning import Tuning

_LONGEST = 5.0


async def check_telegram(settings: Settings) -> list[Finding]:
    """Check the token, and how Telegram is told to hand updates over."""
    if settings.telegram_bot_token is None:
        return [Finding("Telegram：没有开启（没有设置 TELEGRAM_BOT_TOKEN）")]
    try:
        url = settings.webhook.url if settings.webhook else ""
    except BotError as error:
        return [Finding("Telegram：webhook 的设置不对", str(error))]
    quiet_libraries()
    tuning = Tuning(read_seconds=_LONGEST)
    bot = build_application(
        settings.telegram_bot_token.get_secret_value(),
        settings,
        updates=request_for_updates(tuning),
        tuning=tuning,
    ).bot
    try:
        async with asyncio.timeout(_LONGEST):
            await bot.initialize()
            return [Finding(f"Telegram：已连上，机器人是 @{bot.username}"), await check_webhook(bot, url)]
    except InvalidToken:
        where = "，并核对 TELEGRAM_API_URL" if settings.telegram_api_url else ""
        advice = f"请到 @BotFather 核对 token{where}"
        return [Finding("Telegram：不接受这个 TELEGRAM_BOT_TOKEN", advice)]
    except (TelegramError, TimeoutError) as error:
        advice = "请检查网络、防火墙和设置 TELEGRAM_API_URL"
        return [Finding(f"Telegram：{_LONGEST:.0f} 秒内没有连上（{type(error).__name__}）", advice)]
    finally:
        await bot.shutdown()


async def check_webhook(bot: Bot, url: str) -> Finding:
    """Check that Telegram sends updates to `url`, or to nowhere where it is "", and that they arrive there.

    Raises TelegramError where Telegram doesn't say.
    """
    info = await bot.get_webhook_info()
    waiting = f"{info.pending_update_count} 条消息在等"
    if info.url != url:
        found = "登记着一个 webhook，轮询收不到消息" if not url else "登记的 webhook 不是设置的地址"
        return Finding(f"Telegram 收消息：{found}，{waiting}", "请重新启动服务，它会重新登记")
    if not url:
        return Finding(f"Telegram 收消息：用轮询，{waiting}")
    if info.last_error_message and info.pending_update_count:
        advice = "请检查 TELEGRAM_WEBHOOK_URL 从外网能不能访问、证书是否有效"
        return Finding(f"Telegram 收消息：送不到 webhook（{info.last_error_message}），{waiting}", advice)
    return Finding(f"Telegram 收消息：用 webhook，{waiting}")
