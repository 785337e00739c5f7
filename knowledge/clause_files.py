"""Which files hold clauses: single ones, those of a folder, those of a zip archive; and their bytes, bounded."""

import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from knowledge.archives import opened, printed_name, read_member
from knowledge.errors import KnowledgeError, reason
from knowledge.mending import harmless

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Larger files are refused unread."""

SUFFIXES = (".txt", ".md", ".docx", ".pdf", ".html", ".htm")
"""What counts as a clause file."""

QUESTIONS = ".questions.tsv"
"""How the name of a clause file's phrasings goes on after its stem."""

_NOT_OURS = (".doc", ".wps", ".wpt", ".rtf", ".odt", ".ofd")
_KEPT_BESIDE = {"vocabulary.txt", "synonyms.txt", "departments.toml", "readme.md"}
_TAKEN = "可以导入的有 .txt、.md、.docx、.pdf、.html，和装着它们的文件夹或 .zip"
_LINK = "是符号链接，没有读取；请放入文件本身。"


@dataclass(frozen=True, slots=True)
class ClauseFile:
    """A file with clauses, on disk or in a zip archive (`member`, at `position` of its directory).

    `questions` is the file with its phrasings that lies beside it; `data` are its bytes where they are held.
    """

    path: Path
    member: str | None = None
    position: int = -1
    questions: "ClauseFile | None" = None
    data: bytes | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        """Return what errors call the file, harmless on a terminal."""
        path = os.fsencode(self.path).decode("utf-8", errors="replace")
        return harmless(path if self.member is None else f"{path}/{self.member}")

    @property
    def name(self) -> str:
        """Return the file's name without its folders."""
        return self.path.name if self.member is None else PurePosixPath(self.member).name

    @property
    def stem(self) -> str:
        """Return the name without its ending: the id of a document that states none."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """Return the name's ending in small letters, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    def read_bytes(self) -> bytes:
        """Return the file's bytes; raises KnowledgeError where it is too large, no file, or can't be read."""
        if self.data is not None:
            return self.data
        try:
            if self.member is None:
                return _read(self.path, self.label)
            archive = opened(self.path, harmless(str(self.path)))
            return read_member(archive, archive.infolist()[self.position], MAX_FILE_BYTES, label=self.label)
        except OSError as error:
            raise KnowledgeError(
                f"{self.label}: 读不出来（{reason(error)}）；请检查文件是否存在、是否有读取权限。"
            ) from error

    def held(self) -> "ClauseFile":
        """Return the file with its bytes and its phrasings' in memory: whoever saves it now changes nothing."""
        questions = self.questions.held() if self.questions else None
        return replace(self, data=self.read_bytes(), questions=questions)

    def digest(self) -> str:
        """Return the SHA-256 of the file and of its phrasings, hexadecimal; raises what `read_bytes` raises.

        An empty file of phrasings isn't the same as none.
        """
        digest = hashlib.sha256()
        for file in (self, self.questions) if self.questions else (self,):
            data = file.read_bytes()
            digest.update(b"%d:" % len(data))
            digest.update(data)
        return digest.hexdigest()


def find_files(paths: Iterable[Path]) -> list[ClauseFile]:
    """Return the clause files at `paths`: files, those directly in a folder, those anywhere in a zip; by name.

    Raises KnowledgeError, with one sentence, where a path is a link, is missing, has no clause files, or where
    an archive is damaged, encrypted, too large, or has names that lead out of it.
    """
    files: list[ClauseFile] = []
    for path in paths:
        label = ClauseFile(path).label
        if path.is_symlink():
            raise KnowledgeError(f"{label}: {_LINK}")
        try:
            found = _found(path, label)
        except OSError as error:
            raise KnowledgeError(
                f"{label}: 读不出来（{reason(error)}）；请检查文件是否存在、是否有读取权限。"
            ) from error
        if not found:
            raise KnowledgeError(f"{label}: 里面没有政策文件；{_TAKEN}。")
        files += found
    return files


