"""What was asked, in figures: the page, its charts, and its tables and records as files."""

import asyncio
from collections.abc import AsyncIterator, Sequence

from aiohttp import web

from bot.outage import DatabaseDown
from bot.staff.exports import Cells, Form, tables, written
from bot.staff.figures import LONGEST, last_days, looked_at, read_clusters, read_figures
from bot.staff.records import RECORDS, read_records
from bot.web.bodies import Refusal
from bot.web.keys import ASSISTANT
from bot.web.staff.charts import CHARTS, draw
from bot.web.staff.showing import number_of, show
from knowledge.standing import Span

_SPANS = (7, 30, 90, 180)
_DAYS = 30
_NEWEST_ON_PAGE, _MOST_ON_PAGE = 5_000, 300
_TYPES = {Form.CSV: "text/csv", Form.JSON: "application/json"}
_UNKNOWN = "没有这个表。"


async def show_figures(request: web.Request) -> web.StreamResponse:
    """Show the figures of the last days, each chart above its numbers."""
    assistant = request.app[ASSISTANT]
    span = _span(request)
    figures = await read_figures(assistant.engine, assistant.library, span)
    clusters = await read_clusters(
        assistant.engine, assistant.library, span, newest=_NEWEST_ON_PAGE, most=_MOST_ON_PAGE
    )
    context = {
        "span": span,
        "asked": figures.total.count,
        "days": _days(request),
        "spans": _SPANS,
        "tables": tables(figures, clusters),
        "charts": CHARTS.keys(),
        "clusters": clusters,
        "looked_at": looked_at(figures, _NEWEST_ON_PAGE),
        "most": _MOST_ON_PAGE,
        "records": RECORDS,
    }
    return show("figures.html", request, context, here="figures")


async def show_chart(request: web.Request) -> web.StreamResponse:
    """Send a chart of the page; with `narrow` as it fits a telephone."""
    assistant = request.app[ASSISTANT]
    name = request.match_info["name"]
    if name not in CHARTS:
        raise Refusal(404, _UNKNOWN)
    figures = await read_figures(assistant.engine, assistant.library, _span(request))
    drawn = await asyncio.to_thread(draw, name, figures, narrow="narrow" in request.query)
    return web.Response(body=drawn, content_type="image/svg+xml", charset="utf-8")


async def send_file(request: web.Request) -> web.StreamResponse:
    """Send a table of the page, or records one by one, as a file, part by part."""
    name, form = request.match_info["name"], Form(request.match_info["form"])
    span = _span(request)
    columns, parts = await _content(request, name, span)
    response = web.StreamResponse()
    response.content_type, response.charset = _TYPES[form], "utf-8"
    response.headers["Cache-Control"] = "no-store"
    file = f"{name}_{span.first}_{span.last}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    await response.prepare(request)
    try:
        async for piece in written(columns, parts, form):
            await response.write(piece)
        await response.write_eof()
    except DatabaseDown:
        if request.transport:
            request.transport.abort()  # half a file must not look like a whole one
    return response


async def _content(
    request: web.Request, name: str, span: Span
) -> tuple[Sequence[tuple[str, str]], AsyncIterator[Sequence[Cells]]]:
    """Return the columns of a file and its rows; what can be refused is, before anything is sent."""
    assistant = request.app[ASSISTANT]
    for records in RECORDS:
        if records.name == name:
            return records.columns, read_records(assistant.engine, records, span)
    figures = await read_figures(assistant.engine, assistant.library, span)
    clusters = await read_clusters(assistant.engine, assistant.library, span)
    for table in tables(figures, clusters):
        if table.name == name:
            return table.columns, _at_once(table.rows)
    raise Refusal(404, _UNKNOWN)


async def _at_once(rows: Sequence[Cells]) -> AsyncIterator[Sequence[Cells]]:
    yield rows


def _span(request: web.Request) -> Span:
    return last_days(_days(request), request.app[ASSISTANT].today())


def _days(request: web.Request) -> int:
    """Return the number of days that the address names, within bounds; 30 where it names none."""
    return min(max(number_of(request, "days") or _DAYS, 1), LONGEST)
