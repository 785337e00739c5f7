"""What is switched off."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import SilenceRow

SILENCE = SilenceRow.metadata.tables["silence"]


async def open_silences(connection: AsyncConnection) -> Sequence[Any]:
    """Return what is switched off now, the newest first."""
    query = select(SILENCE).where(SILENCE.c.ended_at.is_(None)).order_by(SILENCE.c.id.desc())
    return (await connection.execute(query)).all()


async def add_silence(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """Switch something off (keys: SilenceRow's columns)."""
    await connection.execute(insert(SILENCE).values(values))


async def end_silence(connection: AsyncConnection, number: int, *, at: datetime, by: str) -> Any | None:
    """Switch something on again; return its row, None where it is on already or never was off."""
    change = update(SILENCE).where(SILENCE.c.id == number, SILENCE.c.ended_at.is_(None))
    ended = change.values(ended_at=at, ended_by=by).returning(*SILENCE.c)
    return (await connection.execute(ended)).one_or_none()
