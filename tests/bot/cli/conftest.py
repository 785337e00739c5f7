"""The `policybot` command as its users have it: a process of its own, in a folder of its own."""

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from tests.conftest import POSTGRESQL
from tests.plan import POLICIES
from tests.services import missing

COMMAND = Path(sys.executable).parent / "policybot"
LONGEST_RUN = 30


@dataclass(frozen=True)
class Run:
    """How a command ended: exit status, standard output, standard error."""

    status: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """Return the one sentence that a refused command says: status 1, a single line, no output."""
        assert (self.status, self.out) == (1, "")
        (sentence,) = self.err.splitlines()
        return sentence


@dataclass
class Policybot:
    """Runs the command with nothing of the developer's environment; `env` is what a test adds."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """Return the data folder."""
        return Path(self.env["POLICYBOT_DATA"])

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return the whole environment of a run."""
        return {"PATH": os.defpath, "HOME": str(self.home), "LANG": "C.UTF-8", **self.env, **more}

    def start(self, *words: str, **pipes: int) -> subprocess.Popen[bytes]:
        """Start the command and leave it running."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **pipes}
        return subprocess.Popen([COMMAND, *words], cwd=self.home, env=self.environment(), **pipes)

    def __call__(self, *words: str, stdin: bytes | str = b"", **env: str) -> Run:
        """Run the command to its end; it never shows a traceback."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [COMMAND, *words],
            cwd=self.home,
            env=self.environment(**env),
            input=given,
            capture_output=True,
            timeout=LONGEST_RUN,
        )
        run = Run(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in run.err
        assert "Exception ignored" not in run.err
        assert "意外的错误" not in run.err
        return run

    def into_closed_pipe(self, *words: str) -> Run:
        """Run the command with a standard output that nobody reads any more."""
        reading, writing = os.pipe()
        os.close(reading)
        process = self.start(*words, stdin=subprocess.DEVNULL, stdout=writing)
        os.close(writing)
        _, err = process.communicate(timeout=LONGEST_RUN)
        return Run(process.returncode, "", err.decode())


@pytest.fixture
def fresh(tmp_path: Path, plan_store) -> Policybot:
    """Return the command on the real policies, with nothing stored yet (but jieba's cache, to be quick)."""
    bot = Policybot(tmp_path, {"POLICYBOT_DATA": str(tmp_path / "var"), "POLICIES": str(POLICIES)})
    copy_caches((plan_store[0].parent / "cache").glob("*.cache"), bot.data / "cache")
    return bot


@pytest.fixture
def policybot(fresh: Policybot, plan_store) -> Policybot:
    """Return the command on a store that has the plan published."""
    shutil.copy(plan_store[0], fresh.data)
    return fresh


@pytest.fixture(scope="session")
def own_database() -> Iterator[str]:
    """Yield the URL of a PostgreSQL database of our own: to put one back, nobody else may be connected to it."""
    server = make_url(POSTGRESQL)
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    name = f"operator_{uuid.uuid4().hex[:12]}"
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=2) as connection:
            connection.execute(f"CREATE DATABASE {name}")
    except psycopg.OperationalError:
        missing("PostgreSQL doesn't answer (TEST_POSTGRESQL, default 127.0.0.1:5432)")
    url = server.set(drivername="postgresql", database=name, password=server.password or "hush")
    yield url.render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def on_postgresql(fresh: Policybot, own_database: str) -> Policybot:
    """Return the command on an empty PostgreSQL database of its own."""
    with psycopg.connect(own_database, autocommit=True) as connection:
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname = 'public' OR nspname LIKE 'before_restore_%'"
        )
        for (name,) in schemas.fetchall():
            connection.execute(f"DROP SCHEMA {name} CASCADE")
        connection.execute("CREATE SCHEMA public")
    fresh.env["DATABASE_URL"] = own_database
    assert fresh("migrate").status == 0
    return fresh


def copy_caches(files: Iterable[Path], folder: Path) -> None:
    """Copy cache files into a folder, which is made."""
    folder.mkdir(parents=True)
    for file in files:
        shutil.copy(file, folder)
