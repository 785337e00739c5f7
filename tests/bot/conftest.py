"""A policies folder with one small document, an empty store of either kind, the desk over both, a clock by hand."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant
from bot.database import migrate, open_database
from bot.desk import Desk
from bot.logs import JsonLines
from bot.settings import Settings
from tests.bot.clock import Clock
from tests.bot.parking import PARKING
from tests.conftest import TODAY


@pytest.fixture
def lines(caplog):
    """Return what gives the log's lines so far, as objects, written while their request was handled."""
    written: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(JsonLines().format(record))

    listener = Listener(logging.INFO)
    root = logging.getLogger()
    root.addHandler(listener)
    caplog.set_level(logging.INFO)
    yield lambda: [line for line in map(json.loads, written) if line["name"].startswith("bot.")]
    root.removeHandler(listener)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def clocked(settings: Settings, library, identity, clock) -> AsyncIterator[Assistant]:
    """Yield an assistant over the real plan that keeps its conversations on either kind of database, by the clock."""
    await migrate(settings)
    async with open_database(settings) as engine:
        yield Assistant(engine, library, identity, today=lambda: TODAY, now=clock)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "policies"
    made.mkdir()
    (made / "parking.txt").write_text(PARKING, encoding="utf-8")
    return made


@pytest.fixture
async def store(settings: Settings, folder: Path, plan_store) -> AsyncIterator[tuple[AsyncEngine, Settings]]:
    """Yield an empty database of either kind, and settings on that folder."""
    await migrate(settings)
    here = settings.model_copy(update={"policies": folder, "data": plan_store[0].parent})
    async with open_database(here) as engine:
        yield engine, here


@pytest.fixture
def desk(store) -> Desk:
    return Desk(*store, today=lambda: TODAY)


@pytest.fixture
def rewrite(folder: Path):
    def write(*changes: tuple[str, str], questions: str | None = None) -> None:
        text = PARKING
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "parking.txt").write_text(text, encoding="utf-8")
        if questions is not None:
            (folder / "parking.questions.tsv").write_text(questions, encoding="utf-8")

    return write
