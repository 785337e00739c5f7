"""Taking updates in: each is stored once, by its number, before anybody is told that it has arrived."""

import asyncio
import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.inbox import store

_log = logging.getLogger(__name__)

_LARGEST = 2**63 - 1
"""What the database's integer columns hold."""


class NotAnUpdate(Exception):
    """Something that has no number of an update, or can't be written down."""


class Inbox:
    """Stores updates; `woken` is set when there is something new for those who handle them."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Take an engine that the caller closes."""
        self.engine = engine
        self.woken = asyncio.Event()

    async def take(self, update: Any) -> None:
        """Store an update; the same number again changes nothing. Raises NotAnUpdate."""
        await self._store([_row(update)])

    async def take_all(self, updates: Sequence[Any]) -> int:
        """Store a batch in one transaction and return its highest number, 0 for none; what is no update is left out."""
        rows = []
        for update in updates:
            try:
                rows.append(_row(update))
            except NotAnUpdate:
                _log.error("Something without the number of an update came in, and is passed over.")
        if rows:
            await self._store(rows)
        return max((row["update_id"] for row in rows), default=0)

    async def backlog(self) -> tuple[int, float]:
        """Return how many updates aren't done with, and the seconds for which the oldest has waited."""
        async with self.engine.connect() as connection:
            count, oldest = await store.backlog(connection)
        return count, (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0

    async def _store(self, rows: list[dict[str, Any]]) -> None:
        async with self.engine.begin() as connection:
            await store.add(connection, rows)
        self.woken.set()


def _row(update: Any) -> dict[str, Any]:
    number = update.get("update_id") if isinstance(update, dict) else None
    # bool is a kind of int in Python, not in JSON.
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= _LARGEST:
        raise NotAnUpdate
    try:
        raw = json.dumps(update)
    except (ValueError, RecursionError) as error:
        raise NotAnUpdate from error
    return {"update_id": number, "chat": _chat(update), "raw": raw, "received_at": datetime.now(UTC)}


def _chat(update: dict[str, Any]) -> str:
    """Return what the order is kept for: the chat, else the person, else the update itself."""
    for content in update.values():
        if not isinstance(content, dict):
            continue
        message = content.get("message")
        for holder in (content, message if isinstance(message, dict) else {}):
            if (chat := _id(holder.get("chat"))) is not None:
                return f"{chat}"
        if (user := _id(content.get("from"))) is not None:
            return f"{user}"
    return f"update {update['update_id']}"


def _id(holder: Any) -> int | None:
    number = holder.get("id") if isinstance(holder, dict) else None
    return number if isinstance(number, int) and abs(number) <= _LARGEST else None
