"""What people keep beside the clause files: whether it has changed since it was last taken up."""

import hashlib
from pathlib import Path

from knowledge import departments, synonyms, vocabulary

_CALLED = {departments.FILE_NAME: "部门名录", vocabulary.FILE_NAME: "词表", synonyms.FILE_NAME: "同义词表"}


def fingerprint(policies: Path) -> str:
    """Return the name and SHA-256 of each file that is there, a line each: another text is another fingerprint."""
    return "\n".join(f"{name} {_digest(policies / name)}" for name in _CALLED if (policies / name).exists())


def news(policies: Path, taken_up: str) -> str:
    """Return in Chinese which files differ from those of an earlier fingerprint; empty where none does."""
    differing = {
        line.split()[0] for line in {*fingerprint(policies).split("\n")} ^ {*taken_up.split("\n")} if line
    }
    called = "、".join(called for name, called in _CALLED.items() if name in differing)
    return called and f"{called}{'有改动' if taken_up else '是新的'}"


def _digest(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"
