"""What `/api/ask` does under ten times more open connections than it can serve, against just as many.

usage: python -m tests.benchmarks.overload

As many connections as it serves at once, then ten times as many, each asking again as soon as it has an answer or a
refusal, from client processes of their own. Served: how long an answer takes. Refused: how long a 429 or 503 takes,
in ratio to an answer of the first round. Afterwards a first answer without load, which says that nothing lingers.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from aiohttp import web
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Identity
from bot.web.app import create_app
from bot.web.limits import Limits
from tests.benchmarks.ask_speed import questions
from tests.plan import load_plan

SECONDS = 10
TIMES = 10


async def measure() -> dict[str, dict[str, list[float]]]:
    """Return the latencies in seconds by status of both rounds, and of a last question."""
    limits = Limits()
    serves = limits.answering + limits.waiting
    with tempfile.TemporaryDirectory() as folder:
        library = await load_plan(Path(folder))
        engine = create_engine(URL.create("sqlite+aiosqlite", database=f"{folder}/policybot.sqlite3"))

        async def ready() -> bool:
            return True

        assistant = Assistant(engine, library, Identity(b"a secret for the benchmark alone"))
        runner = web.AppRunner(create_app(assistant), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/ask"
        rounds = {
            "served": await _load(url, serves, SECONDS),
            "over": await _load(url, TIMES * serves, SECONDS),
            "after": await _load(url, 1, 1),
        }
        await runner.cleanup()
        await engine.dispose()
    return rounds


async def _load(url: str, connections: int, seconds: float) -> dict[str, list[float]]:
    client = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.benchmarks.crowd", url, str(connections), str(seconds)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await client.communicate("\n".join(questions()).encode())
    return json.loads(output)


def _at(latencies: Sequence[float], share: float) -> float:
    """Return a percentile in milliseconds; 0 without any."""
    ordered = sorted(latencies)
    return 1000 * ordered[int(share * (len(ordered) - 1))] if ordered else 0.0


def main() -> None:
    """Print the figures."""
    rounds = asyncio.run(measure())
    limits = Limits()
    serves = limits.answering + limits.waiting
    usual = _at(rounds["served"].get("200", []), 0.5)
    print(
        f"/api/ask under load: {SECONDS} s a round, SQLite; {serves} connections are what it serves at once"
    )
    for name, connections in (("served", serves), ("over", TIMES * serves), ("after", 1)):
        print(f"  {connections} connections")
        for status, latencies in sorted(rounds[name].items()):
            median, slow = _at(latencies, 0.5), _at(latencies, 0.99)
            print(
                f"    {status:<12}{len(latencies):>7}   p50 {median:7.1f} ms   p99 {slow:7.1f} ms"
                f"   p50 {median / usual:.2f} of an answer without overload"
            )


if __name__ == "__main__":
    main()
