"""What the console keeps for a while only, and nobody takes away by using it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.outage import writing_alone
from bot.staff.store import checks, people
from bot.staging import DRAFTS_KEPT
from knowledge.store import versions as version_store


async def clear_old(engine: AsyncEngine, *, now: datetime) -> None:
    """Delete links and sessions that are past, and drafts that nobody may publish any more, with their previews.

    Raises DatabaseDown.
    """
    async with writing_alone(engine) as connection, AsyncSession(connection) as session:
        await people.forget_expired(connection, now=now)
        await checks.forget_checks_before(connection, now - DRAFTS_KEPT)
        await version_store.discard_drafts_before(session, now - DRAFTS_KEPT)
