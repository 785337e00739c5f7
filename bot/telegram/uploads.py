"""Files that people send to the bot: a harmless name, fetched into a folder of its own, and removed again."""

import asyncio
import contextlib
import logging
import secrets
import shutil
import time
import unicodedata
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from telegram import Bot, Document
from telegram.error import BadRequest, TelegramError

from bot.errors import BotError
from bot.telegram import texts
from knowledge.errors import reason

_log = logging.getLogger(__name__)

MOST_BYTES = 20 * 1024 * 1024
SUFFIXES = (".txt", ".md", ".docx", ".pdf", ".html", ".htm", ".zip")
_BY_TYPE = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/pdf": ".pdf",
    "text/html": ".html",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
}
_NAMELESS = "文件"
_FOLDER = "uploads"
_LEFT_SECONDS = 60 * 60
_MOST_CHARS = 120
_MOST_UTF8 = 240
"""What file systems take is 255 bytes, and a Chinese character has three."""


def safe_name(document: Document) -> str:
    """Return the file's name without folders, leading dots and all that isn't seen; its suffix in lower case.

    Where Telegram knows no name or a name without suffix, the suffix goes by the declared type, if any.
    """
    last = (document.file_name or "").replace("\\", "/").rpartition("/")[2]
    # Whatever has no shape of its own goes: control, bidi and invisible characters, halves of surrogate pairs.
    seen = "".join(" " if char.isspace() else char for char in last)
    seen = "".join(char for char in seen if unicodedata.category(char)[0] != "C")
    name = " ".join(seen.split()).lstrip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, _BY_TYPE.get(document.mime_type or "", "").removeprefix(".")
    suffix = f".{suffix.strip().lower()}" if suffix.strip() else ""
    return _shortened(stem.rstrip(". ") or _NAMELESS, suffix[: _MOST_CHARS // 2])


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
    folder = data / _FOLDER / secrets.token_hex(8)
    try:
        try:
            folder.mkdir(parents=True)
            await asyncio.to_thread((folder / name).write_bytes, content)
        except OSError as error:
            raise BotError(texts.not_kept(reason(error))) from error
        yield folder / name
    finally:
        _remove(folder)


def remove_leftovers(data: Path) -> None:
    """Remove what killed processes have left behind; what is young may be a living one's that shares the folder."""
    for folder in (data / _FOLDER).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process has just removed it
            if time.time() - folder.stat().st_mtime > _LEFT_SECONDS:
                _remove(folder)


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


def _shortened(stem: str, suffix: str) -> str:
    stem = stem[: _MOST_CHARS - len(suffix)]
    stem = stem.encode()[: _MOST_UTF8 - len(suffix.encode())].decode(errors="ignore").rstrip(". ")
    return stem + suffix


def _remove(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        _log.warning("%s could not be removed (%s).", folder, type(error).__name__)
