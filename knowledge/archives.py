"""Zip archives of others, opened with care: how much they may hold, and how their members are called."""

import struct
import zipfile
import zlib
from functools import lru_cache
from pathlib import Path
from typing import IO

from knowledge.errors import KnowledgeError

MAX_MEMBERS = 5_000
"""An archive with more members is refused."""

MAX_TOTAL_BYTES = 200 * 1024 * 1024
"""An archive that is larger, or whose members are, all together, is refused."""

DAMAGED = "文件已损坏，读不出来；请重新导出后再试。"
"""What to do with a file that a library can't make sense of."""

_TOO_MANY = f"压缩包里超过 {MAX_MEMBERS} 个文件；请分成几个压缩包。"
_END = struct.Struct("<4s4H2LH")
_MAX_DIRECTORY_BYTES = MAX_MEMBERS * 600  # a member's entry: 46 bytes, its name and a few extras


def open_zip(source: Path | IO[bytes], label: str) -> zipfile.ZipFile:
    """Open an archive after checking that its directory is small enough to be read.

    Raises KnowledgeError where it is damaged, encrypted, or holds too much by what it declares.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            _check_directory(file, label)
    else:
        _check_directory(source, label)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error) as error:
        raise KnowledgeError(f"{label}: {DAMAGED}") from error
    _check_members(archive, label)
    return archive


def _check_directory(file: IO[bytes], label: str) -> None:
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_536 - _END.size))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END.size > len(tail):
        raise KnowledgeError(f"{label}: {DAMAGED}")
    directory_bytes = _END.unpack_from(tail, at)[5]
    if directory_bytes > _MAX_DIRECTORY_BYTES or tail[max(0, at - 20) :].startswith(b"PK\x06\x07"):
        raise KnowledgeError(f"{label}: {_TOO_MANY}")


def _check_members(archive: zipfile.ZipFile, label: str) -> None:
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise KnowledgeError(f"{label}: {_TOO_MANY}")
    if any(member.flag_bits & 1 for member in members):
        raise KnowledgeError(f"{label}: 压缩包有密码；请去掉密码后再试。")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise KnowledgeError(
            f"{label}: 解压后超过 {MAX_TOTAL_BYTES >> 20} MB，没有读取；请去掉大图片，或分成几个文件。"
        )


@lru_cache(maxsize=1)
def _opened(path: Path, stamp: tuple[int, int], label: str) -> zipfile.ZipFile:
    """Keep the archive last used open: reading its directory anew for each member would take minutes."""
    del stamp  # an archive that was written anew is another one
    return open_zip(path, label)


def opened(path: Path, label: str) -> zipfile.ZipFile:
    """Return an archive on disk, opened; raises KnowledgeError, and OSError where it can't be read."""
    status = path.stat()
    if status.st_size > MAX_TOTAL_BYTES:
        raise KnowledgeError(f"{label}: 压缩包超过 {MAX_TOTAL_BYTES >> 20} MB，没有读取；请分成几个压缩包。")
    return _opened(path, (status.st_mtime_ns, status.st_size), label)


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int, *, label: str) -> bytes:
    """Return a member's bytes; one that declares or has more than `limit` raises KnowledgeError, as a damaged one."""
    too_large = f"{label}: 解压后超过 {limit >> 20} MB，没有读取；请拆成几个文件。"
    if member.file_size > limit:
        raise KnowledgeError(too_large)
    try:
        with archive.open(member) as stream:
            data = stream.read(limit + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
        OSError,
    ) as e:
        raise KnowledgeError(f"{label}: {DAMAGED}") from e
    if len(data) > limit:
        raise KnowledgeError(too_large)
    return data


def printed_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name as its maker wrote it; Chinese Windows writes GBK and doesn't say so."""
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename
