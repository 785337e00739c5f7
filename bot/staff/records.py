"""Questions, verdicts and taught phrasings, one by one, for a file: read some at a time, however many there are."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.outage import reading
from bot.staff.exports import Cells, at_home
from bot.staff.store import figures as store
from knowledge.standing import Span

MOST_AT_ONCE = 1_000
"""So many are held at a time."""


@dataclass(frozen=True, slots=True)
class Records:
    """One kind of records: its name in addresses and files, its title, its columns, and what reads some of it."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    read: Callable[..., Awaitable[Sequence[Any]]]


_CLAUSE = (("document", "文件编号"), ("clause", "条款"))

RECORDS = (
    Records(
        "questions",
        "全部提问",
        (
            ("id", "编号"),
            ("asked_at", "时间"),
            ("channel", "渠道"),
            ("question", "问题"),
            ("kind", "结果"),
            ("confidence", "把握"),
            ("document", "文件编号"),
            ("version", "版本"),
            ("clause", "条款"),
            ("helpful", "有用"),
            ("verdict", "判断"),
        ),
        store.questions,
    ),
    Records(
        "reviews",
        "全部判断",
        (
            ("id", "编号"),
            ("at", "时间"),
            ("by", "谁判的"),
            ("question", "问题"),
            *_CLAUSE,
            ("verdict", "判断"),
            ("right_document", "应为文件"),
            ("right_clause", "应为条款"),
        ),
        store.reviews,
    ),
    Records(
        "taught",
        "教会的问法",
        (
            ("id", "编号"),
            ("at", "时间"),
            ("by", "谁教的"),
            *_CLAUSE,
            ("sentence", "句子"),
            ("question", "问法"),
            ("public", "公开"),
            ("state", "状态"),
        ),
        store.taught,
    ),
)
"""Each row as it is stored, less who asked; moments as the clock in Asia/Shanghai shows them."""


async def read_records(engine: AsyncEngine, records: Records, span: Span) -> AsyncIterator[list[Cells]]:
    """Yield the records of a span, some at a time; between times no connection is held.

    Raises DatabaseDown where the database can't be used.
    """
    after = 0
    while rows := await _some(engine, records, span, after):
        yield [tuple(at_home(cell) if isinstance(cell, datetime) else cell for cell in row) for row in rows]
        after = rows[-1].id


async def _some(engine: AsyncEngine, records: Records, span: Span, after: int) -> Sequence[Any]:
    async with reading(engine) as connection:
        return await records.read(connection, span, after=after, most=MOST_AT_ONCE)
