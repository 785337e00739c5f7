"""Opening the service: database, policies, library, assistant; and following what others publish."""

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot import store
from bot.assistant import Assistant, today_at_home
from bot.database import open_database
from bot.errors import BotError
from bot.handing import read_parts, write_parts
from bot.identity import read_identity
from bot.loading import (
    Kept,
    Making,
    assemble,
    build_library,
    nothing_published,
    prepare_library,
    read_kept,
)
from bot.parts import LibraryParts
from bot.publishing import publish_draft
from bot.settings import Settings
from bot.staging import Loading, stage
from bot.workers import run_apart
from knowledge.errors import KnowledgeError, reason

_log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""How often a running service looks whether something was published."""

_HANDED = "library-"
_LEFT_SECONDS = 60 * 60


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Assistant]:
    """Open everything that answering needs; an empty store is filled from the policies folder first.

    Raises BotError, one sentence that says what to do, where something is missing or wrong.
    """
    async with open_database(settings) as engine:
        yield await _open_assistant(engine, settings)


async def _open_assistant(engine: AsyncEngine, settings: Settings) -> Assistant:
    try:
        kept = read_kept(settings.policies, cache=settings.data / "cache")
        if await nothing_published(engine):
            await _fill(engine, kept, settings)
        library = await build_library(engine, kept=kept)
    except KnowledgeError as error:
        raise BotError(str(error)) from error
    except OSError as error:
        where = error.filename or settings.data
        raise BotError(f"{where}: 用不了（{reason(error)}）；请检查目录权限和磁盘空间。") from error
    return Assistant(engine, library, read_identity(settings))


async def _fill(engine: AsyncEngine, kept: Kept, settings: Settings) -> None:
    """Publish the policies folder; where another process does so meanwhile, theirs stands."""
    loading = Loading(engine, kept, settings.policies, by="首次启动", today=today_at_home())
    preview = await stage(loading, [settings.policies])
    if preview.draft is None:
        return
    try:
        await publish_draft(engine, preview.draft, by="首次启动")
    except BotError:
        if await nothing_published(engine):
            raise


async def follow(assistant: Assistant, settings: Settings) -> None:
    """Swap the assistant's library whenever something was published, by whichever process; runs until cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await refresh(assistant, settings)
        except (BotError, KnowledgeError) as error:
            _log.error("what was published could not be read: %s", error)
            await asyncio.sleep(10 * LOOK_SECONDS)
        except Exception as error:  # whatever it is, the library that is there goes on answering
            _log.error("what was published could not be read: %s", type(error).__name__)
            await asyncio.sleep(10 * LOOK_SECONDS)


async def refresh(assistant: Assistant, settings: Settings, *, anew: bool = False) -> None:
    """Swap the assistant's library, whole, where something has been published since it was made, or in any case.

    A worker process reads and indexes, so that answers aren't slowed down however large the library is.
    """
    async with assistant.engine.connect() as connection:
        newest = await store.newest_publication(connection)
    if newest == assistant.library.revision and not anew:
        return
    _remove_leftovers(settings.data)
    with TemporaryDirectory(dir=settings.data, prefix=_HANDED) as folder:
        file = Path(folder) / "parts"
        making = await run_apart(prepare_apart, settings, file)
        parts = await asyncio.to_thread(read_parts, file)
    assistant.library = assemble(parts, making)
    _log.info("now answering from publication %d", assistant.library.revision)


def _remove_leftovers(data: Path) -> None:
    """Remove what processes left that were killed while a library was handed over."""
    for folder in data.glob(f"{_HANDED}*"):
        with suppress(FileNotFoundError):  # another process may be removing its own
            if time.time() - folder.stat().st_mtime > _LEFT_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def prepare_apart(settings: Settings, file: Path) -> Making:
    """Read and index what is live, in a worker process; its parts, which are large, go into a file."""

    async def prepare() -> tuple[LibraryParts, Making]:
        async with open_database(settings) as engine:
            return await prepare_library(
                engine, kept=read_kept(settings.policies, cache=settings.data / "cache")
            )

    parts, making = asyncio.run(prepare())
    write_parts(parts, file)
    return making


async def is_ready(assistant: Assistant) -> bool:
    """Return whether the database answers and there is something to answer from."""
    try:
        async with assistant.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        _log.warning("not ready: %s", type(error).__name__)
        return False
    return bool(assistant.library.standings)
