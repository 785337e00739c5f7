"""Who may import what, and the size and wording that every file keeps to; read from the syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ("knowledge", "retrieval", "bot")
"""From the innermost room to the outermost: each may import those before it, never those after it."""

LONGEST_FILE, LONGEST_FUNCTION = 300, 40


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def sources() -> dict[str, Path]:
    """Return the files of the three rooms by module name."""
    return {module_name(path): path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield every module that a file imports, those inside functions too; `from a import b` yields a and a.b."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def importers(library: str) -> set[str]:
    """Return the modules that import a library or anything below it."""
    return {
        name
        for name, path in sources().items()
        if any(imported == library or imported.startswith(f"{library}.") for imported in imports(path))
    }


def reachable(start: str) -> set[str]:
    """Return everything that importing and using a module of ours can bring in, libraries included."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for imported in imports(sources()[waiting.pop()]):
            if imported not in seen:
                seen.add(imported)
                waiting += [imported] if imported in sources() else []
    return seen


def test_there_is_something_to_read():
    assert {"bot.assistant", "retrieval.search", "knowledge.splitting"} <= sources().keys()


@pytest.mark.parametrize(
    ("room", "outer"), [("knowledge", "retrieval"), ("knowledge", "bot"), ("retrieval", "bot")]
)
def test_no_room_imports_one_further_out(room, outer):
    assert [name for name in importers(outer) if name.split(".")[0] == room] == []


def test_no_room_imports_the_tests():
    assert importers("tests") == set()


def test_retrieval_sees_plain_values_and_never_a_row():
    for library in ("knowledge.store", "sqlmodel", "sqlalchemy", "alembic"):
        assert [name for name in importers(library) if name.startswith("retrieval")] == []


def test_tables_are_declared_only_in_modules_named_store():
    assert importers("sqlmodel") == {
        "bot.store",
        "bot.inbox.store",
        "bot.staff.store.tables",
        "knowledge.store.tables",
    }


def test_knowledge_speaks_to_the_database_only_in_its_store():
    speaking = [name for name in importers("sqlalchemy") if name.startswith("knowledge")]
    assert all(name.startswith("knowledge.store.") for name in speaking)


def test_only_the_telegram_side_imports_telegram():
    assert {name for name in importers("telegram") if not name.startswith("bot.telegram")} == set()


def test_only_the_web_side_imports_aiohttp_and_the_command_that_starts_it():
    """`bot.cli.serve` opens the port: what runs an aiohttp application is aiohttp's own runner."""
    outside = {name for name in importers("aiohttp") if not name.startswith("bot.web")}
    assert outside == {"bot.cli.serve"}
    for library in ("aiohttp_jinja2", "jinja2"):
        assert {name for name in importers(library) if not name.startswith("bot.web")} == set()


def test_only_the_command_line_imports_typer():
    assert {name for name in importers("typer") if not name.startswith("bot.cli")} == set()


def test_the_channels_know_the_core_and_not_each_other():
    assert {name for name in importers("bot.web") if not name.startswith("bot.web")} == {"bot.cli.serve"}
    assert {name for name in importers("bot.telegram") if not name.startswith("bot.telegram")} == {
        "bot.cli.serve",
        "bot.cli.doctor",
    }
    assert {name for name in importers("bot.cli") if not name.startswith("bot.cli")} == set()


def test_showing_how_files_are_split_waits_for_no_library_of_databases_or_words():
    libraries = {imported.split(".")[0] for imported in reachable("bot.cli.split")}
    assert libraries.isdisjoint({"sqlalchemy", "sqlmodel", "alembic", "pydantic_settings", "numpy", "jieba"})


@pytest.mark.parametrize("module", ["bot.assistant", "bot.compose", "bot.service", "bot.loading"])
def test_the_conversation_reaches_no_channel_and_no_channels_library(module):
    libraries = {imported.split(".")[0] for imported in reachable(module)}
    assert libraries.isdisjoint({"aiohttp", "aiohttp_jinja2", "jinja2", "telegram", "httpx", "typer", "rich"})


def ours() -> list[Path]:
    """Return all Python files of the project, tests included."""
    return [*sources().values(), *sorted((ROOT / "tests").rglob("*.py"))]


def test_no_import_is_relative():
    relative = [
        f"{path}:{node.lineno}"
        for path in ours()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_no_file_is_a_heap_of_odds_and_ends():
    assert [path for path in ours() if path.stem in {"utils", "util", "helpers", "misc", "common"}] == []


def test_every_module_has_a_docstring():
    empty = [path for path in ours() if path.name == "__init__.py" and not path.read_text().strip()]
    assert [path for path in ours() if not ast.get_docstring(tree(path)) and path not in empty] == []
    assert [path for path in empty if "tests" not in path.parts] == []


def public_definitions(
    body: list[ast.stmt],
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Yield the public functions and classes of a module or class, and those inside its public classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public_definitions(node.body)


def test_every_public_name_has_a_docstring():
    bare = [
        f"{name}.{node.name}"
        for name, path in sources().items()
        for node in public_definitions(tree(path).body)
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_no_file_is_longer_than_three_hundred_lines():
    written = [*ours(), *(p for ending in ("js", "css", "html") for p in (ROOT / "bot").rglob(f"*.{ending}"))]
    lengths = {str(path): len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    assert {path: length for path, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_forty_lines():
    """A migration's `upgrade` is Alembic's list of tables, one call each; cutting it up would hide it."""
    lengths = {
        f"{path}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in ours()
        if path.parent.name != "versions"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {where: length for where, length in lengths.items() if length > LONGEST_FUNCTION} == {}
