"""The Telegram channel of the bot, running against the local Bot API server."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from bot.assistant import Assistant
from bot.desk import Desk
from bot.health import Health
from bot.inbox import Pace
from bot.inbox.store import InboxRow
from bot.settings import Settings
from bot.telegram import run_telegram
from bot.telegram.pacing import Limits, Rate
from bot.telegram.sending import Patience
from bot.telegram.tuning import Tuning
from tests.botapi import BotApiServer

_bystanders = itertools.count(9_000_001)
_engines: WeakKeyDictionary[BotApiServer, AsyncEngine] = WeakKeyDictionary()
UNLIMITED = Limits(Rate(10_000, 1.0), Rate(10_000, 1.0), Rate(10_000, 1.0))


class HastyClock:
    """A clock on which a second takes a hundredth, so that back-off and pauses are real but short."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> float:
        return asyncio.get_running_loop().time() * 100

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await asyncio.sleep(seconds / 100)


def hasty(**changes: object) -> Tuning:
    """Tuning without limits and with short waits; `changes` replace single numbers."""
    tuning = Tuning(
        read_seconds=5.0,
        poll_seconds=20,
        limits=UNLIMITED,
        patience=Patience(),
        pace=Pace(look=0.05, renew=0.2, again=0.01, trouble=0.05, join=0.3),
        clock=HastyClock(),
    )
    return replace(tuning, **changes)  # type: ignore[arg-type]


def settings_for(server: BotApiServer, *, token: str | None = None, **others: object) -> Settings:
    """Settings that lead the bot to the server; `others` by their names in the environment."""
    return Settings(  # type: ignore[call-arg]
        TELEGRAM_BOT_TOKEN=token or server.token,
        TELEGRAM_API_URL=server.url,
        **others,  # type: ignore[arg-type]
    )


@asynccontextmanager
async def running_bot(
    server: BotApiServer,
    assistant: Assistant,
    *,
    tuning: Tuning | None = None,
    desk: Desk | None = None,
    settings: Settings | None = None,
    health: Health | None = None,
    sent: Callable[[str], None] | None = None,
) -> AsyncIterator[None]:
    """Run the bot until the block is left; what it raises comes out here."""
    settings = settings or settings_for(server)
    _engines[server] = assistant.engine
    stopping = asyncio.Event()
    running = asyncio.create_task(
        run_telegram(
            assistant,
            settings,
            desk=desk or Desk(assistant.engine, settings),
            stopping=stopping,
            tuning=tuning or hasty(),
            health=health,
            sent=sent,
        )
    )
    try:
        yield
    finally:
        stopping.set()
        await running


async def open_updates(engine: AsyncEngine) -> int:
    """Return how many stored updates aren't done."""
    query = select(func.count()).select_from(InboxRow).where(col(InboxRow.done_at).is_(None))
    async with engine.connect() as connection:
        return (await connection.execute(query)).scalar_one()


async def everything_handled(server: BotApiServer) -> None:
    """Wait until all that came so far is handled and confirmed, and the bot has answered somebody else since."""
    await nothing_waits(server)
    bystander = server.user(next(_bystanders), "路人")
    await bystander.sends("谢谢")
    await server.wait_for_messages(bystander, 1)
    await nothing_waits(server)


async def nothing_waits(server: BotApiServer) -> None:
    """Wait until all that came so far is stored, confirmed and done."""
    await server.wait_until(lambda: not server.updates.pending)
    async with asyncio.timeout(10):
        while await open_updates(_engines[server]):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
