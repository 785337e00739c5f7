"""How long a folder of 2,000 documents (60,000 clauses) takes to load, again with 1 % of the clauses changed, and
what answers of a running service are like meanwhile.

usage: python -m tests.benchmarks.load_speed [--documents N]

Beside it stands rank-bm25, which builds its index of the same clauses, cut into words already.
"""

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import aiohttp
from rank_bm25 import BM25Plus
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import open_database
from bot.loading import read_outlines
from bot.settings import Settings
from knowledge.store.editions import read_editions
from retrieval.entries import EntryTokens
from tests.benchmarks.clause_folder import DOCUMENTS, change, generate
from tests.plan import POLICIES

POLICYBOT = (sys.executable, "-m", "bot.cli")
QUESTIONS = (
    "首贷服务中心在哪办",
    "小规模纳税人起征点",
    "品字标归谁管",
    "研发费用加计扣除比例",
    "产业园面积多少",
)
IDLE_SECONDS, PAUSE = 10.0, 0.05


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(Path(folder), documents))


async def _measure(folder: Path, documents: int) -> None:
    texts = folder / "texts"
    generate(texts, documents=documents)
    environment = {
        **os.environ,
        "POLICYBOT_DATA": str(folder / "var"),
        "POLICIES": str(POLICIES),
        "PORT": "8097",
    }
    service = await _serve(environment)
    try:
        idle = await _answering(asyncio.sleep(IDLE_SECONDS))
        first, during_first = await _loading(texts, environment)
        change(texts)
        again, during_second = await _loading(texts, environment)
    finally:
        service.terminate()
        await service.wait()
    index = await _rank_bm25_seconds(folder / "var")
    print(
        f"loading {documents} documents of 30 clauses: {first:.1f} s; rank-bm25 builds its index in {index:.1f} s"
    )
    print(f"  again with 1 % of the clauses changed: {again:.1f} s, {again / first:.3f} of that (goal 0.1)")
    print(
        f"  answers, 95th percentile: idle {idle * 1000:.1f} ms; meanwhile {during_first / idle:.2f} times that,"
    )
    print(f"  the second time {during_second / idle:.2f} times (goal 3)")


async def _serve(environment: dict[str, str]) -> asyncio.subprocess.Process:
    quiet = asyncio.subprocess.DEVNULL
    service = await asyncio.create_subprocess_exec(
        *POLICYBOT, "serve", env=environment, stdout=asyncio.subprocess.PIPE, stderr=quiet
    )
    assert service.stdout is not None
    await service.stdout.readline()
    return service


async def _loading(texts: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds of a load, and the 95th percentile of the answers until the service has followed."""
    seconds = 0.0

    async def load() -> None:
        nonlocal seconds
        begun = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *POLICYBOT, "load", str(texts), "--yes", env=environment, stdout=asyncio.subprocess.DEVNULL
        )
        if await process.wait():
            raise SystemExit("policybot load failed")
        seconds = time.perf_counter() - begun
        await asyncio.sleep(IDLE_SECONDS)

    percentile = await _answering(load())
    return seconds, percentile


async def _answering(meanwhile: Coroutine[Any, Any, None]) -> float:
    """Ask one question after another while something happens; return the 95th percentile in seconds."""
    taken: list[float] = []
    happening = asyncio.ensure_future(meanwhile)
    async with aiohttp.ClientSession() as session:
        number = 0
        while not happening.done():
            begun = time.perf_counter()
            question = {"question": QUESTIONS[number % len(QUESTIONS)]}
            async with session.post("http://127.0.0.1:8097/api/ask", json=question) as response:
                await response.read()
                response.raise_for_status()
            taken.append(time.perf_counter() - begun)
            number += 1
            await asyncio.sleep(PAUSE)
    await happening
    return statistics.quantiles(taken, n=20)[-1]


async def _rank_bm25_seconds(data: Path) -> float:
    async with open_database(Settings(POLICYBOT_DATA=data)) as engine:
        editions = [one.edition for one in await read_outlines(engine) if one.published.live]
        async with AsyncSession(engine) as session:
            stored = await read_editions(session, editions)
    words = [EntryTokens.from_plain(t).words for one in stored.values() for t in one.edition.tokens]
    begun = time.perf_counter()
    BM25Plus(words)
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
