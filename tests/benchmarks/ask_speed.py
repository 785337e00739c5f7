"""How fast `/api/ask` answers, stored as it is asked, against a bare handler that commits one row.

usage: python -m tests.benchmarks.ask_speed

Both run in one server process on one engine (SQLite), asked in turn by a client process of their own. Its own
time is what one question costs besides the commit: composing the answer and writing its JSON.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy import URL, Column, DateTime, Integer, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant
from bot.compose import compose, to_stored
from bot.database import create_engine
from bot.identity import Identity
from bot.library import Library
from bot.web.app import create_app
from tests.plan import load_plan
from tests.questions import labelled

QUESTIONS = 1000
ROUNDS = 5
CONNECTIONS = 4

_ASKED = Table(
    "bare_question",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", String),
    Column("asked_at", DateTime(timezone=True)),
)


def questions() -> list[str]:
    """Return 1,000 different questions: the project's own, and the same as other people would begin them."""
    own = [
        question.query.replace("\n", " ") for name in ("covered", "uncovered") for question in labelled(name)
    ]
    begun = [begin + question for begin in ("", "请问", "我想问一下，") for question in own]
    return list(dict.fromkeys(begun))[:QUESTIONS]


def bare_app(engine: AsyncEngine) -> web.Application:
    """Return an application that parses the same body and commits one row."""
    add = insert(_ASKED)

    async def ask(request: web.Request) -> web.Response:
        data = await request.json()
        async with engine.begin() as connection:
            await connection.execute(add, {"text": data["question"], "asked_at": datetime.now(UTC)})
        return web.json_response({"text": data["question"]})

    app = web.Application()
    app.add_routes([web.post("/api/ask", ask)])
    return app


async def measure() -> dict[str, float]:
    """Return both rates (requests a second), their ratio, and percentiles in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        library = await load_plan(Path(folder))
        engine = create_engine(URL.create("sqlite+aiosqlite", database=f"{folder}/policybot.sqlite3"))
        async with engine.begin() as connection:
            await connection.run_sync(_ASKED.metadata.create_all)
        assistant = Assistant(engine, library, Identity(b"a secret for the benchmark alone"))
        apps = [create_app(assistant), bare_app(engine)]
        runners = [web.AppRunner(app) for app in apps]
        urls = [await _start(runner) for runner in runners]
        rounds = [[await _load(url) for url in urls] for _ in range(ROUNDS)]
        for runner in runners:
            await runner.cleanup()
        await engine.dispose()
    own = _own_times(library)
    ours = sorted(latency for mine, _ in rounds for latency in mine["latencies"])
    return {
        "ask": statistics.median(mine["rate"] for mine, _ in rounds),
        "bare": statistics.median(bare["rate"] for _, bare in rounds),
        "ratio": statistics.median(mine["rate"] / bare["rate"] for mine, bare in rounds),
        "latency_p95_ms": 1000 * ours[int(0.95 * len(ours))],
        "own_p50_ms": 1000 * own[len(own) // 2],
        "own_p95_ms": 1000 * own[int(0.95 * len(own))],
    }


async def _start(runner: web.AppRunner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/api/ask"


async def _load(url: str) -> dict[str, list[float] | float]:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.load_client", url, str(CONNECTIONS)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await client.communicate("\n".join(questions()).encode())
    return json.loads(output)


def _own_times(library: Library) -> list[float]:
    times = []
    today = datetime.now(UTC).date()
    for question in questions():
        start = time.perf_counter()
        answer, _ = compose(question, library, today)
        json.dumps(to_stored(answer))
        json.dumps(answer.to_json(), ensure_ascii=False)
        times.append(time.perf_counter() - start)
    return sorted(times)


def main() -> None:
    """Print the figures."""
    result = asyncio.run(measure())
    print(
        f"/api/ask: {QUESTIONS} different questions a round, {ROUNDS} rounds, {CONNECTIONS} connections, SQLite"
    )
    print(
        f"  /api/ask          {result['ask']:>8.0f} requests/s   latency p95 {result['latency_p95_ms']:.1f} ms"
    )
    print(f"  bare handler      {result['bare']:>8.0f} requests/s")
    print(f"  ratio             {result['ratio']:>8.2f}  (median of paired rounds; goal 0.5)")
    print(
        f"  own time          {result['own_p50_ms']:.2f} ms median, {result['own_p95_ms']:.2f} ms p95 (goal 5 ms)"
    )


if __name__ == "__main__":
    main()
