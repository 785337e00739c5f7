"""The tables of the inbox and of leases, and what is read and written of the inbox; leases have `lease_store`.

Who is alive goes by the database's clock, so that machines whose clocks differ agree; SQLite's is the machine's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Column,
    ColumnElement,
    DateTime,
    Double,
    Index,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    literal_column,
    or_,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, SQLModel, select

WAITING, CLAIMED, DONE, FAILED = "waiting", "claimed", "done", "failed"

_CLOCKS = {
    "sqlite": "((julianday('now') - 2440587.5) * 86400.0)",
    "postgresql": "(extract(epoch FROM clock_timestamp())::float8)",
}


PROCESS, CHAT = "process ", "chat "
"""What the names of leases begin with: a process lives; a chat's next update is for the process that had its last."""

LAST_TRY = 3
"""An update is tried so often at most."""


class InboxRow(SQLModel, table=True):
    """An update by its number: `raw` and `chat`, on which the order goes, only until it is done.

    `tries` counts how often its handling began and failed, or ended with its process; `wait_until`, in seconds
    since 1970, keeps it back after a failure. `outcome` is `handled` or the type of the error, never its message.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_open",
            "chat",
            "update_id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
        Index("ix_inbox_done_at", "done_at"),
    )

    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat: str | None = Field(default=None, max_length=32)
    raw: str | None = None
    received_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    state: str = Field(default=WAITING, max_length=8)
    tries: int = 0
    holder: str | None = Field(default=None, max_length=32)
    wait_until: float = Field(default=0.0, sa_column=Column(Double, nullable=False))
    done_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    outcome: str | None = Field(default=None, max_length=100)
    reference: str | None = Field(default=None, max_length=16)


class LeaseRow(SQLModel, table=True):
    """What one process holds until it stops renewing it; `until` is in seconds since 1970."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True, max_length=64)
    holder: str = Field(max_length=32)
    until: float = Field(sa_column=Column(Double, nullable=False))


@dataclass(frozen=True, slots=True)
class Claimed:
    """An update that a process has taken to handle; `tries` counts this time too."""

    update_id: int
    raw: str
    tries: int
    received_at: datetime


_INBOX, LEASE = InboxRow.metadata.tables["inbox"], LeaseRow.metadata.tables["lease"]


# Statements are made once, for each kind of database: to make one takes longer than to execute it.
_WHOSE = bindparam("whose", type_=String)
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_SECONDS = bindparam("seconds", type_=Double)
_CLAIM = (
    update(_INBOX)
    .where(_INBOX.c.update_id.in_(_NUMBERS))
    .values(state=CLAIMED, holder=_WHOSE, tries=_INBOX.c.tries + 1)
)
_MINE = _INBOX.c.update_id.in_(_NUMBERS), _INBOX.c.holder == _WHOSE
_UNCOUNT = update(_INBOX).where(*_MINE).values(tries=_INBOX.c.tries - 1)
_CLOSE = (
    update(_INBOX)
    .where(*_MINE)
    .values(
        raw=None,
        chat=None,
        holder=None,
        state=bindparam("to"),
        done_at=bindparam("at"),
        outcome=bindparam("how"),
        reference=bindparam("told"),
    )
)


def clock(dialect: str) -> ColumnElement[float]:
    """Return the database's present moment, in seconds since 1970."""
    return literal_column(_CLOCKS[dialect], Double())


