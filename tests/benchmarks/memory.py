"""Whether memory stays flat over 200,000 questions: resident memory, sampled while they are asked.

usage: python -m tests.benchmarks.memory [QUESTIONS]

The web application over the real plan and an SQLite file, in a process of its own: most questions go to its assistant
as the channels ask them, one in HTTP_EACH through HTTP. They are phrasings with something made up added, in many
short conversations with follow-ups, so that what is kept by question, by word or by conversation would grow. The slope
is that of a straight line through the samples after the first quarter; the noise is what they stray from it.
"""

import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import numpy as np
from aiohttp import web
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Channel, Identity, Person
from bot.metrics import Metrics
from bot.web.app import create_app
from tests.benchmarks.ask_speed import questions
from tests.plan import load_plan

QUESTIONS = 200_000
SAMPLES = 200
HTTP_EACH = 20
AT_ONCE = 4
_FOLLOW_UPS = ("那归谁管？", "还有吗", "第二个", "怎么办", "那2022年呢", "谢谢", "现在呢", "目标是多少")
_MADE_UP = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
)


def resident() -> dict[str, float]:
    """Return this process's resident memory in MB: `anonymous` is its own, `file` what it has mapped of files."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = {
        name: int(rest.split()[0])
        for name, _, rest in (line.partition(":") for line in lines if "Rss" in line)
    }
    return {"anonymous": kilobytes["RssAnon"] / 1024, "file": kilobytes["RssFile"] / 1024}


def conversations(seed: int) -> Iterator[list[str]]:
    """Yield conversations without end: a question with something made up, and in some a few follow-ups."""
    dice, asked = random.Random(seed), questions()
    while True:
        made_up = "".join(dice.choices(_MADE_UP, k=dice.randint(1, 12)))
        code = "".join(dice.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=dice.randint(2, 9)))
        question = f"{dice.choice(asked)}{made_up} {code} {dice.randint(1, 10**9)}"
        yield [question, *dice.choices(_FOLLOW_UPS, k=dice.choice((0, 0, 1, 3)))]


async def measure(count: int) -> tuple[list[tuple[int, float, float]], float]:
    """Ask so many questions; return samples (questions so far, MB of its own, MB of files) and the seconds taken."""
    with tempfile.TemporaryDirectory() as folder:
        library = await load_plan(Path(folder))
        engine = create_engine(URL.create("sqlite+aiosqlite", database=f"{folder}/policybot.sqlite3"))
        metrics = Metrics()
        identity = Identity(b"a secret for the benchmark alone")
        assistant = Assistant(engine, library, identity, answered=metrics.answered)
        runner = web.AppRunner(create_app(assistant, metrics=metrics), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/ask"
        begun = time.perf_counter()
        async with aiohttp.ClientSession() as client:
            samples = await _ask_all(assistant, client, url, count)
        taken = time.perf_counter() - begun
        await runner.cleanup()
        await engine.dispose()
    return samples, taken


async def _ask_all(
    assistant: Assistant, client: aiohttp.ClientSession, url: str, count: int
) -> list[tuple[int, float, float]]:
    samples: list[tuple[int, float, float]] = []
    asked = 0

    async def ask(seed: int) -> None:
        nonlocal asked
        for number, conversation in enumerate(conversations(seed)):
            session: str | None = None
            by_http = number % HTTP_EACH == 0
            for question in conversation:
                if asked >= count:
                    return
                asked += 1
                if asked % (count // SAMPLES) == 0:
                    samples.append((asked, *resident().values()))
                    _say(asked, count)
                if by_http:
                    session = await _ask_by_http(client, url, question, session)
                    continue
                begins = session is None
                session = session or assistant.issue_session()
                await assistant.ask(question, Person(Channel.WEB, session), begins=begins)

    await asyncio.gather(*map(ask, range(AT_ONCE)))
    return samples


async def _ask_by_http(client: aiohttp.ClientSession, url: str, question: str, session: str | None) -> str:
    async with client.post(url, json={"question": question, "session": session}) as response:
        response.raise_for_status()
        return str((await response.json())["session"])


def _say(asked: int, count: int) -> None:
    if sys.stderr.isatty():
        print(f"\r  {asked:,} of {count:,}", end="\n" if asked == count else "", file=sys.stderr)


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else QUESTIONS
    samples, taken = asyncio.run(measure(count))
    asked, own, files = map(np.asarray, zip(*samples, strict=True))
    warm = asked > count / 4
    print(
        f"memory: {count:,} questions in {taken:.0f} s, SQLite, one conversation in {HTTP_EACH} through HTTP"
    )
    for name, megabytes in (("its own", own), ("files mapped", files)):
        slope, start = np.polyfit(asked[warm], megabytes[warm], 1)
        noise = float(np.std(megabytes[warm] - (slope * asked[warm] + start)))
        print(
            f"  {name:14}{megabytes[0]:7.1f} MB after {asked[0]:,}, {megabytes[-1]:7.1f} MB at the end"
            f"   slope {100_000 * slope:+.2f} MB per 100,000 after warm-up (noise {noise:.2f} MB)"
        )


if __name__ == "__main__":
    main()
