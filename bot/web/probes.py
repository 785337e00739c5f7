"""What operators, their load balancers and their monitoring ask."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.service import problems
from bot.web.keys import ASSISTANT, HEALTH, METRICS
from bot.web.responses import json_response


async def alive(_request: web.Request) -> web.Response:
    """Answer that the process runs."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when questions can be answered now, else 503 with what is in the way."""
    if found := await problems(request.app[ASSISTANT], request.app[HEALTH]):
        return json_response({"status": "not ready", "problems": found}, status=503)
    return json_response({"status": "ready"})


async def metrics(request: web.Request) -> web.Response:
    """Show the measures in Prometheus' text format."""
    body = await request.app[METRICS].exposition()
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
