"""From bytes to text: UTF-8, UTF-16 or GB18030, strictly; a mixture or noise is refused at its first line."""

import codecs
import re
import unicodedata
from collections import Counter

from knowledge.errors import KnowledgeError

MAX_LINES = 300_000
"""A text of more lines is refused."""

MAX_LINE_LENGTH = 100_000
"""A line of more characters is refused."""

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_END_BYTES = re.compile(rb"\r\n|\r|\n")
# What a Chinese text is printed with: ASCII, punctuation, encircled numbers, Han, full-width forms.
_EXPECTED = re.compile("[\t\n\r\f -~·×—‘’“”…①-⒛㈠-㈩\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_HAN = re.compile("[\u4e00-\u9fff]")
_ASCII = re.compile("[\x00-\x7f]+")
_TOO_MANY_LINES = f"文件超过 {MAX_LINES} 行；请拆成几个文件。"
_BAD_ENCODING = "不是完整的 UTF-8、UTF-16 或 GB18030 文本；请另存为 UTF-8 编码后再试。"
_NOISE = "夹有二进制内容，不像文本；请换成原来的文本文件。"


def decode(data: bytes, label: str, *, as_lines: bool = True) -> str:
    """Return the text of a file's bytes, without byte order mark; `label` names the file in errors.

    Tried in this order: the byte order mark, UTF-8, UTF-16 without mark where it is plainly so, GB18030.
    Raises KnowledgeError with the first line that can't be read, where the text is noise or nothing but white
    space, and where lines are too many or too long, unless they are no lines to the format.
    """
    text = _decode(data, label)
    if not text.strip(" \t\r\n\f\v\u3000\u00a0\ufeff"):
        raise KnowledgeError(f"{label}:1: 文件是空的；请放入文件正文后再试。")
    _check_characters(text, label)
    if as_lines:
        check_size(text, label)
    return text


def check_size(text: str, label: str) -> None:
    """Raise KnowledgeError, with the line, where a text has too many lines or one that is too long."""
    if text.count("\n") + text.count("\r") - text.count("\r\n") >= MAX_LINES:
        raise KnowledgeError(f"{label}:{MAX_LINES + 1}: {_TOO_MANY_LINES}")
    start = 0
    ends = (*(match.start() for match in _LINE_END.finditer(text)), len(text))
    for number, end in enumerate(ends, 1):
        if end - start > MAX_LINE_LENGTH:
            raise KnowledgeError(
                f"{label}:{number}: 这一行超过 {MAX_LINE_LENGTH} 个字，不像公文；请按段落分行后再试。"
            )
        start = end + 1


def _decode(data: bytes, label: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding, label)
    if b"\0" in data and (wide := _plainly_utf_16(data)):
        return _strictly(data, wide, label)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if wide := _plainly_utf_16(data):
            return _strictly(data, wide, label)
        return _gb18030(data, label, error)


def _strictly(data: bytes, encoding: str, label: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.split(data[: error.start].decode(encoding)))
        raise KnowledgeError(f"{label}:{line}: {_BAD_ENCODING}") from error


def _plainly_utf_16(data: bytes) -> str | None:
    """Return the byte order in which the beginning of `data` is printed Chinese, or None.

    GB18030 never looks so: its Han would be Hangul, Yi or private characters in either order.
    """
    if len(data) % 2:
        return None
    sample = data[:8192]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        if not text or "\0" in text or "\ufffd" in text[:-1]:
            continue
        expected, han = len(_EXPECTED.findall(text)), len(_HAN.findall(text))
        if expected >= 0.95 * len(text) and (b"\0" in sample or han >= 0.5 * len(text)):
            return encoding
    return None


def _gb18030(data: bytes, label: str, error: UnicodeDecodeError) -> str:
    if max(data.count(b"\n"), data.count(b"\r")) > MAX_LINES:
        raise KnowledgeError(f"{label}:{MAX_LINES + 1}: {_TOO_MANY_LINES}")
    lines = _LINE_END_BYTES.split(data)
    broken = [number for number, line in enumerate(lines, 1) if _surely_utf_8(line)]
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as second:
        broken.append(_line_at(data, second.start))
    else:
        if not broken and _looks_chinese(text):
            return text
    first = next(number for number, line in enumerate(lines, 1) if not line.isascii())
    if _is_utf_8(lines[first - 1]):
        broken = [_line_at(data, error.start)]
    raise KnowledgeError(f"{label}:{min(broken, default=first)}: 从这一行起{_BAD_ENCODING}") from error


def _line_at(data: bytes, position: int) -> int:
    return len(_LINE_END_BYTES.split(data[:position]))


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _surely_utf_8(line: bytes) -> bool:
    """Return whether a line is UTF-8 with so many Han characters that it can't be GB18030 by chance."""
    if line.isascii() or len(line) < 12 or not _is_utf_8(line):
        return False
    return len(_HAN.findall(line.decode("utf-8")[:1000])) >= 4


def _looks_chinese(text: str) -> bool:
    """Return whether most characters beyond ASCII are among the common ones; else it was another encoding."""
    beyond = _ASCII.sub("", text[:1_000_000])
    common = len(beyond.encode("gb2312", errors="ignore")) // 2
    return common >= 0.6 * len(beyond)


def _check_characters(text: str, label: str) -> None:
    nul = text.find("\0")
    if nul >= 0:
        line = len(_LINE_END.split(text[:nul]))
        raise KnowledgeError(f"{label}:{line}: 这一行{_NOISE}")
    first = _CONTROL.search(text)
    if first and len(text) - len(_CONTROL.sub("", text)) > max(10, len(text) // 100):
        line = len(_LINE_END.split(text[: first.start()]))
        raise KnowledgeError(f"{label}:{line}: 从这一行起{_NOISE}")
    counts = Counter(text[:100_000])
    strange = sum(n for character, n in counts.items() if unicodedata.category(character) in ("Cn", "Co"))
    if strange > max(20, len(text[:100_000]) // 50):
        raise KnowledgeError(f"{label}:1: {_NOISE}")
