"""The block between two `---` at a file's beginning that says what the document is, over what its text says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from knowledge.document import FrontMatter, Level, Line, Part, Problem

_KEYS = {
    "id": "id", "编号": "id",
    "title": "title", "标题": "title",
    "issuer": "issuer", "发文机关": "issuer",
    "doc_number": "doc_number", "文号": "doc_number",
    "issued": "issued", "印发日期": "issued",
    "effective_from": "effective_from", "施行日期": "effective_from",
    "effective_to": "effective_to", "失效日期": "effective_to",
    "replaces": "replaces", "废止": "replaces",
    "region": "region", "地区": "region",
}  # fmt: skip
_RULE = re.compile(r"-{3,}")
_ENTRY = re.compile(r"([A-Za-z_]{1,30}|[\u4e00-\u9fff]{2,6}) ?[:：] ?(.*)")
_ITEM = re.compile(r"[-·•] ?(.+)")
_ID = re.compile(r"[0-9A-Za-z\u4e00-\u9fff\-_.]{1,100}")
_DATE = re.compile(
    r"(\d{4}) ?(?:[-/.] ?(\d{1,2}) ?[-/.] ?(\d{1,2})|年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日)", re.ASCII
)
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))
_LONGEST_BLOCK = 100
"""The closing rule stands among so many lines, or it isn't that."""


def read_front_matter(lines: Sequence[Line]) -> tuple[FrontMatter, tuple[Line, ...], tuple[Problem, ...]]:
    """Return what the front matter says, all lines (those of the block as FRONT), and what is wrong with it.

    A document that merely begins with a rule has none. What is malformed is an error with its line; the rest
    of the block still counts.
    """
    length, closed = _extent(lines)
    if not length:
        return FrontMatter(), tuple(lines), ()
    block = _Block()
    for line in lines[1 : length - closed]:
        block.take(line)
    if not closed:
        block.wrong(lines[0].number, "文件开头的说明没有结束；请在说明后加一行 ---。")
    block.check_period(lines[0].number)
    front = tuple(replace(line, part=Part.FRONT) for line in lines[:length])
    return FrontMatter(**block.values), (*front, *lines[length:]), tuple(block.problems)


def _extent(lines: Sequence[Line]) -> tuple[int, bool]:
    """Return how many lines the block has, its rules included, and whether it is closed; 0 where there is none."""
    if len(lines) < 2 or not _RULE.fullmatch(lines[0].text):
        return 0, False
    entry = _ENTRY.fullmatch(lines[1].text)
    within = lines[1:_LONGEST_BLOCK]
    end = next((i for i, line in enumerate(within, 1) if _RULE.fullmatch(line.text)), 0)
    if end:
        known = any((m := _ENTRY.fullmatch(line.text)) and _key(m[1]) for line in lines[1:end])
        if known or (entry and entry[1].isascii()):
            return end + 1, True
        return 0, False
    if entry is None or _key(entry[1]) is None:
        return 0, False
    others = (
        i
        for i, line in enumerate(within, 1)
        if not (_ENTRY.fullmatch(line.text) or _ITEM.fullmatch(line.text))
    )
    return next(others, len(within) + 1), False


def _key(printed: str) -> str | None:
    return _KEYS.get(printed.lower())


@dataclass(slots=True)
class _Block:
    """The block while it is read: its values by field, where each stands, what is wrong."""

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)
    _list: bool = False

    def wrong(self, line: int, message: str) -> None:
        """Note an error."""
        self.problems.append(Problem(line, message, Level.ERROR))

    def take(self, line: Line) -> None:
        """Read a line of the block."""
        item = _ITEM.fullmatch(line.text)
        if item and self._list:
            self.values["replaces"] = (*self.values["replaces"], *_names(_unquoted(item[1])))
            return
        entry = _ENTRY.fullmatch(line.text)
        self._list = False
        if entry is None:
            self.wrong(line.number, "文件开头的说明里，这一行不是“名称: 内容”；请改正或删去。")
            return
        name = _key(entry[1])
        if name is None:
            known = "、".join(FrontMatter.__dataclass_fields__)
            self.wrong(line.number, f"文件开头的说明里没有“{entry[1]}”这一项；可以写的有 {known}。")
        elif name in self._lines:
            self.wrong(
                line.number, f"“{entry[1]}”写了两次（第一次在第 {self._lines[name]} 行）；请只留一次。"
            )
        else:
            self._lines[name] = line.number
            self._list = name == "replaces"
            self._set(name, entry[1], _unquoted(entry[2]), line.number)

    def _set(self, name: str, printed: str, value: str, line: int) -> None:
        if name == "replaces":
            self.values[name] = _names(value)
        elif not value:
            return
        elif name in ("issued", "effective_from", "effective_to"):
            day = _date(value)
            if day is None:
                self.wrong(line, f"“{printed}”不是日期：{value[:40]}；请写成 2024-01-01 这样的日期。")
            else:
                self.values[name] = day
        elif name == "id" and (not _ID.fullmatch(value) or value.strip(".") == ""):
            self.wrong(line, f"“{printed}”只能用字母、数字、汉字和 - _ .，最多 100 个字；请改正。")
        else:
            self.values[name] = value

    def check_period(self, line: int) -> None:
        """Note where the document would end before it begins."""
        start, end = self.values.get("effective_from"), self.values.get("effective_to")
        if start and end and start > end:
            where = self._lines.get("effective_to", line)
            self.wrong(where, f"失效日期 {end} 早于施行日期 {start}；请改正其中一个。")


def _unquoted(text: str) -> str:
    text = text.strip()
    for opening, closing in _QUOTES:
        if len(text) > 1 and text.startswith(opening) and text.endswith(closing):
            return text[1:-1].strip()
    return text


def _names(text: str) -> tuple[str, ...]:
    """Return the names that stand in one line, each without quotes; a YAML list in brackets is one too."""
    inner = text[1:-1] if text.startswith("[") and text.endswith("]") else text
    return tuple(name for part in re.split("[、；;]", inner) if (name := _unquoted(part)))


def _date(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(group) for group in match.groups() if group is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None
