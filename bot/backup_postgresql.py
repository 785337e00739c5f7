"""Dumps of a PostgreSQL database by its own programs, and putting one in its place."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL

from bot.errors import BotError
from bot.inbox.store import InboxRow
from bot.staff.store.tables import MemberRow
from bot.store import QuestionRow
from knowledge.store.tables import ClauseRow

_HEADER = b"PGDMP"
_VERSION = re.compile(r"^COPY \S+ \(version_num\) FROM stdin;\n(\S+)\n", re.MULTILINE)
_SCHEMA = re.compile(r"^\d+; \d+ \d+ TABLE (\S+) alembic_version ", re.MULTILINE)
_COMMON = ("--no-owner", "--no-privileges", "--no-password")


def dump(url: URL, target: Path) -> None:
    """Write the service's schema into a file, in pg_dump's own format; others read and write meanwhile."""
    with _connected(url) as connection:
        schema = _schema(connection)
    named = f'--schema="{schema}"'
    _run(url, "pg_dump", "--format=custom", *_COMMON, named, f"--file={target}", f"--dbname={_address(url)}")


def revision_of(file: Path) -> str:
    """Return the schema's revision in a dump; raises BotError where it is none of ours, or damaged."""
    with file.open("rb") as opened:
        if opened.read(len(_HEADER)) != _HEADER:
            raise BotError(f"{file}: 不是 policybot 的 PostgreSQL 备份；请检查备份文件和设置 DATABASE_URL。")
    _run(None, "pg_restore", f"--file={os.devnull}", str(file))  # reads all of it
    found = _VERSION.search(
        _run(None, "pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
    )
    if found is None:
        raise BotError(f"{file}: 不是 policybot 的备份；请检查备份文件的路径。")
    return found[1]


def put_in_place(url: URL, file: Path, *, stamp: str) -> str:
    """Put a dump where the service's schema is, and return the name under which that is kept in the database.

    Raises BotError, with everything as it was, while others are connected or where other tables are there too.
    """
    listed = _SCHEMA.search(_run(None, "pg_restore", "--list", str(file)))
    kept = f"before_restore_{stamp}"
    with _connected(url) as connection:
        schema = _schema(connection)
        if listed is None or listed[1] != schema:
            raise BotError(
                f"{file}: 备份来自另一个模式（schema），不是现在用的 {schema}；请检查 DATABASE_URL。"
            )
        _check_alone(connection, schema)
        with connection.transaction():
            _rename(connection, schema, to=kept)
            connection.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        try:
            whole = ("--single-transaction", "--exit-on-error")
            _run(
                url,
                "pg_restore",
                *whole,
                *_COMMON,
                f"--schema={schema}",
                f"--dbname={_address(url)}",
                str(file),
            )
        except BaseException:
            with connection.transaction():
                connection.execute(SQL("DROP SCHEMA {} CASCADE").format(Identifier(schema)))
                _rename(connection, kept, to=schema)
            raise
    return kept


def _check_alone(connection: psycopg.Connection[Any], schema: str) -> None:
    others = connection.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usesysid IS NOT NULL AND pid <> pg_backend_pid()"
    ).fetchone()
    if others is None or others[0]:
        raise BotError("有程序正连着这个数据库；请先停止所有服务，再恢复。")
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (schema,)).fetchall()
    ours = {
        *QuestionRow.metadata.tables,
        *InboxRow.metadata.tables,
        *MemberRow.metadata.tables,
        *ClauseRow.metadata.tables,
        "alembic_version",
    }
    if foreign := sorted({name for (name,) in rows} - ours):
        raise BotError(
            f"数据库里还有别的程序的表（{'、'.join(foreign[:3])}）；请为 policybot 单独建一个数据库。"
        )


def _rename(connection: psycopg.Connection[Any], schema: str, *, to: str) -> None:
    connection.execute(SQL("ALTER SCHEMA {} RENAME TO {}").format(Identifier(schema), Identifier(to)))


def _schema(connection: psycopg.Connection[Any]) -> str:
    found = connection.execute("SELECT current_schema()").fetchone()
    if found is None or found[0] is None:
        raise BotError("数据库里没有可以用的模式（schema）；请检查 DATABASE_URL。")
    return str(found[0])


@contextmanager
def _connected(url: URL) -> Iterator[psycopg.Connection[Any]]:
    """Yield a connection that commits each statement; raises BotError where the database refuses something."""
    try:
        password = _parts(url).get("password")
        with psycopg.connect(
            _address(url), password=password, autocommit=True, connect_timeout=5
        ) as connection:
            yield connection
    except psycopg.Error as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise BotError(
            f"数据库 {url.host or 'localhost'}:{url.port or 5432} 用不了（{said}）；"
            "请检查 DATABASE_URL、数据库是否在运行、用户有没有权限。"
        ) from error


def _parts(url: URL) -> dict[str, Any]:
    """Return a URL in libpq's words."""
    return {**url.translate_connect_args(username="user", database="dbname"), **url.query}


def _address(url: URL) -> str:
    """Return the connection string without the password: other users of a machine see command lines."""
    return make_conninfo(**{name: value for name, value in _parts(url).items() if name != "password"})


def _run(url: URL | None, program: str, *words: str) -> str:
    """Run one of PostgreSQL's programs and return its output; raises BotError with the last line it says."""
    found = shutil.which(program)
    if found is None:
        raise BotError(
            f"没有找到 {program}；请安装 PostgreSQL 的客户端程序（Debian：apt install postgresql-client）再试。"
        )
    password = None if url is None else _parts(url).get("password")
    environment = os.environ | ({} if password is None else {"PGPASSWORD": str(password)})
    done = subprocess.run(  # noqa: S603 (the programs' own names, and no shell)
        [found, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = (done.stderr.decode(errors="replace").strip().splitlines() or ["没有说明原因"])[-1]
        raise BotError(f"{program} 没有成功（{said}）；请按它说的改正后再试。")
    return done.stdout.decode(errors="replace")
