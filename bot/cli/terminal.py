"""The terminal: reading what a person types, so that Ctrl+C ends it at once, and who that is."""

import getpass
import signal
import sys


def read_line() -> str:
    """Return the next line of standard input with its line break, "" at its end; undecodable bytes are replaced.

    It is read on the main thread with Python's own handling of Ctrl+C: asyncio's would only note it while
    the read goes on waiting. Nothing else runs in the loop of a command that asks.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    return sys.stdin.buffer.readline().decode("utf-8", "replace")


def who() -> str:
    """Return who acts, for the audit table."""
    try:
        return f"命令行 {getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        return "命令行"
