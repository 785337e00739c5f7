"""No clause file takes the service down: one sentence each, bounded in time and memory, the old text answers on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.cli.conftest import COMMAND, Policybot
from tests.bot.cli.hostile import CONTENT, odd_paths, write
from tests.plan import POLICIES

LONGEST_SECONDS, MOST_MEGABYTES = 60, 300  # no hang: how long it takes, a busy machine decides
PLAN = POLICIES / "jiaxing-xiaowei-2021-2023.txt"


_MEASURED = """
import json, resource, subprocess, sys, time
begun = time.monotonic()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, capture_output=True, text=True)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
print(json.dumps([done.returncode, done.stdout, done.stderr, time.monotonic() - begun, peak]))
"""
# A process of its own, for a child's peak counts what its parent held when it began.


def load(policybot: Policybot, path: Path) -> tuple[int, str, str, float, float]:
    """Load a file; return exit status, output, errors, and the whole's seconds and peak megabytes."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, COMMAND, "load", str(path), "--yes"],
        cwd=policybot.home,
        env=policybot.environment(),
        capture_output=True,
        check=True,
    )
    status, out, err, seconds, megabytes = json.loads(done.stdout)
    return status, out, err, seconds, megabytes


def check_refused(policybot: Policybot, path: Path) -> str:
    status, out, err, seconds, megabytes = load(policybot, path)
    assert (status, out) == (1, ""), err
    (sentence,) = err.splitlines()
    assert sentence.startswith(str(path))
    assert sentence.endswith("。")
    assert seconds < LONGEST_SECONDS
    assert megabytes < MOST_MEGABYTES
    return sentence


@pytest.mark.parametrize("kind", CONTENT)
def test_a_hostile_file_is_refused_in_one_sentence_within_bounds(policybot, tmp_path, kind):
    folder = tmp_path / "hostile"
    folder.mkdir()
    check_refused(policybot, write(folder, kind))


def test_what_was_published_answers_on_after_refusals(policybot, tmp_path):
    folder = tmp_path / "hostile"
    folder.mkdir()
    for kind in ("binary noise", "200,000 clauses"):
        check_refused(policybot, write(folder, kind))
    again = policybot("load", str(PLAN), "--dry-run")
    assert "与已发布的第 1 版相同" in again.out


@pytest.mark.parametrize("kind", ["link", "directory", "pipe", "missing"])
def test_what_is_no_file_is_refused_in_one_sentence(policybot, tmp_path, kind):
    folder = tmp_path / "hostile"
    folder.mkdir()
    check_refused(policybot, odd_paths(folder)[kind])
