"""A publication that is killed at any moment leaves the old text answering, or the new one, whole."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.assistant import Channel, Person
from bot.database import migrate, open_database
from bot.service import open_service
from bot.settings import Settings
from tests.conftest import TODAY
from tests.e2e.killed import STEPS
from tests.plan import POLICIES, publish_files

PLAN = "jiaxing-xiaowei-2021-2023.txt"
OLD, NEW = "降至1%以下", "降至0.8%以下"
SOMEONE = Person(Channel.TERMINAL, "someone")
LONGEST = 60
MOMENTS = 10


@pytest.fixture
def amended(tmp_path: Path) -> Path:
    """Return a folder with the plan amended: a figure changed in 二（三）9, a task 11 added."""
    text = (POLICIES / PLAN).read_text(encoding="utf-8").replace(OLD, NEW)
    task = "\n11．优化用工服务。开展用工对接服务。（责任单位：市人力社保局）\n三、工作要求"
    folder = tmp_path / "amended"
    folder.mkdir()
    (folder / PLAN).write_text(text.replace("\n三、工作要求", task), encoding="utf-8")
    return folder


@pytest.fixture
async def published(settings: Settings, plan_store) -> Settings:
    """Return settings on a database of either kind that has the plan published."""
    here = settings.model_copy(update={"data": plan_store[0].parent})
    await migrate(here)
    async with open_database(here) as engine:
        await publish_files(engine, here, POLICIES)
    return here


def environment(settings: Settings) -> Mapping[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "POLICYBOT_DATA": str(settings.data),
        "POLICIES": str(POLICIES),
        "POLICYBOT_SECRET": "a secret for tests, and for nothing else",
        "PORT": "0",
    }


def start(settings: Settings, module: str, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=environment(settings),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


async def answering(settings: Settings) -> str:
    """Start the service and return which text answers, after checking that it is whole."""
    async with open_service(settings) as assistant:
        assistant.today = lambda: TODAY
        rate = (await assistant.ask("融资担保平均费率降到多少", SOMEONE)).text
        task = await assistant.ask("二（三）11", SOMEONE)
        versions = {name: one.version for name, one in assistant.library.documents.items()}
    (version,) = versions.values()
    if OLD in rate:
        assert (task.clause, version) == (None, 1)
        return "old"
    assert NEW in rate
    assert (task.clause.heading, version) == ("优化用工服务", 2)
    return "new"


@pytest.mark.parametrize("step", [step for step in STEPS if "swap" not in step])
async def test_a_load_killed_at_a_step_of_its_publication(published, amended, step):
    process = start(published, "tests.e2e.killed", step, "load", str(amended), "--yes")
    out, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == -signal.SIGKILL, out.decode()
    assert await answering(published) == ("new" if step == "after the transaction" else "old")
    again = start(published, "bot.cli", "load", str(amended), "--yes")
    out, _ = again.communicate(timeout=LONGEST)
    assert again.returncode == 0, out.decode()
    assert await answering(published) == "new"


@pytest.mark.parametrize("step", [step for step in STEPS if "swap" in step])
async def test_a_service_killed_as_it_swaps_its_library(published, amended, step):
    process = start(published, "tests.e2e.killed", step, "serve")
    assert "网页聊天已启动".encode() in process.stdout.readline()
    loading = start(published, "bot.cli", "load", str(amended), "--yes")
    out, _ = loading.communicate(timeout=LONGEST)
    assert loading.returncode == 0, out.decode()
    process.communicate(timeout=LONGEST)
    assert process.returncode == -signal.SIGKILL
    assert await answering(published) == "new"


async def test_a_load_killed_at_ten_moments(published, amended, tmp_path):
    whole = start(published, "bot.cli", "load", str(amended), "--dry-run")
    begun = time.monotonic()
    whole.communicate(timeout=LONGEST)
    length = time.monotonic() - begun
    seen = []
    for moment in range(MOMENTS):
        process = start(published, "bot.cli", "load", str(amended), "--yes")
        await asyncio.sleep(length * moment / MOMENTS)
        process.kill()
        process.communicate(timeout=LONGEST)
        seen.append(await answering(published))
    assert seen == sorted(seen, reverse=True)  # once the new text answers, it stays
    assert seen[0] == "old"
