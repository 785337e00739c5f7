"""What the application carries, under typed keys."""

from aiohttp import web

from bot.assistant import Assistant
from bot.health import Health
from bot.metrics import Metrics

ASSISTANT = web.AppKey("assistant", Assistant)
RETENTION_DAYS: web.AppKey[int | None] = web.AppKey("retention_days")
HEALTH = web.AppKey("health", Health)
METRICS = web.AppKey("metrics", Metrics)
