"""Files being checked, and the previews that came of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.audit import AUDIT
from bot.staff.store.tables import FileCheckRow

CHECK = FileCheckRow.metadata.tables["file_check"]


async def add_check(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """Begin a check (keys: FileCheckRow's columns)."""
    await connection.execute(insert(CHECK).values(values))


async def beat(connection: AsyncConnection, check: str, *, at: datetime) -> None:
    """Note that a check is still being worked on."""
    await connection.execute(update(CHECK).where(CHECK.c.id == check).values(beat_at=at))


async def end_check(connection: AsyncConnection, check: str, values: dict[str, Any]) -> None:
    """Note what came of a check."""
    await connection.execute(update(CHECK).where(CHECK.c.id == check).values(values))


async def find_check(connection: AsyncConnection, check: str) -> Any | None:
    """Return a check's row; None where there is none."""
    return (await connection.execute(select(CHECK).where(CHECK.c.id == check))).one_or_none()


async def check_of_draft(connection: AsyncConnection, draft: str) -> Any | None:
    """Return the row of the check that made a draft; None where the console made none such."""
    return (await connection.execute(select(CHECK).where(CHECK.c.draft == draft))).one_or_none()


async def checks_with_drafts(connection: AsyncConnection) -> Sequence[Any]:
    """Return the checks that made drafts, without their pages, newest first."""
    columns = [column for column in CHECK.c if column.name != "page"]
    query = select(*columns).where(CHECK.c.draft.is_not(None)).order_by(CHECK.c.begun_at.desc())
    return (await connection.execute(query)).all()


async def forget_checks_before(connection: AsyncConnection, moment: datetime) -> None:
    """Delete the checks that are as old as the drafts that nobody publishes any more."""
    await connection.execute(delete(CHECK).where(CHECK.c.begun_at < moment))


async def act_on_draft(connection: AsyncConnection, draft: str) -> Any | None:
    """Return the act that published a draft or gave it up; None where nobody did."""
    acts = AUDIT.c.act.in_(("publish", "discard"))
    query = select(AUDIT).where(AUDIT.c.detail == draft, acts).order_by(AUDIT.c.id.desc()).limit(1)
    return (await connection.execute(query)).one_or_none()
