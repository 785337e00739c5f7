"""Who may come in: the session in the cookie, the role that a route asks for, and forms that only our pages send."""

import hmac
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errors import BotError
from bot.outage import DatabaseDown
from bot.staff.access import SESSION_LASTS
from bot.staff.console import Console
from bot.staff.people import Member, Role
from bot.web.bodies import Refusal
from bot.web.peers import is_secure

CONSOLE: web.AppKey[Console | None] = web.AppKey("console")
MEMBER: web.RequestKey[Member] = web.RequestKey("member", Member)

COOKIE = "policybot_staff"
FORM_FIELD = "csrf"

_COME_IN = (
    "请先登录：在 Telegram 里给机器人发 /console 取登录链接，"
    "或请管理员在服务器上运行 policybot staff link 您的编号。"
)
_ADMINS_ONLY = "这一页只有管理员能用。"
_STALE_FORM = "这个页面放得太久了，请刷新后再试。"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def for_staff(handler: Handler, *, role: Role = Role.STAFF, reads_body: bool = False) -> Handler:
    """Return the handler for members with at least this role; everyone else is refused before anything is read.

    A POST must carry the session's form token; a handler that `reads_body` itself (an upload) has to call
    `check_form` with it.
    """

    async def guarded(request: web.Request) -> web.StreamResponse:
        member = await console_of(request).access.member(request.cookies.get(COOKIE, ""))
        if member is None:
            raise Refusal(401, _COME_IN)
        if not member.role.includes(role):
            raise Refusal(403, _ADMINS_ONLY)
        request[MEMBER] = member
        if request.method == "POST" and not reads_body:
            check_form(request, text_of_form(await request.post(), FORM_FIELD))
        response = await _explained(handler, request)
        response.headers["Cache-Control"] = "no-store"
        return response

    return guarded


def for_admins(handler: Handler, *, reads_body: bool = False) -> Handler:
    """Return the handler for admins only."""
    return for_staff(handler, role=Role.ADMIN, reads_body=reads_body)


def console_of(request: web.Request) -> Console:
    """Return the console that the application carries."""
    console = request.app[CONSOLE]
    assert console is not None  # noqa: S101 (its routes are there only where it is)
    return console


def form_token(request: web.Request) -> str:
    """Return what the forms of this session carry."""
    return console_of(request).access.form_token(request.cookies.get(COOKIE, ""))


def check_form(request: web.Request, given: str) -> None:
    """Raise Refusal (403) where a form doesn't carry this session's token: another site may have sent it."""
    if not hmac.compare_digest(given.encode("utf-8", "replace"), form_token(request).encode()):
        raise Refusal(403, _STALE_FORM)


def text_of_form(form: object, name: str) -> str:
    """Return a text field of a form, trimmed; empty where it is missing or a file."""
    value = form.get(name) if hasattr(form, "get") else None
    return value.strip() if isinstance(value, str) else ""


def let_in(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        token,
        path="/staff",
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=is_secure(request),
    )


async def _explained(handler: Handler, request: web.Request) -> web.StreamResponse:
    """Return what the handler does; what it refuses becomes a sentence on a page."""
    try:
        return await handler(request)
    except DatabaseDown:
        raise
    except BotError as error:
        raise Refusal(409, str(error)) from error
