"""From a clause file to its lines: decoding, invisible characters, white space."""

import re
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import KnowledgeError, reason

MAX_FILE_BYTES = 20 * 1024 * 1024
"""Larger files are refused unread."""

SUFFIXES = (".txt", ".md")
"""What counts as a clause file in a folder."""

# Zero-width characters, soft hyphens, byte order marks, direction marks and overrides, control characters,
# lone surrogates: they are not seen in print, so they don't belong to the published text.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)
_MARKDOWN_HEADING = re.compile(r"^#{1,6} ")
_SPACES = re.compile("[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file that holds text: its number (from 1) and the text, trimmed."""

    number: int
    text: str


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file (a byte order mark is dropped).

    Raises KnowledgeError, naming the file and what to do, where it can't be read.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_BYTES:
            raise KnowledgeError(f"{path}:1: 文件有 {size >> 20} MB，超过 20 MB，没有读取；请拆成几个文件。")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KnowledgeError(f"{path}:1: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码的 .txt 文件。") from error
    except OSError as error:
        raise KnowledgeError(
            f"{path}: 读不出来（{reason(error)}）；请检查文件是否存在、是否有读取权限。"
        ) from error
    if not text.strip():
        raise KnowledgeError(f"{path}:1: 文件是空的；请放入文件正文后再试。")
    return text


def lines_of(text: str) -> list[Line]:
    """Return the lines that hold text; invisible characters and Markdown's # are dropped, runs of spaces become one."""
    lines = []
    for number, raw in enumerate(re.split(r"\r\n|\r|\n", text), 1):
        visible = _MARKDOWN_HEADING.sub("", _SPACES.sub(" ", _INVISIBLE.sub("", raw)).strip())
        if visible:
            lines.append(Line(number, visible))
    return lines


def clause_files(folder: Path) -> list[Path]:
    """Return the clause files of a folder, by name; what people keep beside them is left out."""
    kept_beside = {"vocabulary.txt", "synonyms.txt"}
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in SUFFIXES and path.name not in kept_beside and not path.name.startswith(".")
    )
