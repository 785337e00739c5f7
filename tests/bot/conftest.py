"""A policies folder with one small document, an empty store of either kind, and the desk over both."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database import migrate, open_database
from bot.desk import Desk
from bot.settings import Settings
from tests.bot.parking import PARKING
from tests.conftest import TODAY


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
