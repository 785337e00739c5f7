"""The departments kept beside the clause files: full names, today's names, general telephone lines."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.errors import KnowledgeError, reason

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

    Raises KnowledgeError, naming the file and the entry, where it is malformed.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return Directory({})
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}: 不是有效的 TOML 文件（{error}）；请改正后再试。") from error
    except OSError as error:
        raise KnowledgeError(f"{path}: 读不出来（{reason(error)}）；请检查读取权限。") from error
    entries: dict[str, Department] = {}
    for table in _tables(path, data, "department"):
        entry = _department(path, table)
        if entry.name in entries:
            raise KnowledgeError(f"{path}: 部门“{entry.name}”写了两次；请合并成一条。")
        entries[entry.name] = entry
    return Directory(entries, tuple(_line(path, table) for table in _tables(path, data, "line")))


def _tables(path: Path, data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    tables = data.get(key, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise KnowledgeError(f"{path}: “{key}”要写成 [[{key}]]；请改正后再试。")
    return tables


def _department(path: Path, table: dict[str, Any]) -> Department:
    name = _text(path, table, "name", required=True) or ""
    aliases = table.get("aliases", [])
    if not isinstance(aliases, list) or not all(isinstance(alias, str) for alias in aliases):
        raise KnowledgeError(f"{path}: 部门“{name}”的 aliases 要写成文字列表；请改正后再试。")
    since = table.get("since")
    if since is not None and not isinstance(since, date):
        raise KnowledgeError(f"{path}: 部门“{name}”的 since 要写成日期，如 2023-08-18；请改正后再试。")
    now, source = _text(path, table, "now"), _text(path, table, "source")
    if now and not source:
        raise KnowledgeError(f"{path}: 部门“{name}”写了现名却没有出处；请补上 source。")
    return Department(
        name=name,
        full=_text(path, table, "full") or name,
        aliases=tuple(aliases),
        now=now,
        since=since,
        source=source,
        phone=_text(path, table, "phone"),
        address=_text(path, table, "address"),
    )


def _line(path: Path, table: dict[str, Any]) -> Line:
    name, phone, purpose = (_text(path, table, key, required=True) or "" for key in ("name", "phone", "for"))
    return Line(name, phone, purpose)


def _text(path: Path, table: dict[str, Any], key: str, *, required: bool = False) -> str | None:
    value = table.get(key)
    if (value is None and required) or not (value is None or (isinstance(value, str) and value.strip())):
        where = table.get("name", "（没有 name 的一条）")
        raise KnowledgeError(f"{path}: “{where}”的 {key} 没有写或不是文字；请补上。")
    return value
