"""How fast `/api/ask` answers, stored as it is asked, against a bare handler that commits one row.

usage: python -m tests.benchmarks.ask_speed

`policybot serve` and the bare handler run in processes of their own, each on a file of its own (SQLite), asked in
turn by a client process. Its own time is what one question costs besides the commit: composing the answer and
writing its JSON.
"""

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web
from sqlalchemy import URL, Column, DateTime, Integer, MetaData, String, Table, insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.compose import compose, to_stored
from bot.database import create_engine
from bot.library import Library
from tests.plan import POLICIES, load_plan
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
        async with _serving(Path(folder)) as url, _serving_bare(Path(folder)) as bare_url:
            rounds = [[await _load(each) for each in (url, bare_url)] for _ in range(ROUNDS)]
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


@asynccontextmanager
async def _serving(data: Path) -> AsyncIterator[str]:
    """Run `policybot serve` and yield the address that it is asked at; its log goes to a file, as a service's does."""
    environment = {**os.environ, "POLICYBOT_DATA": f"{data}", "POLICIES": f"{POLICIES}", "PORT": "0"}
    with (data / "log").open("w") as log:
        service = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot.cli", "serve"),
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
        )
        try:
            assert service.stdout
            while not (found := re.search(r"http://[\d.:]+/", (await service.stdout.readline()).decode())):
                if service.stdout.at_eof():
                    raise RuntimeError((data / "log").read_text())
            yield f"{found[0]}api/ask"
        finally:
            service.terminate()
            await service.wait()


@asynccontextmanager
async def _serving_bare(data: Path) -> AsyncIterator[str]:
    """Run the bare application in this process, which otherwise waits, and yield its address."""
    engine = create_engine(URL.create("sqlite+aiosqlite", database=f"{data}/bare.sqlite3"))
    async with engine.begin() as connection:
        await connection.run_sync(_ASKED.metadata.create_all)
    runner = web.AppRunner(bare_app(engine), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/api/ask"
    await runner.cleanup()
    await engine.dispose()


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
