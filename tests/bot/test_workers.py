"""Worker processes: bounded in time and memory, niced, gone with their parent."""

import asyncio
import errno
import operator
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import spawn
from pathlib import Path

import pytest

from bot import workers as workers_
from bot.errors import BotError
from bot.reading import read_files
from bot.workers import TookTooLong, in_order, run_apart, within_limits, workers
from knowledge.clause_document import read_document
from knowledge.clause_files import ClauseFile, find_files
from knowledge.errors import KnowledgeError
from tests.bot.parking import PARKING

MEGABYTE = 1024 * 1024


async def test_a_job_runs_apart_with_the_lowest_priority():
    assert await run_apart(os.nice, 0) == 19
    assert os.nice(0) < 19


async def test_an_error_comes_back_as_it_was():
    with pytest.raises(KnowledgeError, match=r"找不到\.txt"):
        await run_apart(read_document, ClauseFile(Path("找不到.txt")))


async def test_a_worker_that_takes_more_memory_than_it_may_is_refused_it():
    async with workers(1, memory=200 * MEGABYTE) as pool:
        assert len(await asyncio.wrap_future(pool.submit(bytes, 20 * MEGABYTE))) == 20 * MEGABYTE
        with pytest.raises(MemoryError):
            await asyncio.wrap_future(pool.submit(bytes, 400 * MEGABYTE))


async def test_a_worker_that_ends_breaks_its_pool_and_not_this_process():
    with pytest.raises(BrokenProcessPool):
        await run_apart(os._exit, 3)


@pytest.fixture
def unstartable():
    """Let no worker start, as where a server has no memory or processes left."""
    before = spawn.get_executable()
    spawn.set_executable("/nowhere/python")
    yield
    spawn.set_executable(before)


async def test_workers_that_cannot_be_started_are_said_to_be_just_that(unstartable, tmp_path):
    with pytest.raises(BotError, match=r"^工作进程启动不了，没有做完；"):
        await run_apart(os.getpid)
    file = tmp_path / "parking.txt"
    file.write_text(PARKING, encoding="utf-8")
    with pytest.raises(BotError, match=r"^工作进程启动不了，没有做完；"):
        await read_files(find_files([file]))


async def test_a_system_that_refuses_a_worker_is_said_too(monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "pipe", refuse)
    with pytest.raises(BotError, match=r"^工作进程启动不了"):
        await run_apart(os.getpid)


async def test_results_come_in_the_order_of_what_was_given():
    async with workers(2) as pool:
        assert [number async for number in in_order(pool, operator.neg, range(20), count=2)] == [
            *range(0, -20, -1)
        ]


def test_a_job_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(workers_, "READ_SECONDS", 0.05)

    def busy(_: None) -> None:
        while True:
            time.monotonic()

    with pytest.raises(TookTooLong):
        within_limits(busy, None)
    assert within_limits(operator.neg, 4) == -4
    assert signal.getsignal(signal.SIGPROF) is signal.SIG_DFL


def test_a_job_that_only_waits_for_its_turn_on_a_busy_machine_is_not_ended(monkeypatch):
    monkeypatch.setattr(workers_, "READ_SECONDS", 0.05)
    assert within_limits(time.sleep, 0.3) is None


_PARENT = """
import asyncio, os, pathlib, sys, time
from bot.workers import workers
from tests.bot.test_workers import note_and_wait

async def run():
    async with workers(1) as pool:
        await asyncio.wrap_future(pool.submit(note_and_wait, sys.argv[1]))

if __name__ == "__main__":
    asyncio.run(run())
"""


def note_and_wait(file: str) -> None:
    Path(file).write_text(str(os.getpid()))
    time.sleep(60)


def test_workers_are_gone_soon_after_their_parent_was_killed(tmp_path):
    noted, script = tmp_path / "pid", tmp_path / "parent.py"
    script.write_text(_PARENT)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    parent = subprocess.Popen([sys.executable, str(script), str(noted)], env=environment)
    worker = int(_eventually(lambda: noted.exists() and noted.read_text()))
    parent.kill()
    parent.wait()
    _eventually(lambda: not Path(f"/proc/{worker}").exists() or "Z" in _state(worker))


def _state(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]


def _eventually(condition):
    for _ in range(600):
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError("it never came about")
