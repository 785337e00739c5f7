"""What operators and their load balancers ask."""

from aiohttp import web

from bot.web.keys import READY


async def alive(_request: web.Request) -> web.Response:
    """Answer that the process runs."""
    return web.json_response({"status": "ok"})


async def ready(request: web.Request) -> web.Response:
    """Answer 200 when questions can be answered now, else 503."""
    if await request.app[READY]():
        return web.json_response({"status": "ready"})
    return web.json_response({"status": "not ready"}, status=503)
