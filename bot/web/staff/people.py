"""Who has a role: the list, adding, removing."""

from aiohttp import web

from bot.staff.people import Role, id_of
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, show

_HERE = "people"


async def show_people(request: web.Request) -> web.StreamResponse:
    """List everybody with a role."""
    return show("people.html", request, {"everyone": await console_of(request).people.everyone()}, here=_HERE)


async def add(request: web.Request) -> web.StreamResponse:
    """Give somebody a role."""
    form = await request.post()
    user_id = id_of(text_of_form(form, "id"))
    role = Role.ADMIN if text_of_form(form, "role") == Role.ADMIN else Role.STAFF
    await console_of(request).people.add(
        user_id, role, by=request[MEMBER].by, name=text_of_form(form, "name")
    )
    raise done("/staff/people", "added")


async def remove(request: web.Request) -> web.StreamResponse:
    """Take somebody's role."""
    await console_of(request).people.remove(id_of(request.match_info["member"]), by=request[MEMBER].by)
    raise done("/staff/people", "removed")