def _found(path: Path, label: str) -> Sequence[ClauseFile]:
    if path.is_dir() and path.suffix.lower() not in SUFFIXES:
        return _in_folder(path)
    if path.suffix.lower() == ".zip":
        return _in_archive(path, label)
    _refuse_other_kinds(path.name, label, frozenset())
    if path.suffix.lower() not in SUFFIXES:
        raise KnowledgeError(f"{label}: 不认得这种文件；{_TAKEN}。")
    beside = path.with_name(path.stem + QUESTIONS)
    return [ClauseFile(path, questions=ClauseFile(beside) if os.path.lexists(beside) else None)]


def _in_folder(folder: Path) -> list[ClauseFile]:
    names = sorted(entry.name for entry in folder.iterdir())
    present = set(names)
    files = []
    for name in names:
        if not _wanted(name, ClauseFile(folder / name).label, present):
            continue
        path = folder / name
        if path.is_symlink():
            raise KnowledgeError(f"{ClauseFile(path).label}: {_LINK}")
        beside = path.stem + QUESTIONS
        files.append(ClauseFile(path, questions=ClauseFile(folder / beside) if beside in present else None))
    return files


def _in_archive(path: Path, label: str) -> list[ClauseFile]:
    members: dict[str, ClauseFile] = {}
    for position, info in enumerate(opened(path, label).infolist()):
        name = printed_name(info)
        file = ClauseFile(path, name, position)
        _refuse_unsafe(info, name, file.label)
        parts = PurePosixPath(name).parts
        if not info.is_dir() and not any(part.startswith(".") or part == "__MACOSX" for part in parts):
            members[name] = file
    present = {file.name for file in members.values()}
    files = []
    for name in sorted(members):
        file = members[name]
        if file.suffix == ".zip":
            raise KnowledgeError(f"{file.label}: 压缩包里还有压缩包；请先解开里面的那一个。")
        if _wanted(file.name, file.label, present):
            beside = members.get(str(PurePosixPath(name).with_name(file.stem + QUESTIONS)))
            files.append(ClauseFile(path, name, file.position, questions=beside))
    return files


def _refuse_unsafe(info: zipfile.ZipInfo, name: str, label: str) -> None:
    parts = re.split(r"[/\\]", name)
    if ".." in parts or parts[0] == "" or re.match("[A-Za-z]:", name):
        raise KnowledgeError(f"{label}: 文件名指向压缩包以外，没有读取；请重新打包后再试。")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise KnowledgeError(f"{label}: {_LINK}")


def _wanted(name: str, label: str, present: AbstractSet[str]) -> bool:
    """Return whether a name is a clause file's; what would be lost unnoticed raises KnowledgeError."""
    if name.startswith((".", "~$")) or name.lower() in _KEPT_BESIDE:
        return False
    _refuse_other_kinds(name, label, present)
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def _refuse_other_kinds(name: str, label: str, present: AbstractSet[str]) -> None:
    """Refuse a document in a format that isn't read, unless the same lies beside it in one that is."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    if suffix in _NOT_OURS and present.isdisjoint(stem + taken for taken in SUFFIXES):
        raise KnowledgeError(f"{label}: 读不了 {suffix} 格式；请在 Word 或 WPS 里另存为 .docx 后再试。")


def _read(path: Path, label: str) -> bytes:
    """Read a file that is one: opening a link, or waiting for a pipe, is refused."""
    if path.is_symlink():
        raise KnowledgeError(f"{label}: {_LINK}")
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise KnowledgeError(f"{label}: 不是文件，读不出来；请换成文件，或改掉这个名字。")
        if status.st_size > MAX_FILE_BYTES:
            size = status.st_size >> 20
            raise KnowledgeError(f"{label}:1: 文件有 {size} MB，超过 20 MB，没有读取；请拆成几个文件。")
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise KnowledgeError(f"{label}:1: 文件超过 20 MB，没有读取；请拆成几个文件。")
    return data
