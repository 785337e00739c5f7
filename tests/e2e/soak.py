"""Updates from many chats while the bot's processes are killed and Telegram fails: what was answered, and how often.

usage: python -m tests.e2e.soak (`make soak`): 2,000 updates from 200 chats and 25 kills on SQLite and on PostgreSQL,
then three processes on PostgreSQL of which one is killed every few seconds, 25 times.
"""

import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.update_speed import schema_with_plan
from tests.botapi import BotApiServer, Fault, Group, Person
from tests.e2e.duplicates import explain
from tests.e2e.killed_bot import READ_SECONDS, STEPS
from tests.plan import POLICIES, load_plan

QUESTIONS = ("企业注销归哪个部门管", "转供电乱收费归谁管", "首贷服务中心在哪办", "谢谢", "品字标归谁管")
_LONGEST = 600.0


@dataclass(frozen=True, slots=True)
class Kill:
    """At which step a process is killed, and the how-manieth time it comes there."""

    step: str
    time: int


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: updates without an answer, chats with answers out of order, answers given twice by cause."""

    unanswered: int
    out_of_order: int
    duplicates: Counter[str]
    seconds: float


class Weather:
    """Faults at random, the same ones each time: 429, 500, connections lost before and after, calls that hang."""

    def __init__(self) -> None:
        self._random = random.Random(5)

    def decide(self, method: str) -> Fault | None:
        """Return a fault for about one call in twelve; one in sixty hangs or is lost after it was taken."""
        if method not in {"sendMessage", "getUpdates"}:
            return None
        drawn = self._random.random()
        if drawn < 0.012 and method == "sendMessage":
            return Fault.take_and_drop()
        kinds = {
            0.015: Fault.hang(),
            0.04: Fault.retry_after(2),
            0.065: Fault.status(500),
            0.08: Fault.drop(),
        }
        return next((fault for below, fault in kinds.items() if drawn < below), None)


async def soak(environment: Mapping[str, str], *, updates: int, chats: int, kills: Sequence[Kill]) -> Report:
    """Have updates come while one process after the other is killed at the named steps; the last one finishes."""
    async with BotApiServer.start(poll_second=0.1) as server:
        people, killed = _people(server, chats), dict[str, float]()
        server.faults.decide = Weather().decide
        begun = time.monotonic()
        for number, kill in enumerate(kills):
            await _ask(server, people, part=number, parts=len(kills) + 1, updates=updates)
            process = await _start(server, environment, kill.step, f"{kill.time}", name=f"{number}")
            _, err = await asyncio.wait_for(process.communicate(), _LONGEST)
            killed[f"{number}"] = time.time()
            assert process.returncode == -signal.SIGKILL, (
                f"{kill}: {process.returncode} {err.decode()[-2000:]}"
            )
        await _ask(server, people, part=len(kills), parts=len(kills) + 1, updates=updates)
        last = await _start(server, environment, name="last")
        groups = [group for group, _ in people]
        await _until_answered(server, groups, updates)
        await _stop(last)
        return _report(server, groups, killed=killed, seconds=time.monotonic() - begun)


async def soak_together(
    environment: Mapping[str, str], *, updates: int, chats: int, processes: int, kills: int
) -> Report:
    """Run several processes at once, and kill the oldest whenever another so-manieth of all is answered."""
    async with BotApiServer.start(poll_second=0.1) as server:
        people, killed = _people(server, chats), dict[str, float]()
        groups = [group for group, _ in people]
        await _ask(server, people, part=0, parts=1, updates=updates)
        server.faults.decide = Weather().decide
        begun = time.monotonic()
        running = [await _start(server, environment, name=f"{number}") for number in range(processes)]
        for kill in range(1, kills + 1):
            await _until_answered(server, groups, updates * kill // (kills + 1))
            oldest = running.pop(0)
            oldest.kill()
            await oldest.wait()
            killed[f"{kill - 1}"] = time.time()
            running.append(await _start(server, environment, name=f"{processes + kill - 1}"))
        await _until_answered(server, groups, updates)
        for process in running:
            await _stop(process)
        return _report(server, groups, killed=killed, seconds=time.monotonic() - begun)


def _people(server: BotApiServer, chats: int) -> list[tuple[Group, Person]]:
    """Return somebody in a group, so often: in groups an answer names the message that it answers."""
    return [
        (server.group(-100_000 - number, f"群{number}"), server.user(1000 + number, f"用户{number}"))
        for number in range(chats)
    ]


async def _ask(
    server: BotApiServer, people: Sequence[tuple[Group, Person]], *, part: int, parts: int, updates: int
) -> None:
    """Have one part of all updates come in."""
    for number in range(updates * part // parts, updates * (part + 1) // parts):
        group, user = people[number % len(people)]
        question = f"@{server.bot.username} {QUESTIONS[number // len(people) % len(QUESTIONS)]}"
        await user.sends(question, in_chat=group)


async def _start(server: BotApiServer, environment: Mapping[str, str], *words: str, name: str) -> Process:
    """Start a process that calls the server under a name of its own."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.e2e.killed_bot", *words),
        env={
            **os.environ,
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url.replace("://", f"://{name}@"),
            "POLICIES": f"{POLICIES}",
            "POLICYBOT_SECRET": "a secret for tests, and for nothing else",
            **environment,
        },
        stdin=DEVNULL,
        stderr=PIPE if words else DEVNULL,
    )


