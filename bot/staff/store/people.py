"""Members, the links that let them in, and their sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import MemberRow, StaffLinkRow, StaffSessionRow

MEMBER = MemberRow.metadata.tables["member"]
LINK = StaffLinkRow.metadata.tables["staff_link"]
SESSION = StaffSessionRow.metadata.tables["staff_session"]


async def find_member(connection: AsyncConnection, member: int) -> Any | None:
    """Return a member's row; None where the table has none."""
    return (await connection.execute(select(MEMBER).where(MEMBER.c.id == member))).one_or_none()


async def all_members(connection: AsyncConnection) -> Sequence[Any]:
    """Return all rows, in the order of their ids."""
    return (await connection.execute(select(MEMBER).order_by(MEMBER.c.id))).all()


async def put_member(connection: AsyncConnection, values: dict[str, Any]) -> None:
    """Add a member, or replace their role and name (keys: MemberRow's columns)."""
    add: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(MEMBER) if connection.dialect.name == "sqlite" else postgresql.insert(MEMBER)
    )
    changed = {name: value for name, value in values.items() if name != "id"}
    await connection.execute(add.values(values).on_conflict_do_update(index_elements=["id"], set_=changed))


async def remove_member(connection: AsyncConnection, member: int) -> bool:
    """Delete a member; return whether there was one."""
    result = await connection.execute(delete(MEMBER).where(MEMBER.c.id == member))
    return bool(cast(CursorResult[Any], result).rowcount)


async def put_out(connection: AsyncConnection, member: int) -> None:
    """Delete a member's link and sessions."""
    await connection.execute(delete(LINK).where(LINK.c.member == member))
    await connection.execute(delete(SESSION).where(SESSION.c.member == member))


async def set_link(connection: AsyncConnection, hash_: str, member: int, *, until: datetime) -> None:
    """Keep a member's link; an earlier one that wasn't used is void."""
    await connection.execute(delete(LINK).where(LINK.c.member == member))
    await connection.execute(insert(LINK).values(hash=hash_, member=member, until=until))


async def use_link(connection: AsyncConnection, hash_: str, *, now: datetime) -> int | None:
    """Delete a link, so that nobody uses it again; return whose it was, None where it is void or past."""
    gone = delete(LINK).where(LINK.c.hash == hash_).returning(LINK.c.member, LINK.c.until > now)
    row = (await connection.execute(gone)).one_or_none()
    return int(row[0]) if row and row[1] else None


async def add_session(
    connection: AsyncConnection, hash_: str, member: int, *, now: datetime, until: datetime
) -> None:
    """Keep a session, and delete those that are past."""
    await forget_expired(connection, now=now)
    await connection.execute(insert(SESSION).values(hash=hash_, member=member, begun_at=now, until=until))


async def session_member(connection: AsyncConnection, hash_: str, *, now: datetime) -> int | None:
    """Return whose session it is; None where it is past or was ended."""
    query = select(SESSION.c.member).where(SESSION.c.hash == hash_, SESSION.c.until > now)
    return (await connection.execute(query)).scalar_one_or_none()


async def end_session(connection: AsyncConnection, hash_: str) -> None:
    """Delete a session."""
    await connection.execute(delete(SESSION).where(SESSION.c.hash == hash_))


async def forget_expired(connection: AsyncConnection, *, now: datetime) -> None:
    """Delete the links and sessions that are past."""
    await connection.execute(delete(LINK).where(LINK.c.until <= now))
    await connection.execute(delete(SESSION).where(SESSION.c.until <= now))