async def add(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> None:
    """Store updates (`update_id`, `chat`, `raw`, `received_at`); those that are there already stay as they are."""
    add_rows: sqlite.Insert | postgresql.Insert = (
        sqlite.insert(_INBOX) if connection.dialect.name == "sqlite" else postgresql.insert(_INBOX)
    )
    whole = [{"state": WAITING, "tries": 0, "wait_until": 0.0, **row} for row in rows]
    await connection.execute(add_rows.on_conflict_do_nothing(index_elements=["update_id"]), whole)


def _lives(holder: ColumnElement[Any], now: ColumnElement[float]) -> ColumnElement[bool]:
    process = LEASE.alias()
    return exists().where(process.c.name == literal(PROCESS) + holder, process.c.until > now)


@cache
def _claimable(dialect: str, *, tried: bool, orphans: bool) -> Select[Any]:
    """Select `most` of each chat's oldest open updates that are free, and whose chat no other than `whose` has.

    `tried` are those that have one try left only; with `orphans` those that a dead process held, too.
    """
    older, chat, now = _INBOX.alias("older"), LEASE.alias(), clock(dialect)
    held = _lives(_INBOX.c.holder, now)
    elsewhere = exists().where(
        chat.c.name == literal(CHAT) + _INBOX.c.chat,
        chat.c.holder != _WHOSE,
        chat.c.until > now,
        _lives(chat.c.holder, now),
    )
    first = ~exists().where(
        older.c.done_at.is_(None), older.c.chat == _INBOX.c.chat, older.c.update_id < _INBOX.c.update_id
    )
    free = and_(_INBOX.c.state == WAITING, _INBOX.c.wait_until <= now)
    if orphans:
        # What `whose` has itself is at work there, also where its own lease has run out unnoticed.
        free = or_(free, and_(_INBOX.c.state == CLAIMED, _INBOX.c.holder != _WHOSE, ~held))
    again = _INBOX.c.tries >= LAST_TRY - 1 if tried else _INBOX.c.tries < LAST_TRY - 1
    query = select(_INBOX.c.update_id, _INBOX.c.raw, _INBOX.c.tries, _INBOX.c.received_at)
    found = query.where(_INBOX.c.done_at.is_(None), free, first, again, ~elsewhere)
    return found.order_by(_INBOX.c.tries, _INBOX.c.update_id).limit(bindparam("most", type_=Integer))


@cache
def _to_claim(dialect: str, *, tried: bool, orphans: bool) -> Select[Any]:
    return _claimable(dialect, tried=tried, orphans=orphans).with_for_update(skip_locked=True, of=_INBOX)


async def anything_claimable(connection: AsyncConnection, holder: str, *, orphans: bool) -> bool:
    """Return whether there is an update for `holder` to claim."""
    for tried in (False, True):
        query = _claimable(connection.dialect.name, tried=tried, orphans=orphans)
        if (await connection.execute(query, {"whose": holder, "most": 1})).first():
            return True
    return False


async def claim(
    connection: AsyncConnection, holder: str, *, most: int, tried: bool, orphans: bool
) -> list[Claimed]:
    """Claim so many updates at most, each the oldest open one of its chat; those tried least come first."""
    query = _to_claim(connection.dialect.name, tried=tried, orphans=orphans)
    rows = (await connection.execute(query, {"whose": holder, "most": most})).all()
    if rows:
        numbers = [row.update_id for row in rows]
        await connection.execute(_CLAIM, {"whose": holder, "numbers": numbers})
    # SQLite gives moments back without their zone, which is UTC.
    return [
        Claimed(
            row.update_id,
            row.raw,
            row.tries + 1,
            row.received_at.replace(tzinfo=row.received_at.tzinfo or UTC),
        )
        for row in rows
    ]


async def backlog(connection: AsyncConnection) -> tuple[int, datetime | None]:
    """Return how many updates are open, and when the oldest of them came."""
    query = select(func.count(), func.min(_INBOX.c.received_at)).where(_INBOX.c.done_at.is_(None))
    count, oldest = (await connection.execute(query)).one()
    return count, oldest and oldest.replace(tzinfo=oldest.tzinfo or UTC)


async def held_by(connection: AsyncConnection, holder: str) -> set[int]:
    """Return the numbers of the updates that a process has claimed."""
    query = select(_INBOX.c.update_id).where(_INBOX.c.done_at.is_(None), _INBOX.c.holder == holder)
    return set((await connection.execute(query)).scalars())


async def set_done(connection: AsyncConnection, numbers: Sequence[int], holder: str, *, at: datetime) -> None:
    """Mark updates as handled, as far as `holder` still has them; their content goes."""
    values = {"to": DONE, "at": at, "how": "handled", "told": None}
    await connection.execute(_CLOSE, {"whose": holder, "numbers": numbers, **values})


async def set_failed(
    connection: AsyncConnection, number: int, holder: str, *, at: datetime, error: str, reference: str
) -> None:
    """Set an update aside with the type of its error and the reference that people were given."""
    values = {"to": FAILED, "at": at, "how": error[:100], "told": reference}
    await connection.execute(_CLOSE, {"whose": holder, "numbers": [number], **values})


async def put_back(
    connection: AsyncConnection, number: int, holder: str, *, tries: int, seconds: float = 0.0
) -> None:
    """Let an update wait again, for so many seconds at least, with so many tries counted."""
    change = update(_INBOX).where(_INBOX.c.update_id == number, _INBOX.c.holder == holder)
    later = clock(connection.dialect.name) + seconds
    await connection.execute(change.values(state=WAITING, holder=None, tries=tries, wait_until=later))


async def uncount(connection: AsyncConnection, numbers: Sequence[int], holder: str) -> None:
    """Count a try less for updates that can't be what ends their process."""
    await connection.execute(_UNCOUNT, {"whose": holder, "numbers": numbers})


@cache
def _keeping(dialect: str) -> sqlite.Insert | postgresql.Insert:
    chats = select(literal(CHAT) + _INBOX.c.chat, _WHOSE, clock(dialect) + _SECONDS).where(*_MINE).distinct()
    add = sqlite.insert(LEASE) if dialect == "sqlite" else postgresql.insert(LEASE)
    added = add.from_select(["name", "holder", "until"], chats)
    again = {"holder": added.excluded.holder, "until": added.excluded.until}
    return added.on_conflict_do_update(index_elements=["name"], set_=again)


async def keep_chats(
    connection: AsyncConnection, numbers: Sequence[int], holder: str, *, seconds: float
) -> None:
    """Have the next updates of these updates' chats wait for `holder`, for so many seconds and while it lives."""
    given = {"whose": holder, "numbers": numbers, "seconds": seconds}
    await connection.execute(_keeping(connection.dialect.name), given)


async def forget_done(connection: AsyncConnection, before: datetime) -> None:
    """Delete what was done before then."""
    await connection.execute(delete(_INBOX).where(_INBOX.c.done_at < before))
