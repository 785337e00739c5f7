"""How long the console's pages take the server with 100,000 questions in the database.

usage: python -m tests.benchmarks.console_speed [--postgresql URL]

Counted from the request's arrival in the application to its response, in one process with its own client; on SQLite,
or in an empty PostgreSQL database of one's own. A page is added to PAGES, with the milliseconds it may take.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.typedefs import Handler, Middleware

from bot.assistant import Assistant
from bot.database import create_engine, migrate
from bot.desk import Desk
from bot.identity import Identity
from bot.settings import Settings
from bot.staff.console import open_console
from bot.staff.queues import Queue
from bot.web.app import create_app
from tests.benchmarks.asked import fill, teach
from tests.plan import POLICIES, load_plan

QUESTIONS, DAYS = 100_000, 180
ROUNDS = 20
GOAL_MS, GOAL_TYPING_MS = 100, 30
TAUGHT = 2_000
ADMIN = 2001
NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)

PAGES = {
    **{f"/staff/desk/{queue}": GOAL_MS for queue in Queue},
    f"/staff/desk/recent?before={QUESTIONS // 2}": GOAL_MS,
    f"/staff/questions/{QUESTIONS // 2}?queue=unanswered": GOAL_MS,
    f"/staff/questions/{QUESTIONS}?queue=recent": GOAL_MS,
    "/staff/clauses?q=首贷": GOAL_TYPING_MS,
    "/staff/clauses?q=企业": GOAL_TYPING_MS,
    "/staff/clauses?q=二（三）9": GOAL_TYPING_MS,
    "/staff/talks": GOAL_MS,
    "/staff/taught": GOAL_MS,
    "/staff/taught?q=问法": GOAL_MS,
    **{f"/staff/figures?days={days}": GOAL_MS for days in (7, 30, 90, 180)},
    "/staff/figures/days.svg?days=180": GOAL_MS,
    "/staff/files": GOAL_MS,
    "/staff/switches": GOAL_MS,
    "/staff/people": GOAL_MS,
    "/staff/audit": GOAL_MS,
}
"""Each page, and the milliseconds that it may take the server: what is typed is waited for at every key."""


_Times = defaultdict[str, list[float]]


async def measure(url: str | None) -> None:
    """Print the percentiles of each page."""
    with tempfile.TemporaryDirectory() as written:
        folder = Path(written)
        library = await load_plan(folder)
        settings = Settings(
            POLICYBOT_DATA=folder, POLICIES=POLICIES, DATABASE_URL=url, POLICYBOT_ADMINS=str(ADMIN)
        )
        await migrate(settings)
        engine = create_engine(settings.database)
        await fill(engine, library, count=QUESTIONS, days=DAYS, until=NOW)
        await teach(engine, library, count=TAUGHT, at=NOW)
        assistant = Assistant(
            engine, library, Identity(b"a secret for the benchmark alone"), today=lambda: NOW.date()
        )
        console = open_console(assistant, settings, desk=Desk(engine, settings))
        app = create_app(assistant, console=console)
        taken: _Times = defaultdict(list)
        worked: _Times = defaultdict(list)
        app.middlewares.insert(0, _timed(taken, worked))
        async with TestClient(TestServer(app)) as client:
            await client.post(
                "/staff/enter", data={"link": await console.access.issue_link(ADMIN, by="benchmark")}
            )
            for page in [*PAGES] * ROUNDS:
                async with client.get(page) as response:
                    response.raise_for_status()
        await engine.dispose()
    print(f"The console with {QUESTIONS} questions of {DAYS} days, {TAUGHT} taught phrasings; server time:")
    for page, goal in PAGES.items():
        _, *warm = taken[page]
        median, late = statistics.median(warm), statistics.quantiles(warm, n=20)[-1]
        print(
            f"  {page:<38} {median:6.1f} ms median (goal {goal}{'' if median <= goal else ', MISSED'}),"
            f" {late:6.1f} ms p95, {taken[page][0]:6.1f} ms at first;"
            f" {statistics.median(worked[page]):6.1f} ms of the processor's"
        )


def _timed(taken: _Times, worked: _Times) -> Middleware:
    """Return what notes the milliseconds that each page takes, by the clock and of the processor."""

    @web.middleware
    async def timed(request: web.Request, handler: Handler) -> web.StreamResponse:
        begun, busy = time.perf_counter(), time.process_time()
        response = await handler(request)
        page = unquote(request.path_qs)
        taken[page].append(1000 * (time.perf_counter() - begun))
        worked[page].append(1000 * (time.process_time() - busy))
        return response

    return timed


def main() -> None:
    """Measure on SQLite, or in the PostgreSQL database that is named."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql")
    asyncio.run(measure(parser.parse_args().postgresql))


if __name__ == "__main__":
    main()
