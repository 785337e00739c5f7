"""One line in the log for each request, and the id under which all lines of that request are found."""

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from bot.logs import request_id

_log = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9-]{1,64}")


def route_of(request: web.Request) -> str:
    """Return the template of a request's route, never its address, which can hold a question; ? where there is none."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "?"


@web.middleware
async def journal_middleware(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Give a request its id, the caller's where that will do, and log how it went."""
    given = request.headers.get(HEADER, "")
    own = given if _ACCEPTED.fullmatch(given) else secrets.token_hex(8)
    begun, before = time.perf_counter(), request_id.set(own)
    try:
        response = await handler(request)
    except web.HTTPException as redirection:  # of these, only redirections come so far
        redirection.headers[HEADER] = own
        _note(request, redirection.status, time.perf_counter() - begun)
        raise
    else:
        response.headers[HEADER] = own
        _note(request, response.status, time.perf_counter() - begun)
        return response
    finally:
        request_id.reset(before)


def _note(request: web.Request, status: int, seconds: float) -> None:
    fields = {
        "method": request.method if request.method in hdrs.METH_ALL else "?",
        "route": route_of(request),
        "status": status,
        "ms": round(1000 * seconds, 1),
    }
    _log.info("request", extra={"fields": fields})
