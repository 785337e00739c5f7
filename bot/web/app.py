"""The web application: its routes, and what every response carries."""

from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import web
from yarl import URL

from bot.answer import clause_url
from bot.assistant import Assistant
from bot.context import in_utc
from bot.health import Health
from bot.metrics import Metrics
from bot.staff.console import Console
from bot.web import api, handovers, openapi, pages, probes, staff, webhook
from bot.web.assets import Assets
from bot.web.errors import error_middleware
from bot.web.headers import add_headers
from bot.web.journal import journal_middleware
from bot.web.keys import ASSISTANT, HEALTH, METRICS, RETENTION_DAYS
from bot.web.limits import GATE, Gate, Limits, limit_middleware
from bot.web.staff.guard import CONSOLE
from bot.web.views import document_url
from bot.web.webhook import TelegramUpdates
from bot.wording import day, moment

LARGEST_BODY = 64 * 1024
"""Bytes that a request may carry; a question of 5,000 characters fits however its JSON is escaped."""

_TEMPLATES = Path(__file__).parent / "templates"


class _Here(web.HTTPPermanentRedirect):
    """A redirect that stays on this host: a request may name another one in its first line."""

    def __init__(self, location: str) -> None:
        super().__init__("/" + URL(location, encoded=True).raw_path_qs.lstrip("/\\"))


def create_app(
    assistant: Assistant,
    *,
    health: Health | None = None,
    metrics: Metrics | None = None,
    retention_days: int | None = None,
    telegram: TelegramUpdates | None = None,
    limits: Limits | None = None,
    console: Console | None = None,
) -> web.Application:
    """Return the web side over an assistant that the caller opened.

    `health` is what `/readyz` asks beside database and index; `metrics` is what `/metrics` shows.
    `retention_days`, where questions are erased after so many days, is what the privacy page promises.
    `telegram`, where updates come by webhook, takes them. `console` is what the pages below `/staff` work with.
    Run it without aiohttp's access log: an address such as `/?q=…` holds what a person asked.
    """
    # Merging slashes too would also lead from any address with one character too many (aiohttp 3.14).
    without_slash = web.normalize_path_middleware(
        append_slash=False, remove_slash=True, merge_slashes=False, redirect_class=_Here
    )
    middlewares = [journal_middleware, error_middleware, limit_middleware, without_slash]
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=middlewares)
    app[ASSISTANT] = assistant
    app[HEALTH] = health or Health()
    app[METRICS] = metrics or Metrics()
    app[GATE] = Gate(limits or Limits())
    app[RETENTION_DAYS] = retention_days
    app[CONSOLE] = console
    assets = Assets()
    _set_up_templates(app, assets)
    app.on_response_prepare.append(add_headers)
    app.add_routes(_routes(assets, telegram))
    app.add_routes(staff.routes() if console else [])
    app.on_cleanup.append(_close_console)
    return app


async def _close_console(app: web.Application) -> None:
    if console := app[CONSOLE]:
        await console.close()


def _routes(assets: Assets, telegram: TelegramUpdates | None) -> list[web.RouteDef]:
    return [
        web.get("/", pages.chat),
        web.get("/documents", pages.documents),
        web.get("/documents/{document}", pages.document),
        web.get("/clauses/{document}/{key}", pages.clause),
        web.get("/departments", pages.departments),
        web.get("/privacy", pages.privacy),
        web.post("/api/ask", api.ask),
        web.post("/api/vote", api.vote),
        web.post("/api/forget", api.forget),
        web.post("/api/messages", handovers.messages),
        web.get("/api/clauses/{document}/{key}", api.clause),
        web.get("/api/openapi.json", openapi.description),
        web.get("/healthz", probes.alive),
        web.get("/readyz", probes.ready),
        web.get("/metrics", probes.metrics),
        web.get("/static/{name}", assets.serve),
        *([web.post(webhook.PATH, telegram.take)] if telegram else []),
    ]


def _set_up_templates(app: web.Application, assets: Assets) -> None:
    environment = aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        auto_reload=False,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        default_helpers=False,
    )
    environment.globals["asset"] = assets.url
    environment.globals["clause_url"] = clause_url
    environment.globals["document_url"] = document_url
    environment.filters["day"] = day
    environment.filters["moment"] = lambda stored: moment(in_utc(stored))
