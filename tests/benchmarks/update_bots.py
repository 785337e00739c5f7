"""The bots that `update_speed` compares, each as a process that runs until it is terminated.

usage: python -m tests.benchmarks.update_bots (ours | echo)
"""

import asyncio
import os
import signal
import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.desk import Desk
from bot.service import open_service
from bot.settings import read_settings
from bot.telegram import run_telegram
from bot.telegram.pacing import Limits, Rate
from bot.telegram.tuning import Tuning

UNLIMITED = Limits(Rate(100_000, 1.0), Rate(100_000, 1.0), Rate(100_000, 1.0))


async def _ours() -> None:
    settings, stopping = read_settings(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    async with open_service(settings) as assistant:
        desk = Desk(assistant.engine, settings)
        await run_telegram(assistant, settings, desk=desk, stopping=stopping, tuning=Tuning(limits=UNLIMITED))


def _echo() -> None:
    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and update.message.text is not None:
            await update.message.reply_text(update.message.text)

    url = os.environ["TELEGRAM_API_URL"]
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{url}/bot")
    application = builder.concurrent_updates(True).connection_pool_size(256).pool_timeout(60).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(poll_interval=0)


def main() -> None:
    """Run the bot that is named."""
    if sys.argv[1] == "echo":
        _echo()
    else:
        asyncio.run(_ours())


if __name__ == "__main__":
    main()
