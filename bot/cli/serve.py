"""`policybot serve`: the web side, and Telegram where a token is set, until told to stop."""

import asyncio
import errno
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.assistant import Assistant
from bot.desk import Desk
from bot.errors import BotError, places
from bot.health import Health
from bot.inbox import Inbox
from bot.logs import set_up_logs
from bot.metrics import Metrics
from bot.service import end_idle, follow, follow_switches, open_service, refresh
from bot.settings import Settings, read_settings
from bot.staff.cleaning import clear_old
from bot.staff.console import open_console
from bot.web.app import create_app
from bot.web.webhook import TelegramUpdates

_log = logging.getLogger(__name__)

_DAY = 24 * 60 * 60
_TURN_SECONDS = 0.0005
"""How long a thread that takes up a new index may hold others up at a time; Python's 5 ms make each answer ten times
as slow meanwhile."""
_STOP_SECONDS = 10.0
_LAST_REQUESTS_SECONDS = 8.0
"""How long requests that have begun get; what is left is for closing the database."""

_TELEGRAM_OFF = (
    "Telegram 没有开启；要开启，把机器人的令牌写进环境变量或 .env 的 TELEGRAM_BOT_TOKEN，再重新启动。"
)


def run_service() -> bool:
    """Serve until SIGINT or SIGTERM."""
    set_up_logs()
    sys.setswitchinterval(_TURN_SECONDS)
    asyncio.run(_serve(read_settings()))
    print("已停止。")
    return True


async def _serve(settings: Settings) -> None:
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, _begin_to_stop, stopping)
    hung_up = asyncio.Event()
    loop.add_signal_handler(signal.SIGHUP, hung_up.set)
    metrics, health = Metrics(), Health()
    async with open_service(settings, answered=metrics.answered) as assistant:
        metrics.show_published(lambda: assistant.library.revision, lambda: len(assistant.library.live))
        desk, inbox = Desk(assistant.engine, settings), Inbox(assistant.engine)
        metrics.show_inbox(inbox.backlog)
        app = _app(assistant, settings, desk=desk, inbox=inbox, health=health, metrics=metrics)
        runner = await _start_web(app, settings)
        beside = [
            asyncio.create_task(_forget_daily(assistant, settings.retention_days)),
            asyncio.create_task(follow(assistant, settings)),
            asyncio.create_task(end_idle(assistant.handovers)),
            asyncio.create_task(follow_switches(assistant)),
            asyncio.create_task(_reload_when_told(assistant, settings, desk=desk, hung_up=hung_up)),
        ]
        telegram = asyncio.create_task(
            _run_telegram(
                assistant,
                settings,
                desk=desk,
                inbox=inbox,
                stopping=stopping,
                health=health,
                sent=metrics.sent,
            )
        )
        first = {telegram, asyncio.create_task(stopping.wait())}
        await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        stopping.set()
        for task in beside:
            task.cancel()
        await runner.cleanup()  # meanwhile Telegram finishes what it has
        await telegram
        await asyncio.gather(*beside, return_exceptions=True)


def _app(
    assistant: Assistant, settings: Settings, *, desk: Desk, inbox: Inbox, health: Health, metrics: Metrics
) -> web.Application:
    by_webhook = settings.webhook if settings.telegram_bot_token else None
    return create_app(
        assistant,
        health=health,
        metrics=metrics,
        retention_days=settings.retention_days,
        telegram=TelegramUpdates(inbox, by_webhook.secret) if by_webhook else None,
        console=open_console(assistant, settings, desk=desk),
    )


def _begin_to_stop(stopping: asyncio.Event) -> None:
    """Say so, and end the process in ten seconds whatever still hangs then: a start, a database, the network."""
    stopping.set()
    last = threading.Timer(_STOP_SECONDS, _give_up)
    last.daemon = True
    last.start()


def _give_up() -> None:
    _log.error("stopping took too long; what was left is given up")
    logging.shutdown()
    os._exit(1)


async def _reload_when_told(
    assistant: Assistant, settings: Settings, *, desk: Desk, hung_up: asyncio.Event
) -> None:
    """Load the policies folder, publish what is new in it and read what lies beside, at every SIGHUP."""
    while True:
        await hung_up.wait()
        hung_up.clear()
        try:
            draft = await desk.stage_policies(by="SIGHUP")
            if draft.doubtful:
                await desk.discard(draft.id, by="SIGHUP")
                _log.error("没有发布：有同名的文件，或换回了以前的文本；请用 policybot load 看过再发布。")
            elif draft.changes:  # its summary holds people's questions: it isn't for the log
                _log.info("%s", await desk.publish(draft.id, by="SIGHUP"))  # and `follow` takes it up
            else:
                await refresh(assistant, settings, anew=True)
        except BotError as error:
            _log.error("nothing was published:\n%s", error)
        except Exception as error:  # whatever it is, what is live goes on answering
            _log.error("nothing was published\n%s", places(error))


async def _forget_daily(assistant: Assistant, days: int) -> None:
    """Erase what is older than people were told it is kept, and what the console is done with, now and once a day."""
    while True:
        try:
            erased = await assistant.forget_old(days)
            await clear_old(assistant.engine, now=datetime.now(UTC))
        except Exception as error:  # whatever it is, it must not end what keeps a promise to people
            _log.error("old questions could not be erased: %s", type(error).__name__)
        else:
            _log.info("erased %d questions older than %d days", erased, days)
        await asyncio.sleep(_DAY)


async def _start_web(app: web.Application, settings: Settings) -> web.AppRunner:
    # Without its access log: addresses can hold a question.
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_REQUESTS_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        await runner.cleanup()
        where = f"{settings.host}:{settings.port}"
        taken = error.errno == errno.EADDRINUSE
        reason = "端口已被别的程序占用" if taken else "这个地址不能用"
        raise BotError(
            f"不能在 {where} 启动：{reason}；请先停掉占用它的程序，或改设置 HOST、PORT。"
        ) from error
    port = runner.addresses[0][1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    print(f"网页聊天已启动：http://{host}:{port}/ （按 Ctrl+C 停止）", flush=True)
    return runner


async def _run_telegram(
    assistant: Assistant,
    settings: Settings,
    *,
    desk: Desk,
    inbox: Inbox,
    stopping: asyncio.Event,
    health: Health,
    sent: Callable[[str], None],
) -> None:
    """Serve Telegram until stopping, where it is turned on; raises BotError where its token is refused."""
    if settings.telegram_bot_token is None:
        print(_TELEGRAM_OFF, flush=True)
        await stopping.wait()
        return
    from bot.telegram import run_telegram  # half a second of imports that the web side alone doesn't need

    await run_telegram(
        assistant, settings, desk=desk, inbox=inbox, stopping=stopping, health=health, sent=sent
    )
