"""What was asked, as tables: for the page, for the command line, and as CSV and JSON files.

Questions stand in them as they are stored, masked; who asked never does.
"""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.answer import KINDS, PAUSED
from bot.context import in_utc
from bot.identity import CHANNELS
from bot.staff.clusters import Cluster
from bot.staff.figures import NO_LEAD, Figures, Tally, Waiting
from bot.staff.reviews import VERDICTS
from bot.staff.teaching import STATES
from bot.wording import HOME

Cell = str | int | float | bool | tuple[str, ...] | None
Cells = Sequence[Cell]

_WORDS = {
    "kind": KINDS,
    "channel": CHANNELS,
    "verdict": VERDICTS,
    "state": STATES,
}

_UTF8_MARK = "\ufeff"  # by it Excel knows the encoding
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


class Form(StrEnum):
    """How an export is written."""

    CSV = "csv"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name in addresses and files, its title, its columns (key in JSON, title), its rows."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[Cells, ...]

    @property
    def objects(self) -> list[dict[str, Cell]]:
        """Return the rows as JSON objects."""
        return [_object(self.columns, row) for row in self.rows]


def tables(figures: Figures, clusters: Sequence[Cluster]) -> tuple[Table, ...]:
    """Return all tables of a span, in the order in which they are read."""
    kinds = kinds_of(figures)
    return (
        _total(figures, kinds),
        Table(
            "days",
            "每天的提问",
            (("day", "日期"), *_kind_columns(kinds)),
            tuple((day.name, *_counts(day, kinds)) for day in figures.days),
        ),
        Table("topics", "问得多的主题", (("topic", "主题"), _COUNT), figures.topics),
        Table("departments", "问得多的牵头部门", (("lead", "牵头部门"), _COUNT), figures.departments),
        _clauses(figures),
        Table(
            "channels",
            "从哪里问",
            (("channel", "渠道"), *_kind_columns(kinds)),
            tuple((CHANNELS.get(one.name, one.name), *_counts(one, kinds)) for one in figures.channels),
        ),
        _waiting(figures.waiting),
        _unanswered(clusters),
    )


def to_json(figures: Figures, clusters: Sequence[Cluster]) -> dict[str, Any]:
    """Return all tables of a span as one JSON object, with its first and last day."""
    span = figures.span
    return {
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        **{table.name: table.objects for table in tables(figures, clusters)},
    }


_COUNT = ("count", "提问")


def kinds_of(figures: Figures) -> Mapping[str, str]:
    """Return what can have become of a question, in words, by its stored kind; being paused only if any was."""
    return {kind: said for kind, said in KINDS.items() if kind != PAUSED or figures.total.kinds[PAUSED]}


def _kind_columns(kinds: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    return (_COUNT, *((str(kind), title) for kind, title in kinds.items()))


def _counts(tally: Tally, kinds: Mapping[str, str]) -> Cells:
    return (tally.count, *(tally.kinds[kind] for kind in kinds))


def _total(figures: Figures, kinds: Mapping[str, str]) -> Table:
    columns = (*_kind_columns(kinds), ("helpful", "有用"), ("unhelpful", "没用"))
    row = (*_counts(figures.total, kinds), figures.helpful, figures.unhelpful)
    return Table("total", "总计", columns, (row,))


def _clauses(figures: Figures) -> Table:
    columns = (
        ("document", "文件"),
        ("clause", "条款"),
        ("lead", "牵头部门"),
        _COUNT,
        ("helpful", "有用"),
        ("unhelpful", "没用"),
    )
    rows = tuple(
        (one.title, one.label, one.lead or NO_LEAD, one.count, one.helpful, one.unhelpful)
        for one in figures.clauses
    )
    return Table("clauses", "问得多的条款", columns, rows)


def _waiting(waiting: Waiting) -> Table:
    columns = (("asked", "转人工"), ("replied", "已回复"), ("median_minutes", "多久有人回（分钟，中位数）"))
    middle = None if waiting.median is None else round(waiting.median / timedelta(minutes=1), 1)
    return Table("handovers", "人工答复", columns, ((waiting.asked, waiting.replied, middle),))


def _unanswered(clusters: Sequence[Cluster]) -> Table:
    """Return each cluster with the ways of asking it, those asked most first."""
    rows = tuple(
        (each.count, each.central.text, tuple(other.text for other in each.others)) for each in clusters
    )
    columns = (_COUNT, ("central", "最有代表性的问法"), ("others", "类似的问法"))
    return Table("unanswered", "没有答上来的问题", columns, rows)


async def written(
    columns: Sequence[tuple[str, str]], parts: AsyncIterator[Sequence[Cells]], form: Form
) -> AsyncIterator[bytes]:
    """Yield a table as a file in UTF-8, part by part, holding no more than one part."""
    yield (_csv([[title for _, title in columns]], _UTF8_MARK) if form is Form.CSV else "[").encode()
    between = "\n"
    async for rows in parts:
        if form is Form.CSV:
            yield _csv([[_said(*each) for each in zip(columns, row, strict=True)] for row in rows]).encode()
            continue
        for row in rows:
            yield f"{between}{json.dumps(_object(columns, row), ensure_ascii=False)}".encode()
            between = ",\n"
    if form is Form.JSON:
        yield b"\n]\n"


def _said(column: tuple[str, str], cell: Cell) -> Cell:
    """Return a stored value in words, several in lines."""
    if isinstance(cell, tuple):
        return "\n".join(cell)
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return _WORDS.get(column[0], {}).get(str(cell), cell)


def _csv(rows: Sequence[Cells], begin: str = "") -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_defused(cell) for cell in row] for row in rows)
    return begin + text.getvalue()


def _defused(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula, whoever worded it."""
    if isinstance(cell, str) and cell.lstrip(" \u3000").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def _object(columns: Sequence[tuple[str, str]], row: Cells) -> dict[str, Cell]:
    return {key: cell for (key, _), cell in zip(columns, row, strict=True)}


def at_home(moment: datetime | None) -> str | None:
    """Return a moment as the clock in Asia/Shanghai shows it, such as `2026-11-24 09:30:00`; None for None."""
    if moment is None:
        return None
    return f"{in_utc(moment).astimezone(HOME):%Y-%m-%d %H:%M:%S}"
