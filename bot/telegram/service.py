"""The Telegram channel as a service: connect, poll, answer, stop."""

import asyncio
import logging
from collections.abc import Callable

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.assistant import Assistant
from bot.desk import Desk
from bot.errors import BotError
from bot.health import Health
from bot.inbox import Inbox, Lease, Membership, Worker
from bot.settings import Settings
from bot.staff.console import open_console
from bot.staff.deliveries import Deliveries
from bot.telegram.application import TelegramApplication, add_handlers, build_application, quiet_libraries
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.courier import Courier
from bot.telegram.handling import UpdateHandling
from bot.telegram.mishaps import Mishaps
from bot.telegram.polling import Poller
from bot.telegram.post import Post
from bot.telegram.profile import set_profile
from bot.telegram.reaching import keep_asking
from bot.telegram.requests import request_for_updates
from bot.telegram.sending import Outbox
from bot.telegram.tuning import Tuning
from bot.telegram.webhook import register_webhook, remove_webhook
from bot.uploads import remove_leftovers

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
    inbox: Inbox | None = None,
    tuning: Tuning | None = None,
    health: Health | None = None,
    sent: Callable[[str], None] | None = None,
) -> None:
    """Answer on Telegram until `stopping` is set, then finish what has begun (at most 10 s).

    `inbox` is where the web side puts what comes by webhook; `health` learns whether Telegram is reached, `sent` how
    each send ended. Raises BotError where token or webhook are set wrong; Telegram out of reach is waited out.
    """
    tuning, health = tuning or Tuning(), health or Health()
    quiet_libraries()
    token, updates = _token_of(settings), request_for_updates(tuning)
    application = build_application(token, settings, updates=updates, tuning=tuning)
    bot, inbox = application.bot, inbox or Inbox(assistant.engine)
    membership = Membership(inbox.engine, pace=tuning.pace)
    outbox = _outbox(bot, membership, tuning=tuning, health=health, sent=sent)
    console = open_console(assistant, settings, desk=desk)
    add_handlers(application, assistant, console=console, post=Post(outbox), settings=settings)
    worker = Worker(
        inbox, UpdateHandling(application, Mishaps(Post(outbox))), alive=membership.alive, pace=tuning.pace
    )
    poller = Poller(bot, updates, inbox=inbox, lease=membership.polling, tuning=tuning, health=health)
    courier = _courier(assistant, outbox, settings, lease=membership.polling, tuning=tuning)
    try:
        if await _connect(application, settings, stopping=stopping, tuning=tuning, health=health):
            async with membership:
                await unless_stopping(membership.noticed(), stopping)
                work = _serve(bot, settings, worker, poller, stopping=stopping, tuning=tuning, health=health)
                await asyncio.gather(work, courier.run(stopping))
                await outbox.close()
                await (_leave(bot, membership) if settings.webhook else poller.confirm())
    finally:
        await _close(application, worker, courier, outbox=outbox)


def _token_of(settings: Settings) -> str:
    if settings.telegram_bot_token is None:
        raise BotError(NO_TOKEN)
    return settings.telegram_bot_token.get_secret_value()


def _courier(
    assistant: Assistant, outbox: Outbox, settings: Settings, *, lease: Lease, tuning: Tuning
) -> Courier:
    deliveries = Deliveries(assistant.handovers)
    return Courier(deliveries, outbox, lease=lease, tuning=tuning, group=settings.staff_group)


def _outbox(
    bot: Bot,
    membership: Membership,
    *,
    tuning: Tuning,
    health: Health,
    sent: Callable[[str], None] | None,
) -> Outbox:
    return Outbox(
        bot,
        limits=tuning.limits,
        clock=tuning.clock,
        patience=tuning.patience,
        sent=sent,
        senders=lambda: membership.processes,
        health=health,
    )


async def _serve(
    bot: Bot,
    settings: Settings,
    worker: Worker,
    poller: Poller,
    *,
    stopping: asyncio.Event,
    tuning: Tuning,
    health: Health,
) -> None:
    """Take updates in and handle them until `stopping` is set, and finish what has begun.

    The last word to Telegram comes later, once nothing is sent any more.
    """
    remove_leftovers(settings.data)
    webhook = settings.webhook
    hook = webhook and register_webhook(bot, webhook, stopping=stopping, tuning=tuning)
    profile = unless_stopping(set_profile(bot, admins=settings.admins, staff=settings.staff), stopping)
    asking = keep_asking(bot, health, clock=tuning.clock, stopping=stopping)
    await asyncio.gather(worker.run(stopping), hook or poller.run(stopping), profile, asking)
    await worker.finish(tuning.finish_seconds)


async def _leave(bot: Bot, membership: Membership) -> None:
    """Remove the webhook where no other process lives to take what comes by it."""
    if not await membership.others_alive():
        await remove_webhook(bot)


async def _connect(
    application: TelegramApplication,
    settings: Settings,
    *,
    stopping: asyncio.Event,
    tuning: Tuning,
    health: Health,
) -> bool:
    """Log in, and where polling is wanted end a webhook without dropping what waits; False if stopped meanwhile."""
    health.begin()
    failures = 0
    while not stopping.is_set():
        try:
            await unless_stopping(_log_in(application, polling=settings.webhook is None), stopping)
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
    if stopping.is_set():
        return False
    _log.info("Telegram: @%s 已上线。", application.bot.username)
    return True


async def _log_in(application: TelegramApplication, *, polling: bool) -> None:
    await application.initialize()
    if polling:
        await application.bot.delete_webhook(drop_pending_updates=False)


async def _close(
    application: TelegramApplication, worker: Worker, courier: Courier, *, outbox: Outbox
) -> None:
    await worker.finish(0)
    await outbox.close()
    await courier.finish()
    # What was never fully initialized has its connections open all the same.
    await application.shutdown()
    await application.bot.shutdown()
