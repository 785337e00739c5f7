"""What was asked, in figures, on the command line."""

import asyncio
import json
import sys

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from bot.service import open_service
from bot.settings import read_settings
from bot.staff.exports import Cell, Table, tables, to_json
from bot.staff.figures import last_days, looked_at, read_clusters, read_figures
from knowledge.mending import printable

_MOST_ROWS = {"unanswered": 10}
_MOST_OTHERS = 3
_WIDTH_PIPED = 100


def show_stats(days: int, *, as_json: bool) -> bool:
    """Print the figures of the last so many days as tables, or all of them as one JSON object."""

    async def run() -> None:
        async with open_service(read_settings()) as assistant:
            span = last_days(days, assistant.today())
            figures = await read_figures(assistant.engine, assistant.library, span)
            clusters = await read_clusters(assistant.engine, assistant.library, span)
        if as_json:
            print(json.dumps(to_json(figures, clusters), ensure_ascii=False))
            return
        console = Console(width=None if sys.stdout.isatty() else _WIDTH_PIPED, highlight=False)
        console.print(f"{span.first} 至 {span.last}，共 {days} 天")
        for table in tables(figures, clusters):
            _show(table, console)
        if clusters:
            console.print(f"  {looked_at(figures)}")

    asyncio.run(run())
    return True


def _show(table: Table, console: Console) -> None:
    shown = RichTable(title=table.title, title_justify="left", box=box.SIMPLE_HEAD, title_style="bold")
    numeric = [
        all(isinstance(row[n], int | float | None) for row in table.rows) for n in range(len(table.columns))
    ]
    for (_, title), right in zip(table.columns, numeric, strict=True):
        shown.add_column(title, justify="right" if right else "left", overflow="fold")
    for row in table.rows[: _MOST_ROWS.get(table.name)]:
        shown.add_row(*(Text(printable(_said(cell))) for cell in row))
    console.print()
    console.print(shown if table.rows else f"{table.title}：没有")
    if len(table.rows) > shown.row_count:
        console.print(f"  还有 {len(table.rows) - shown.row_count} 组，用 --json 看全部。")


def _said(cell: Cell) -> str:
    if isinstance(cell, tuple):
        more = f" 等 {len(cell)} 种" if len(cell) > _MOST_OTHERS else ""
        return "；".join(cell[:_MOST_OTHERS]) + more
    return "—" if cell is None else str(cell)
