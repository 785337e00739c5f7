"""What the application carries, under typed keys."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.assistant import Assistant

ASSISTANT = web.AppKey("assistant", Assistant)
RETENTION_DAYS: web.AppKey[int | None] = web.AppKey("retention_days")
READY: web.AppKey[Callable[[], Awaitable[bool]]] = web.AppKey("ready")
