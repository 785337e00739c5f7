"""A line in the log for each handling of an update: its kind, how it ended, how long it took; nothing of a person."""

import logging
import re
from collections.abc import Mapping
from typing import Any

_log = logging.getLogger(__name__)
_KIND = re.compile("[a-z_]{1,32}")

HANDLED, AGAIN, ASIDE, STOPPED = "handled", "again", "set aside", "stopped"
"""How it ends; `again` is to be tried again, `stopped` is cancelled and left to be handled again."""


def note(update: Mapping[str, Any], outcome: str, *, tries: int, seconds: float) -> None:
    """Log it; the line's request names the update."""
    kind = next((key for key in update if key != "update_id" and _KIND.fullmatch(key)), "?")
    fields = {"kind": kind, "outcome": outcome, "tries": tries, "ms": round(1000 * seconds, 1)}
    _log.info("update", extra={"fields": fields})
