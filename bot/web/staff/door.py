"""Coming in by a link, and going out."""

import aiohttp_jinja2
from aiohttp import web

from bot.web.bodies import Refusal
from bot.web.staff.guard import COOKIE, MEMBER, console_of, let_in, text_of_form
from bot.web.staff.showing import SECTIONS

_VOID = (
    "这个登录链接已经用过、过期或不完整；请重新取一个：在 Telegram 里给机器人发 /console，"
    "或请管理员运行 policybot staff link 您的编号。"
)


async def home(request: web.Request) -> web.StreamResponse:
    """Lead to the first page that the member may see."""
    first = next(name for name, _, role in SECTIONS if request[MEMBER].role.includes(role))
    raise web.HTTPSeeOther(f"/staff/{first}")


@aiohttp_jinja2.template("staff/enter.html")
async def threshold(request: web.Request) -> dict[str, str]:
    """Show the button that uses the link up: looking at an address, as a chat's preview does, must not."""
    return {"link": request.query.get("link", "")}


async def enter(request: web.Request) -> web.StreamResponse:
    """Use the link up and begin a session; raises Refusal (403) where it is void."""
    link = text_of_form(await request.post(), "link")
    entered = await console_of(request).access.enter(link)
    if entered is None:
        raise Refusal(403, _VOID)
    response = web.Response(status=303, headers={"Location": "/staff", "Cache-Control": "no-store"})
    let_in(request, response, entered.token)
    return response


async def leave(request: web.Request) -> web.StreamResponse:
    """End the session."""
    await console_of(request).access.leave(request.cookies.get(COOKIE, ""))
    response = web.Response(status=303, headers={"Location": "/staff/enter"})
    response.del_cookie(COOKIE, path="/staff")
    return response
