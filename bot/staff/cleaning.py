"""What the console keeps for a while only, and nobody takes away by using it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outage import writing
from bot.staff.store import checks, people
from bot.staging import DRAFTS_KEPT


async def clear_old(engine: AsyncEngine, *, now: datetime) -> None:
    """Delete links and sessions that are past, and checks of files whose drafts nobody may publish any more.

    Raises DatabaseDown.
    """
    async with writing(engine) as connection:
        await people.forget_expired(connection, now=now)
        await checks.forget_checks_before(connection, now - DRAFTS_KEPT)
