"""Files that people send in, over whichever channel: a harmless name, a folder of its own, and gone again."""

import contextlib
import logging
import secrets
import shutil
import time
import unicodedata
from pathlib import Path

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


def harmless_name(given: str, type_: str = "") -> str:
    """Return a file's name without folders, leading dots and all that isn't seen; its suffix in lower case.

    Where the name is missing or has no suffix, the suffix goes by the declared type, if any.
    """
    last = given.replace("\\", "/").rpartition("/")[2]
    # Whatever has no shape of its own goes: control, bidi and invisible characters, halves of surrogate pairs.
    seen = "".join(" " if char.isspace() else char for char in last)
    seen = "".join(char for char in seen if unicodedata.category(char)[0] != "C")
    name = " ".join(seen.split()).lstrip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, _BY_TYPE.get(type_, "").removeprefix(".")
    suffix = f".{suffix.strip().lower()}" if suffix.strip() else ""
    return _shortened(stem.rstrip(". ") or _NAMELESS, suffix[: _MOST_CHARS // 2])


def new_folder(data: Path) -> Path:
    """Make a folder for one upload below the data folder; raises OSError."""
    folder = data / _FOLDER / secrets.token_hex(8)
    folder.mkdir(parents=True)
    return folder


def remove_folder(folder: Path) -> None:
    """Remove an upload with its folder; what can't be removed is logged."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        _log.warning("%s could not be removed (%s).", folder, type(error).__name__)


def remove_leftovers(data: Path) -> None:
    """Remove what killed processes have left behind; what is young may be a living one's that shares the folder."""
    for folder in (data / _FOLDER).glob("*"):
        with contextlib.suppress(FileNotFoundError):  # another process has just removed it
            if time.time() - folder.stat().st_mtime > _LEFT_SECONDS:
                remove_folder(folder)


def _shortened(stem: str, suffix: str) -> str:
    stem = stem[: _MOST_CHARS - len(suffix)]
    stem = stem.encode()[: _MOST_UTF8 - len(suffix.encode())].decode(errors="ignore").rstrip(". ")
    return stem + suffix
