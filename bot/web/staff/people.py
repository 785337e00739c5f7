"""Who has a role: the list, adding, removing."""

from aiohttp import web

from bot.errors import BotError
from bot.staff.people import Role
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, number_of, show

_HERE = "people"


async def show_people(request: web.Request) -> web.StreamResponse:
    """List everybody with a role."""
    return show("people.html", request, {"everyone": await console_of(request).people.everyone()}, here=_HERE)


async def add(request: web.Request) -> web.StreamResponse:
    """Give somebody a role."""
    form = await request.post()
    written = text_of_form(form, "id")
    user_id = int(written) if written.isascii() and written.isdecimal() and len(written) < 17 else 0
    role = Role.ADMIN if text_of_form(form, "role") == Role.ADMIN else Role.STAFF
    await console_of(request).people.add(
        user_id, role, by=request[MEMBER].by, name=text_of_form(form, "name")
    )
    raise done("/staff/people", "added")


async def remove(request: web.Request) -> web.StreamResponse:
    """Take somebody's role; nobody takes their own, so that an admin is left."""
    user_id = number_of(request, "member") or 0
    if user_id == request[MEMBER].id:
        raise BotError("不能取消自己的角色；请让另一位管理员来做。")
    await console_of(request).people.remove(user_id, by=request[MEMBER].by)
    raise done("/staff/people", "removed")
