"""What tests share: the real plan in a library, databases of both kinds, an assistant over them."""

import asyncio
import os
import shutil
import uuid
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Identity
from bot.library import Library
from bot.settings import Settings
from tests.plan import POLICIES, load_plan
from tests.services import missing

POSTGRESQL = os.environ.get("TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test")

# Any run finds the same examples, and jieba's first cut doesn't count against a deadline.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("repeatable")

TODAY = date(2026, 11, 23)
"""The day on which tests ask, after the plan's period."""


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the developer's own settings and `.env` out of every test."""
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.validation_alias), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session")
def plan_store(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Library]:
    """Return an SQLite file with the plan published, never to be written to, and its library."""
    folder = tmp_path_factory.mktemp("plan")

    return folder / "policybot.sqlite3", asyncio.run(load_plan(folder))


@pytest.fixture(scope="session")
def library(plan_store: tuple[Path, Library]) -> Library:
    """Return the library of the real plan with the real vocabulary and departments."""
    return plan_store[1]


@pytest.fixture
async def engine(plan_store: tuple[Path, Library], tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Yield an engine on a fresh SQLite copy of the published plan."""
    database = tmp_path / "policybot.sqlite3"
    shutil.copyfile(plan_store[0], database)
    engine = create_engine(URL.create("sqlite+aiosqlite", database=str(database)))
    yield engine
    await engine.dispose()


@pytest.fixture
def identity() -> Identity:
    """Return an identity under a fixed secret."""
    return Identity(b"a secret for tests, and for nothing else")


@pytest.fixture
def assistant(engine: AsyncEngine, library: Library, identity: Identity) -> Assistant:
    """Return an assistant over the real plan, on a day after its period."""
    return Assistant(engine, library, identity, today=lambda: TODAY)


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """Yield the URL of an empty database, once on SQLite and once on PostgreSQL (a schema of its own)."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    schema = f"test_{uuid.uuid4().hex}"
    server = create_async_engine(POSTGRESQL, connect_args={"connect_timeout": 2})
    try:
        async with server.begin() as connection:
            await connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        missing("PostgreSQL doesn't answer (TEST_POSTGRESQL, default 127.0.0.1:5432)")
    url = make_url(POSTGRESQL).update_query_dict({"options": f"-csearch_path={schema}"})
    yield url.render_as_string(hide_password=False)
    async with server.begin() as connection:
        await connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    await server.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """Return settings on an empty database of either kind."""
    return Settings(DATABASE_URL=database_url, POLICYBOT_DATA=tmp_path / "var", POLICIES=POLICIES)
