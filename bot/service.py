"""Opening the service: database, policies, library, assistant; and following what others publish."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import store
from bot.assistant import Answered, Assistant, today_at_home
from bot.beside import fingerprint
from bot.database import open_database
from bot.errors import BotError
from bot.health import Health
from bot.identity import read_identity
from bot.learning import taught
from bot.loading import (
    Kept,
    assemble,
    build_library,
    nothing_published,
    picture_file,
    prepare_library,
    read_kept,
)
from bot.outage import DatabaseDown, writing
from bot.picture import read_picture
from bot.publishing import publish_draft
from bot.settings import Settings
from bot.staff.store.taught import read_lessons
from bot.staging import Loading, stage
from bot.workers import run_apart
from knowledge.errors import KnowledgeError, reason

_log = logging.getLogger(__name__)

_LONGEST_LOOK = 3.0
LOOK_SECONDS = 0.5
"""How often a running service looks whether something was published."""


@asynccontextmanager
async def open_service(settings: Settings, *, answered: Answered | None = None) -> AsyncIterator[Assistant]:
    """Open everything that answering needs; an empty store is filled from the policies folder first.

    `answered` is told of every answer. Raises BotError, one sentence that says what to do, where something is
    missing or wrong.
    """
    async with open_database(settings) as engine:
        yield await _open_assistant(engine, settings, answered)


async def _open_assistant(engine: AsyncEngine, settings: Settings, answered: Answered | None) -> Assistant:
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
    return Assistant(engine, library, read_identity(settings), answered=answered)


async def _fill(engine: AsyncEngine, kept: Kept, settings: Settings) -> None:
    """Publish the policies folder; where another process does so meanwhile, theirs stands."""
    loading = Loading(engine, kept, settings.policies, by="首次启动", today=today_at_home())
    preview = await stage(loading, [settings.policies])
    if preview.draft is None:
        return
    try:
        kept_files = fingerprint(settings.policies)
        await publish_draft(engine, preview.draft, by="首次启动", kept=kept_files)
    except BotError:
        if await nothing_published(engine):
            raise


async def follow(assistant: Assistant, settings: Settings) -> None:
    """Swap the assistant's library whenever something was published, by whichever process; runs until cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        try:
            await refresh(assistant, settings)
        except BotError as error:
            _log.error("what was published could not be read: %s", error)
            await asyncio.sleep(10 * LOOK_SECONDS)
        except Exception as error:  # whatever it is, the library that is there goes on answering
            _log.error("what was published could not be read: %s", type(error).__name__)
            await asyncio.sleep(10 * LOOK_SECONDS)


async def refresh(assistant: Assistant, settings: Settings, *, anew: bool = False) -> None:
    """Swap the assistant's library, whole, where something has been published since it was made.

    What lies beside the clause files is read where a publication has taken it up, and with `anew` in any case. A
    worker process reads and indexes, so that answers aren't slowed down however large the library is; what is
    taught is laid over the library that is there, where no text has changed.
    """
    library = assistant.library
    async with assistant.engine.connect() as connection:
        newest = await store.newest_publication(connection)
        if newest == library.revision and not anew:
            return
        texts = await store.newest_publication(connection, store.TEXTS)
        taken_up, _ = await store.newest_kept(connection)
        lessons = await read_lessons(connection)
    kept = last = Kept(library.vocabulary, library.directory, library.synonyms, settings.data / "cache")
    if anew or taken_up > library.texts:
        kept = await asyncio.to_thread(_read_kept_or, last, settings)
    if newest == library.revision and kept == last:
        return
    # Its revision is what was newest before anything was read: what came meanwhile, another look takes up.
    lessons = replace(lessons, revision=newest)
    if (texts, kept) == (library.texts, last):
        library = await asyncio.to_thread(taught, library, lessons)
    else:
        await run_apart(prepare_apart, settings, kept)
        picture = await asyncio.to_thread(read_picture, picture_file(assistant.engine, kept))
        if picture is None or picture.revision < texts:  # another process has just put an older one there
            raise BotError(f"{kept.cache}: 刚写好的索引不见了；稍后会再试。")
        library = await asyncio.to_thread(assemble, replace(picture, revision=texts), kept, lessons)
    await asyncio.to_thread(library.searcher.warm)
    assistant.library = library
    _log.info("now answering from publication %d", assistant.library.revision)


def _read_kept_or(last: Kept, settings: Settings) -> Kept:
    """Return what lies beside the clause files; the last that could be used where that can't."""
    try:
        return read_kept(settings.policies, cache=last.cache)
    except (BotError, KnowledgeError) as error:
        _log.error("departments, vocabulary and synonyms stay as they were: %s", error)
        return last


def prepare_apart(settings: Settings, kept: Kept) -> None:
    """Bring the picture of what is live up to date, in a worker process; it is large, and handed over in its file."""

    async def prepare() -> None:
        async with open_database(settings) as engine:
            await prepare_library(engine, kept=kept)

    asyncio.run(prepare())


async def problems(assistant: Assistant, health: Health) -> list[str]:
    """Return what is in the way of answering, in Chinese: database, index, channel; empty where all is well."""
    found = []
    try:
        async with asyncio.timeout(_LONGEST_LOOK), writing(assistant.engine) as connection:
            await store.touch(connection)
    except (DatabaseDown, TimeoutError) as error:
        _log.warning("the database takes no writes: %s", type(error.__cause__ or error).__name__)
        found.append("数据库没有应答")
    if not assistant.library.standings:
        found.append("还没有已发布的文件")
    if health.problem is not None:
        found.append(health.problem)
    return found
