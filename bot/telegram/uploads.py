"""Files that people send to the bot: a harmless name, fetched into a folder of its own, and removed again."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from telegram import Bot, Document
from telegram.error import BadRequest, TelegramError

from bot.errors import BotError
from bot.telegram import texts
from bot.uploads import MOST_BYTES, SUFFIXES, harmless_name, new_folder, remove_folder
from knowledge.errors import reason

_log = logging.getLogger(__name__)


def safe_name(document: Document) -> str:
    """Return the harmless name of a file that Telegram may know no name of."""
    return harmless_name(document.file_name or "", document.mime_type or "")


def check(document: Document, name: str) -> None:
    """Raise BotError, one sentence, for what the bot won't fetch: another type of file, or one too big."""
    if name.endswith(".questions.tsv"):
        raise BotError(texts.PHRASINGS_ALONE)
    if not name.endswith(SUFFIXES):
        raise BotError(texts.NOT_A_CLAUSE_FILE)
    if (document.file_size or 0) > MOST_BYTES:
        raise BotError(texts.TOO_BIG)


@asynccontextmanager
async def fetched(bot: Bot, document: Document, *, name: str, data: Path) -> AsyncIterator[Path]:
    """Yield the fetched file, below a folder of its own that is removed in every case; raises BotError."""
    content = await _content(bot, document)
    folder = None
    try:
        try:
            folder = new_folder(data)
            await asyncio.to_thread((folder / name).write_bytes, content)
        except OSError as error:
            raise BotError(texts.not_kept(reason(error))) from error
        yield folder / name
    finally:
        if folder:
            remove_folder(folder)


async def _content(bot: Bot, document: Document) -> bytes:
    try:
        file = await bot.get_file(document.file_id)
        if (file.file_size or 0) > MOST_BYTES:
            raise BotError(texts.TOO_BIG)
        content = bytes(await file.download_as_bytearray())
    except (TelegramError, OSError) as error:
        # Its text can hold the address, and with it the token.
        if isinstance(error, BadRequest) and "too big" in error.message.lower():
            raise BotError(texts.TOO_BIG) from None
        _log.warning("A file could not be fetched (%s).", type(error).__name__)
        raise BotError(texts.NOT_FETCHED) from None
    if file.file_size not in (None, len(content)):
        _log.warning("Of a file of %s bytes %d arrived.", file.file_size, len(content))
        raise BotError(texts.NOT_FETCHED)
    return content
