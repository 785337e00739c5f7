"""Reading the audit table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import AuditRow

AUDIT = AuditRow.metadata.tables["audit"]


async def newest_acts(connection: AsyncConnection, most: int, *, before: int | None) -> Sequence[Any]:
    """Return the newest acts, newest first; only those with a smaller number than `before` where it is given."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(most)
    if before is not None:
        query = query.where(AUDIT.c.id < before)
    return (await connection.execute(query)).all()
