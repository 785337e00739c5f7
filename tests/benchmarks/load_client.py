"""Sends questions to a running service, one process, a few connections, and prints the latencies.

usage: python -m tests.benchmarks.load_client URL CONNECTIONS < QUESTIONS (one a line)
"""

import asyncio
import json
import sys
import time

import aiohttp


async def main(url: str, connections: int, questions: list[str]) -> None:
    """Ask every question once; print the requests a second and every latency in seconds as JSON."""
    waiting = iter(questions)
    latencies: list[float] = []

    async def ask_on(client: aiohttp.ClientSession) -> None:
        for question in waiting:
            start = time.perf_counter()
            async with client.post(url, json={"question": question}) as response:
                response.raise_for_status()
                await response.read()
            latencies.append(time.perf_counter() - start)

    async with aiohttp.ClientSession() as client:
        start = time.perf_counter()
        await asyncio.gather(*(ask_on(client) for _ in range(connections)))
        elapsed = time.perf_counter() - start
    print(json.dumps({"rate": len(latencies) / elapsed, "latencies": latencies}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.stdin.read().splitlines()))
