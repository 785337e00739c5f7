"""Opening the service: database, policies, library, assistant."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant
from bot.database import open_database
from bot.errors import BotError
from bot.identity import read_identity
from bot.loading import build_library, nothing_published, publish, read_documents, read_kept
from bot.settings import Settings
from knowledge.errors import KnowledgeError, reason

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_service(settings: Settings) -> AsyncIterator[Assistant]:
    """Open everything that answering needs; an empty store is filled from the policies folder first.

    Raises BotError, one sentence that says what to do, where something is missing or wrong.
    """
    async with open_database(settings) as engine:
        yield await _open_assistant(engine, settings)


async def _open_assistant(engine: AsyncEngine, settings: Settings) -> Assistant:
    cache = settings.data / "cache"
    try:
        kept = read_kept(settings.policies)
        if await nothing_published(engine):
            documents = await asyncio.to_thread(read_documents, [settings.policies])
            await publish(engine, documents, kept=kept, cache=cache, by="first start")
        library = await build_library(engine, kept=kept, cache=cache)
    except KnowledgeError as error:
        raise BotError(str(error)) from error
    except OSError as error:
        where = error.filename or settings.data
        raise BotError(f"{where}: 用不了（{reason(error)}）；请检查目录权限和磁盘空间。") from error
    return Assistant(engine, library, read_identity(settings))


async def is_ready(assistant: Assistant) -> bool:
    """Return whether the database answers and there is something to answer from."""
    try:
        async with assistant.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:
        _log.warning("not ready: %s", type(error).__name__)
        return False
    return bool(assistant.library.clauses)
