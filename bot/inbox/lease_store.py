"""What is read and written of leases."""

from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.inbox.store import CHAT, LEASE, PROCESS, clock


async def hold(connection: AsyncConnection, name: str, holder: str, *, seconds: float) -> bool:
    """Take or renew a lease that is free, over or one's own; return whether `holder` has it now."""
    now = clock(connection.dialect.name)
    mine = or_(LEASE.c.holder == holder, LEASE.c.until <= now)
    renew = update(LEASE).where(LEASE.c.name == name, mine)
    renewed = await connection.execute(renew.values(holder=holder, until=now + seconds))
    if cast(CursorResult[Any], renewed).rowcount:
        return True
    take: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(LEASE) if connection.dialect.name == "sqlite" else postgresql.insert(LEASE)
    )
    first = take.values(name=name, holder=holder, until=now + seconds).on_conflict_do_nothing()
    return (await connection.execute(first.returning(LEASE.c.name))).first() is not None


async def is_held(connection: AsyncConnection, name: str, holder: str) -> bool:
    """Return whether `holder` has a lease that isn't over."""
    query = select(LEASE.c.name).where(
        LEASE.c.name == name, LEASE.c.holder == holder, LEASE.c.until > clock(connection.dialect.name)
    )
    return (await connection.execute(query)).first() is not None


async def release(connection: AsyncConnection, holder: str) -> None:
    """Give up all leases of a process, and remove those that are long over."""
    long_over = LEASE.c.until < clock(connection.dialect.name) - 3600
    await connection.execute(delete(LEASE).where(or_(LEASE.c.holder == holder, long_over)))


async def others_alive(connection: AsyncConnection, holder: str) -> int:
    """Return how many other processes live."""
    others = (
        LEASE.c.name.startswith(PROCESS),
        LEASE.c.holder != holder,
        LEASE.c.until > clock(connection.dialect.name),
    )
    return (await connection.execute(select(func.count()).where(*others))).scalar_one()


async def let_chats_go(connection: AsyncConnection) -> None:
    """Forget which process had a chat, where that is over."""
    over = select(LEASE.c.name).where(
        LEASE.c.name.startswith(CHAT), LEASE.c.until <= clock(connection.dialect.name)
    )
    free = over.with_for_update(skip_locked=True)
    await connection.execute(delete(LEASE).where(LEASE.c.name.in_(free)))
