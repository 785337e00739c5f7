"""Worker processes for work that takes long or reads what strangers made: niced, bounded, gone with their parent."""

import asyncio
import os
import resource
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import asynccontextmanager
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

from bot.errors import BotError

READ_SECONDS = 8
"""How much of a processor's time one file may take to read and split: on a busy machine no less than on an idle one."""

READ_MEMORY = 260 * 1024 * 1024
"""How many bytes a process that reads files may take for its data."""

_NICE = 19
_AHEAD = 3  # jobs waiting for each worker, so that none is idle and few results are held

_NOT_STARTED = "工作进程启动不了，没有做完；请检查服务器的内存和进程数上限，稍后再试。"

In = TypeVar("In")
Out = TypeVar("Out")


class TookTooLong(Exception):
    """A job was ended after READ_SECONDS of a processor's time."""


def worker_count() -> int:
    """Return how many workers use all processors."""
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@asynccontextmanager
async def workers(count: int, *, memory: int | None = None) -> AsyncIterator[ProcessPoolExecutor]:
    """Open a pool of worker processes, each held to `memory` bytes; what still runs at the end is killed.

    Raises BotError, one sentence, where no worker could be started at all.
    """
    pool, begun = None, None
    try:
        pool = ProcessPoolExecutor(
            count, mp_context=get_context("spawn"), initializer=begin_work, initargs=(memory,)
        )
        begun = pool.submit(os.getpid)  # tells a worker that never ran from one that a job has ended
        yield pool
    except (OSError, BrokenProcessPool) as error:
        if begun and begun.done() and not begun.exception():
            raise
        raise BotError(_NOT_STARTED) from error
    finally:
        if pool:
            for process in list((pool._processes or {}).values()):  # no public way ends a job that runs
                process.terminate()
            await asyncio.to_thread(pool.shutdown, cancel_futures=True)


def begin_work(memory: int | None) -> None:
    """Prepare this process as a worker: lowest priority, deaf to Ctrl+C (its parent ends it), bounded."""
    os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    threading.Thread(target=_die_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """End this process once its parent is gone, however it went; a pool's worker would wait for ever."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def within_limits(job: Callable[[In], Out], given: In) -> Out:
    """Run a job in this process for READ_SECONDS of its processor at most; raises TookTooLong or MemoryError."""
    previous = signal.signal(signal.SIGPROF, _end_job)
    signal.setitimer(signal.ITIMER_PROF, READ_SECONDS)
    try:
        return job(given)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, previous)


def _end_job(number: int, frame: Any) -> None:
    raise TookTooLong


async def run_apart(job: Callable[..., Out], *given: object, memory: int | None = None) -> Out:
    """Run a job in a worker process of its own and return its result."""
    async with workers(1, memory=memory) as pool:
        return await asyncio.wrap_future(pool.submit(job, *given))


async def in_order(
    pool: ProcessPoolExecutor, job: Callable[[In], Out], given: Iterable[In], *, count: int
) -> AsyncIterator[Out]:
    """Yield the results of a job for each of `given`, in order; few are held at a time."""
    waiting: list[Future[Out]] = []
    for one in given:
        waiting.append(pool.submit(job, one))
        if len(waiting) > count * _AHEAD:
            yield await asyncio.wrap_future(waiting.pop(0))
    for future in waiting:
        yield await asyncio.wrap_future(future)
