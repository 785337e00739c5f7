"""Everything that goes wrong, as one kind sentence: JSON below /api or where it is asked for, else a page."""

import logging
import secrets
from collections.abc import Awaitable, Callable

import aiohttp_jinja2
from aiohttp import web

from bot.errors import places
from bot.outage import DatabaseDown
from bot.rates import TooManyQuestions
from bot.web.bodies import Refusal
from bot.web.journal import route_of
from bot.web.responses import json_response

_log = logging.getLogger(__name__)

_SENTENCES = {
    400: "这个请求看不明白，请检查后再试。",
    404: "没有找到这个页面。",
    405: "这个地址不支持这种请求方式。",
    413: "内容太长了，请缩短后再试。",
    500: "服务出了点问题，请稍后再试。",
}
_RETRY_SECONDS = 10
_OTHERWISE = "这个请求没有成功，请稍后再试。"


@web.middleware
async def error_middleware(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Turn refusals and errors into a sentence; an unexpected one also gets a reference, and is logged with it."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return _respond(request, refusal.status, refusal.message, retry_after=refusal.retry_after)
    except TooManyQuestions as error:
        return _respond(request, 429, str(error), retry_after=error.wait)
    except DatabaseDown as error:
        _log.error("%s failed: %s", request.method, type(error.__cause__).__name__)
        return _respond(request, 503, str(error), retry_after=_RETRY_SECONDS)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        response = _respond(request, error.status, _SENTENCES.get(error.status, _OTHERWISE))
        if "Allow" in error.headers:
            response.headers["Allow"] = error.headers["Allow"]
        return response
    except web.RequestPayloadError:
        return _respond(request, 400, "请求内容没有完整送达，请再试一次。")
    except Exception as error:
        # The edge: whatever it was, the person gets a sentence, the operator the place.
        reference = secrets.token_hex(4).upper()
        place = route_of(request)
        _log.error("%s %s failed, reference %s\n%s", request.method, place, reference, places(error))
        return _respond(request, 500, _SENTENCES[500], reference=reference)


def _respond(
    request: web.Request,
    status: int,
    sentence: str,
    *,
    reference: str | None = None,
    retry_after: int | None = None,
) -> web.Response:
    response = _response(request, status, sentence, reference)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response


def _response(request: web.Request, status: int, sentence: str, reference: str | None) -> web.Response:
    if request.path.startswith("/api/") or request.headers.get("Accept") == "application/json":
        body = {"error": sentence} if reference is None else {"error": sentence, "reference": reference}
        return json_response(body, status=status)
    context = {"status": status, "sentence": sentence, "reference": reference}
    return aiohttp_jinja2.render_template("error.html", request, context, status=status)
