"""A library's parts in a file: how the process that makes them hands them to the one that answers."""

import pickle
from pathlib import Path

from bot.parts import LibraryParts

_LENGTH = 8


def write_parts(parts: LibraryParts, file: Path) -> None:
    """Write parts for `read_parts`: each array by itself, after a pickle of all else."""
    arrays: list[pickle.PickleBuffer] = []
    values = pickle.dumps(parts, protocol=5, buffer_callback=arrays.append)
    with file.open("wb") as out:
        blocks: list[memoryview] = [memoryview(values), *(array.raw() for array in arrays)]
        for block in blocks:
            out.write(block.nbytes.to_bytes(_LENGTH, "big"))
            out.write(block)


def read_parts(file: Path) -> LibraryParts:
    """Read what `write_parts` of this same program wrote; never a file from elsewhere.

    Most of it is read straight into the arrays, while other threads go on.
    """
    blocks: list[bytes] = []
    with file.open("rb") as source:
        while length := source.read(_LENGTH):
            blocks.append(source.read(int.from_bytes(length, "big")))
    parts: LibraryParts = pickle.loads(blocks[0], buffers=blocks[1:])  # noqa: S301 (our own process wrote it)
    return parts
