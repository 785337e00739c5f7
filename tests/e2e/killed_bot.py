"""A bot in a process that kills itself, as by kill -9, when it comes to a named step for the so-manieth time.

usage: python -m tests.e2e.killed_bot [STEP TIME]
"""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot.assistant import Assistant
from bot.desk import Desk
from bot.inbox import Inbox, Pace, store
from bot.inbox.worker import Worker
from bot.service import open_service
from bot.settings import read_settings
from bot.telegram import run_telegram
from bot.telegram.post import Post
from tests.bot.telegram.running import hasty

STEPS: dict[str, tuple[Any, str, bool]] = {
    "stored and not acknowledged": (Inbox, "take_all", True),
    "claimed": (Worker, "_start", False),
    "answered and not sent": (Post, "replace", False),
    "sent and not recorded": (Assistant, "record_shown", False),
    "recorded and not marked": (store, "set_done", False),
}
"""What is called at each step; killed after it where true, before it where false."""

READ_SECONDS = 3.0
"""So long the bot waits for an answer of Telegram's."""


def _arm(step: str, time: int) -> None:
    holder, name, after = STEPS[step]
    original: Callable[..., Any] = getattr(holder, name)
    left = time

    def counted(*args: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left > 0:
            return original(*args, **named)
        if not after:
            os.kill(os.getpid(), signal.SIGKILL)
        return _then_die(original(*args, **named))

    setattr(holder, name, counted)


async def _then_die(work: Any) -> None:
    await work
    os.kill(os.getpid(), signal.SIGKILL)


async def _run() -> None:
    settings, stopping = read_settings(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopping.set)
    pace = Pace(look=0.1, renew=0.8, alive=3.2, polling=3.0, again=0.05, trouble=0.1)
    async with open_service(settings) as assistant:
        desk, tuning = Desk(assistant.engine, settings), hasty(read_seconds=READ_SECONDS, pace=pace)
        await run_telegram(assistant, settings, desk=desk, stopping=stopping, tuning=tuning)


def main() -> None:
    """Arm the step, if any, and run the bot until it is terminated."""
    if len(sys.argv) > 1:
        _arm(sys.argv[1], int(sys.argv[2]))
    asyncio.run(_run())


if __name__ == "__main__":
    main()
