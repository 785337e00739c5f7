"""The commands that ask, on a terminal of their own."""

import os
import pty
import select
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.bot.cli.conftest import COMMAND, Policybot

PATIENCE = 20.0


class Terminal:
    """A command on a pseudo-terminal: what it shows, what is typed."""

    def __init__(self, process: int, screen: int) -> None:
        self._process, self._screen, self.shown = process, screen, ""

    def shows(self, text: str) -> None:
        """Wait until `text` has been shown."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            left = max(0.0, deadline - time.monotonic())
            ready, _, _ = select.select([self._screen], [], [], left)
            assert ready, f"{text!r} isn't shown: {self.shown!r}"
            self.shown += self._read()

    def types(self, text: str) -> None:
        """Type `text`; \\x03 is Ctrl+C, \\x04 Ctrl+D."""
        os.write(self._screen, text.encode())

    def ends(self) -> int:
        """Wait for the end and return the exit status."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            select.select([self._screen], [], [], 0.05)
            self.shown += self._read()
            done, status = os.waitpid(self._process, os.WNOHANG)
            if done:
                return os.waitstatus_to_exitcode(status)
        os.kill(self._process, 9)
        os.waitpid(self._process, 0)
        return pytest.fail(f"it doesn't end: {self.shown!r}")

    def _read(self) -> str:
        try:
            return os.read(self._screen, 65536).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            return ""


@contextmanager
def terminal(policybot: Policybot, *words: str) -> Iterator[Terminal]:
    """Run the command on a terminal."""
    environment = dict(policybot.environment())
    process, screen = pty.fork()
    if process == 0:
        os.chdir(policybot.home)
        os.execve(COMMAND, [str(COMMAND), *words], environment)  # noqa: S606
    try:
        yield Terminal(process, screen)
    finally:
        os.close(screen)


def test_a_conversation_is_ended_by_ctrl_c_at_once(policybot: Policybot) -> None:
    with terminal(policybot, "ask") as shell:
        shell.shows("您的问题")
        shell.types("首贷服务中心在哪办\n")
        shell.shows("牵头单位：人行嘉兴市中心支行")
        shell.types("\x03")
        assert shell.ends() == 130
        assert "Traceback" not in shell.shown


@pytest.mark.parametrize("typed", ["n\n", "\n", "\x04"], ids=["n", "Enter", "Ctrl+D"])
def test_anything_but_yes_leaves_what_is_published(fresh: Policybot, typed: str) -> None:
    with terminal(fresh, "load", fresh.env["POLICIES"]) as shell:
        shell.shows("发布？")
        shell.types(typed)
        assert shell.ends() == 0
        assert "没有发布" in shell.shown


def test_yes_publishes(fresh: Policybot) -> None:
    with terminal(fresh, "load", fresh.env["POLICIES"]) as shell:
        shell.shows("发布？")
        shell.types("y\n")
        assert shell.ends() == 0
        assert "第 1 版。" in shell.shown


@pytest.mark.parametrize(("typed", "restored"), [("y", True), ("", False)])
def test_a_restore_asks_first(policybot, tmp_path, typed, restored):
    file = tmp_path / "backup"
    assert policybot("backup", str(file)).status == 0
    with terminal(policybot, "restore", str(file)) as screen:
        screen.shows("换掉现在的数据库？现在的会留在旁边。")
        screen.types(f"{typed}\n")
        assert screen.ends() == 0
    assert ("没有恢复，数据库不变。" in screen.shown) != restored
    assert (len(list(policybot.data.glob("*.before-restore-*"))) == 1) == restored
