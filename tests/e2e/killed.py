"""Runs a command in a process that kills itself, as by kill -9, when it comes to a named step of a publication.

usage: python -m tests.e2e.killed STEP COMMAND…
"""

import os
import signal
import sys
from typing import Any

from bot import publishing, service
from bot.cli import app
from knowledge.store import versions

STEPS: dict[str, tuple[Any, str]] = {
    "before the transaction": (publishing, "begin_alone"),
    "in the transaction, before anything is written": (versions, "read_draft"),
    "in the transaction, when the versions are written": (versions, "release_draft"),
    "in the transaction, when all is written": (versions, "titles"),
    "after the transaction": (publishing, "Live"),
    "before the swap": (service, "assemble"),
    "after the swap": (service._log, "info"),
}
"""Where each step begins: the first thing that is called then."""


def main() -> None:
    """Arm the step and run the command."""
    step, *command = sys.argv[1:]
    holder, name = STEPS[step]
    setattr(holder, name, _kill)
    sys.argv = ["policybot", *command]
    app()


def _kill(*args: object, **named: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main()
