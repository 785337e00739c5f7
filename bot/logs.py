"""The service's log: a JSON object a line, each with the request that it belongs to."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from bot.errors import places

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""What is being handled: a web request's id, or `update-` and a Telegram update's number."""

# httpx logs URLs, and with them the token; aiohttp's server logs malformed request lines as they came; a first
# start's migrations are nobody's news.
_QUIET = (
    ("httpx", "WARNING"),
    ("httpcore", "WARNING"),
    ("alembic", "WARNING"),
    ("aiohttp.server", "CRITICAL"),
)


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON: at (UTC), level, name, message, request, and its `fields` as they are.

    Of an error that comes with it only type and place are written: its message may quote a person.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "name": record.name,
            "message": record.getMessage(),
            "request": request_id.get(),
            **record.__dict__.get("fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = places(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def set_up_logs() -> None:
    """Log to standard error from INFO on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for name, level in _QUIET:
        logging.getLogger(name).setLevel(level)
