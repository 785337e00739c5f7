"""The audit table as a page."""

from aiohttp import web

from bot.web.staff.guard import console_of
from bot.web.staff.showing import number_of, show


async def show_audit(request: web.Request) -> web.StreamResponse:
    """Show who did what, newest first."""
    acts, older = await console_of(request).audit.page(before=number_of(request, "before"))
    return show("audit.html", request, {"acts": acts, "older": older}, here="audit")
