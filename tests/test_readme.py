"""What the README says is true: settings, commands, make targets, files."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import app
from bot.settings import Settings

ROOT = Path(__file__).parent.parent

_FENCE = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_ROW = re.compile(r"^\|\s*`([A-Z][A-Z0-9_]+)`\s*\|([^|]*)\|([^|]*)\|\s*$", re.MULTILINE)
_PATH = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*/?")
_ENDINGS = (".py", ".txt", ".md", ".toml", ".tsv", ".jsonl", ".png", ".svg", ".jpg", ".yml", ".css", ".js")
_MADE_LATER = (".venv/", "var/", "./var", ".env")
"""What a reader's own machine makes: the environment, the data folder, the settings file."""


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def code_of(text: str) -> Iterator[str]:
    """Yield the fenced blocks and the inline code spans of a Markdown text."""
    yield from _FENCE.findall(text)
    yield from _INLINE.findall(_FENCE.sub("", text))


def settings_table(text: str) -> dict[str, tuple[str, str]]:
    """Return default and meaning by setting, from rows such as ``| `PORT` | `8080` | … |``."""
    return {name: (default.strip(), meaning.strip()) for name, default, meaning in _ROW.findall(text)}


def says_default(cell: str, default: object) -> bool:
    """Return whether a table cell gives a default: its value in backticks, or in words where it is None or empty."""
    value = cell.strip("`")
    if default is None or default == frozenset():
        return bool(value) and not _INLINE.fullmatch(cell)
    return cell == f"`{value}`" and (
        Path(value) == default if isinstance(default, Path) else value == str(default)
    )


def paths_in(text: str) -> set[str]:
    """Return what looks like a path of the repository: in code with a slash or a known ending, or linked.

    A line of a fenced block that starts with a folder is the layout of that folder: names after it stand below it.
    """
    words = {link for link in _LINK.findall(text) if "://" not in link}
    for code in code_of(text):
        for line in code.splitlines():
            first, *rest = re.split(r"[\s;,()]+", line.strip())
            below = first if first.endswith("/") and rest else ""
            words |= {first, *(below + word if word.endswith("/") else word for word in rest)}
    found = {word for word in words if _PATH.fullmatch(word) and ("/" in word or word.endswith(_ENDINGS))}
    placeholders = {word for word in found if "NAME" in word or "FILE" in word} | {*_ENDINGS}
    return {p for p in found - placeholders if not p.startswith((*_MADE_LATER, "application/", "text/"))}


def test_the_settings_table_has_the_settings_and_their_defaults(readme):
    fields = {str(field.validation_alias): field.default for field in Settings.model_fields.values()}
    table = settings_table(readme)
    assert table.keys() == fields.keys()
    wrong = {
        name: table[name][0] for name, default in fields.items() if not says_default(table[name][0], default)
    }
    assert wrong == {}
    assert [name for name, (_, meaning) in table.items() if not meaning] == []


def test_every_subcommand_is_named_and_every_named_one_exists(readme):
    named = {name for code in code_of(readme) for name in re.findall(r"\bpolicybot ([a-z]+)", code)}
    groups = {str(group.name) for group in app.registered_groups}
    assert named == groups | {
        str(c.name or (c.callback and c.callback.__name__)) for c in app.registered_commands
    }


def test_every_make_target_that_is_named_exists(readme):
    named = {name for code in code_of(readme) for name in re.findall(r"\bmake ([a-z]+)", code)}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_every_file_that_is_named_exists(readme):
    paths = paths_in(readme)
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    assert {"policies/", "knowledge/", "retrieval/", "bot/"} <= {path.rstrip("/") + "/" for path in paths}
