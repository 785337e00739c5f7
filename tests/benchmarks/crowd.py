"""Asks a running service over many connections for a while, and prints how long each answer or refusal took.

usage: python -m tests.benchmarks.crowd URL CONNECTIONS SECONDS < QUESTIONS (one a line)
"""

import asyncio
import itertools
import json
import sys
import time
from collections import defaultdict

import aiohttp

PAUSE = 0.25
"""Seconds that a refused one waits: an eighth of what Retry-After says."""


async def main(url: str, connections: int, seconds: float, questions: list[str]) -> None:
    """Print the latencies in seconds as JSON, by status; `error` where there was no response."""
    latencies: defaultdict[str, list[float]] = defaultdict(list)
    endless = itertools.cycle(questions)
    end = time.perf_counter() + seconds

    async def ask_on(client: aiohttp.ClientSession) -> None:
        while time.perf_counter() < end:
            start = time.perf_counter()
            try:
                async with client.post(url, json={"question": next(endless)}) as response:
                    await response.read()
                    status = str(response.status)
            except (aiohttp.ClientError, OSError):
                status = "error"
            latencies[status].append(time.perf_counter() - start)
            if status != "200":
                await asyncio.sleep(PAUSE)

    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as client:
        await asyncio.gather(*(ask_on(client) for _ in range(connections)))
    print(json.dumps(latencies))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.stdin.read().splitlines()))