async def _until_answered(server: BotApiServer, groups: Sequence[Group], count: int) -> None:
    """Wait until so many are answered, or for as long as that may take at most."""
    end = time.monotonic() + _LONGEST
    while len(_answered(server, groups)) < count and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.1)


async def _stop(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    await asyncio.wait_for(process.wait(), 20)


def _answered(server: BotApiServer, groups: Sequence[Group]) -> set[tuple[int, int]]:
    return {(group.id, number) for group in groups for number in _numbers(server, group)}


def _numbers(server: BotApiServer, group: Group) -> list[int]:
    """Return which messages of a group the bot has answered, in the order of its answers."""
    return [message.reply_to.id for message in server.messages(group) if message.reply_to is not None]


def _report(
    server: BotApiServer, groups: Sequence[Group], *, killed: Mapping[str, float], seconds: float
) -> Report:
    numbers = {group.id: _numbers(server, group) for group in groups}
    asked = sum(len(server.conversation(group)) - len(server.messages(group)) for group in groups)
    return Report(
        unanswered=asked - len(_answered(server, groups)),
        out_of_order=sum(given != sorted(given) for given in numbers.values()),
        duplicates=explain(server, groups, killed=killed, patience=READ_SECONDS),
        seconds=seconds,
    )


def kills(count: int) -> list[Kill]:
    """Return so many kills, each step in turn, at different times; a batch is stored or marked less often."""
    steps = list(STEPS)
    often = {"claimed", "answered and not sent", "sent and not recorded"}
    chosen = [(steps[number % len(steps)], number // len(steps)) for number in range(count)]
    return [Kill(step, 3 + round_ % 5 if step in often else 1) for step, round_ in chosen]


async def _main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        await load_plan(folder)
        here = {"POLICYBOT_DATA": f"{folder}"}
        print("SQLite:", await soak(here, updates=2000, chats=200, kills=kills(25)), flush=True)
        for together in (False, True):
            async with schema_with_plan(folder) as url:
                if not url:
                    print("PostgreSQL doesn't answer.")
                    return
                there = here | {"DATABASE_URL": url}
                if together:
                    report = await soak_together(there, updates=2000, chats=200, processes=3, kills=25)
                else:
                    report = await soak(there, updates=2000, chats=200, kills=kills(25))
                print("PostgreSQL, three processes:" if together else "PostgreSQL:", report, flush=True)


if __name__ == "__main__":
    asyncio.run(_main())
