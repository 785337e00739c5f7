"""The departments kept beside the clause files: full names, today's names, general telephone lines."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError, reason, wrong_line

FILE_NAME = "departments.toml"


@dataclass(frozen=True, slots=True)
class Department:
    """A unit under the name that documents print; `now`, `since` and `source` only where it was renamed."""

    name: str
    full: str
    aliases: tuple[str, ...] = ()
    now: str | None = None
    since: date | None = None
    source: str | None = None
    phone: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A general telephone line: its name, number, and what it is for."""

    name: str
    phone: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Directory:
    """All departments by printed name, in the file's order, and the general lines."""

    entries: Mapping[str, Department]
    lines: tuple[Line, ...] = ()

    def __hash__(self) -> int:
        """Return the same for equal ones, so that what is worked out of a directory can be kept."""
        return hash(tuple(self.entries))

    def today(self, name: str) -> str | None:
        """Return what the unit is called now, or None where it isn't known to have been renamed."""
        entry = self.entries.get(name)
        return entry.now if entry else None

    def full(self, name: str) -> str:
        """Return the full name of a unit, or the printed one where no full one is known."""
        entry = self.entries.get(name)
        return entry.full if entry else name


def read_departments(folder: Path) -> Directory:
    """Read `departments.toml` of the policies folder; without one, nothing is known of any department.

    Raises KnowledgeError, naming the file, the line and the entry, where it is malformed.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return Directory({})
    try:
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = wrong_line(error)
        raise KnowledgeError(f"{path}:{line}: 不是 UTF-8 编码的文本；请另存为 UTF-8 编码。") from error
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise KnowledgeError(f"{path}:{line}: 不是有效的 TOML 文件（{error}）；请改正后再试。") from error
    except OSError as error:
        raise KnowledgeError(f"{path}: 读不出来（{reason(error)}）；请检查读取权限。") from error
    entries: dict[str, Department] = {}
    for place, table in _tables(path, text, data.get("department", []), key="department"):
        entry = _department(place, table)
        if entry.name in entries:
            raise KnowledgeError(f"{place}: 部门“{entry.name}”写了两次；请合并成一条。")
        entries[entry.name] = entry
    lines = _tables(path, text, data.get("line", []), key="line")
    return Directory(entries, tuple(_line(place, table) for place, table in lines))


def _tables(path: Path, text: str, tables: Any, *, key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the tables under a key, each with its place: the file, and the line where it begins."""
    heads = [n for n, line in enumerate(text.splitlines(), 1) if re.match(rf"\s*\[*\s*{key}\b", line)]
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise KnowledgeError(f"{path}:{heads[0] if heads else 1}: “{key}”要写成 [[{key}]]；请改正后再试。")
    for number, table in enumerate(tables):
        yield f"{path}:{heads[number] if len(heads) == len(tables) else 1}", table


def _department(place: str, table: dict[str, Any]) -> Department:
    name = _text(place, table, "name", required=True) or ""
    aliases = table.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise KnowledgeError(f"{place}: 部门“{name}”的 aliases 要写成文字列表；请改正后再试。")
    since = table.get("since")
    if since is not None and not isinstance(since, date):
        raise KnowledgeError(f"{place}: 部门“{name}”的 since 要写成日期，如 2023-08-18；请改正后再试。")
    now, source = _text(place, table, "now"), _text(place, table, "source")
    if now and not source:
        raise KnowledgeError(f"{place}: 部门“{name}”写了现名却没有出处；请补上 source。")
    return Department(
        name=name,
        full=_text(place, table, "full") or name,
        aliases=tuple(aliases),
        now=now,
        since=since,
        source=source,
        phone=_text(place, table, "phone"),
        address=_text(place, table, "address"),
    )


def _line(place: str, table: dict[str, Any]) -> Line:
    name, phone, purpose = (_text(place, table, key, required=True) or "" for key in ("name", "phone", "for"))
    return Line(name, phone, purpose)


def _text(place: str, table: dict[str, Any], key: str, *, required: bool = False) -> str | None:
    value = table.get(key)
    if (value is None and required) or not (value is None or (isinstance(value, str) and value.strip())):
        where = table.get("name", "（没有 name 的一条）")
        raise KnowledgeError(f"{place}: “{where}”的 {key} 没有写或不是文字；请补上。")
    return value
