"""How long one `policybot ask` takes as a whole process, and its memory, once its caches are there.

usage: python -m tests.benchmarks.warm_start

Beside it stands a process that only loads what no start can do without: Python, jieba's dictionary in
jieba's own way, rank-bm25, SQLModel.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.plan import POLICIES

RUNS = 5

_BARE = "import jieba, logging, rank_bm25, sqlmodel.ext.asyncio.session; jieba.setLogLevel(30); jieba.initialize()"


def main() -> None:
    """Print medians over the runs."""
    ask = [str(Path(sys.executable).with_name("policybot")), "ask", "首贷服务中心在哪办"]
    with tempfile.TemporaryDirectory() as folder:
        environment = {"POLICYBOT_DATA": folder, "POLICIES": str(POLICIES), "PATH": "", "TMPDIR": folder}
        cold = _run(ask, environment)
        _run([sys.executable, "-c", _BARE], environment)
        pairs = [
            (_run(ask, environment), _run([sys.executable, "-c", _BARE], environment)) for _ in range(RUNS)
        ]
    seconds = statistics.median(mine[0] for mine, _ in pairs)
    megabytes = statistics.median(mine[1] for mine, _ in pairs)
    ratio = statistics.median(mine[0] / bare[0] for mine, bare in pairs)
    print(f"policybot ask, a whole process, median of {RUNS}:")
    print(f"  first start {cold[0]:.2f} s; warm {seconds:.2f} s (goal 2 s), {megabytes:.0f} MB (goal 220 MB)")
    print(f"  ratio to Python that only loads jieba, rank-bm25 and SQLModel: {ratio:.2f}")


def _run(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds and the largest resident megabytes of a process."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed with status {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
