"""What is written in a conversation with a person, and noted of it; whatever does either is one transaction."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import store as bot_store
from bot.masking import masked
from bot.outage import writing
from bot.staff.handover import Side
from bot.staff.store import handovers as store


class Ledger:
    """Writes and notes; `woken` is set where this process did. Raises DatabaseDown."""

    def __init__(self, engine: AsyncEngine, *, now: Callable[[], datetime]) -> None:
        """Take an engine that the caller closes."""
        self.engine = engine
        self.woken = asyncio.Event()
        self._now = now

    async def say(self, connection: AsyncConnection, handover_id: int, text: str) -> None:
        """Have the service say something to the owner."""
        await self._write(connection, handover_id, Side.SERVICE, text)

    async def _write(
        self,
        connection: AsyncConnection,
        handover_id: int,
        side: Side,
        text: str,
        *,
        by: str | None = None,
        name: str = "",
        source: str | None = None,
    ) -> None:
        # Staff write numbers on purpose: whom to ring, what to bring.
        kept = masked(text) if side is Side.OWNER else text
        values = {
            "handover_id": handover_id,
            "side": side.value,
            "by": by,
            "name": name or None,
            "text": kept,
            "at": self._now(),
            "state": "waiting",
            "source": source,
        }
        if await store.add_message(connection, values) is None and source is not None:
            await store.rewrite(connection, handover_id, source, kept)

    async def note(
        self, connection: AsyncConnection, handover_id: int, act: str, *, by: str, more: str = ""
    ) -> None:
        """Note an act in the audit table."""
        acts = [{"act": act, "by": by, "at": self._now(), "detail": f"{handover_id} {more}".rstrip()}]
        await bot_store.add_audits(connection, acts)

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction, after which whatever is due is looked for at once."""
        async with writing(self.engine) as connection:
            yield connection
        self.woken.set()
