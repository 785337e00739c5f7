"""The picture of what is published, kept in a file: whoever needs it again reads and indexes only what has changed."""

import hashlib
import logging
import os
import pickle
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO
from zlib import crc32

import jieba
import numpy as np

import knowledge
import retrieval
from bot.parts import LibraryParts

_log = logging.getLogger(__name__)

_LENGTH = 8
_LEFT_SECONDS = 60 * 60


@dataclass(frozen=True, slots=True)
class Picture:
    """Parts of a library, the terms that they were cut with, and the number of the newest publication in it."""

    parts: LibraryParts
    terms: tuple[str, ...]
    revision: int


def write_picture(picture: Picture, file: Path) -> None:
    """Write a picture for `read_picture`: each array by itself, after a pickle of all else. It appears whole."""
    arrays: list[pickle.PickleBuffer] = []
    values = pickle.dumps(picture, protocol=5, buffer_callback=arrays.append)
    blocks: list[memoryview] = [memoryview(values), *(array.raw() for array in arrays)]
    _remove_leftovers(file)
    with NamedTemporaryFile(dir=file.parent, prefix=f"{file.name}-", delete=False) as out:
        try:
            out.write(_program())
            out.write(crc32(values).to_bytes(_LENGTH, "big"))
            for block in blocks:
                out.write(block.nbytes.to_bytes(_LENGTH, "big"))
                out.write(block)
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(file)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


def _remove_leftovers(file: Path) -> None:
    """Remove what processes left that were killed while they wrote."""
    for left in file.parent.glob(f"{file.name}-*"):
        with suppress(FileNotFoundError):  # another process may be removing its own
            if time.time() - left.stat().st_mtime > _LEFT_SECONDS:
                left.unlink()


def read_picture(file: Path) -> Picture | None:
    """Read what `write_picture` of this same program wrote; None where there is none, or it isn't whole.

    Only ever a file of this service's own folder: unpickling runs what it says. Most of it is read straight
    into the arrays, while other threads go on.
    """
    try:
        with file.open("rb") as source:
            if source.read(len(_program())) != _program():
                return None
            checksum = int.from_bytes(source.read(_LENGTH), "big")
            blocks = list(_blocks(source))
    except (FileNotFoundError, EOFError, MemoryError, OverflowError):
        return None
    if not blocks or crc32(blocks[0]) != checksum:
        return None
    try:
        picture: Picture = pickle.loads(blocks[0], buffers=blocks[1:])  # noqa: S301 (our own process wrote it)
    except Exception as error:  # whatever is wrong with it, it is made anew
        _log.warning("the kept index could not be read: %s", type(error).__name__)
        return None
    return picture


def _blocks(source: BinaryIO) -> Iterator[bytes]:
    """Yield the blocks of a file; raises EOFError where one is cut short."""
    while length := source.read(_LENGTH):
        block = source.read(int.from_bytes(length, "big"))
        if len(block) < int.from_bytes(length, "big"):
            raise EOFError
        yield block


@cache
def _program() -> bytes:
    """Return what tells programs apart that would make other parts of the same texts."""
    folders = [Path(str(package.__file__)).parent for package in (knowledge, retrieval)]
    files = [
        *Path(__file__).parent.glob("*.py"),
        *(file for folder in folders for file in folder.glob("*.py")),
    ]
    hashed = hashlib.sha256(f"{sys.version} {np.__version__} {jieba.__version__}".encode())
    for file in sorted(files):
        hashed.update(file.read_bytes())
    return hashed.digest()
