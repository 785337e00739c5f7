"""A document's versions in the console: rolling back and withdrawing, each after a page that says what it changes."""

from aiohttp import web

from bot.staff.documents import Card
from bot.web.bodies import Refusal
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, names, number_of, show

_HERE = "files"


async def show_document(request: web.Request) -> web.StreamResponse:
    """Show a document's versions and the problems of its file."""
    context = {"card": await _card(request), "names": await names(request)}
    return show("document.html", request, context, here=_HERE)


async def confirm_roll_back(request: web.Request) -> web.StreamResponse:
    """Show what rolling back to a version would change."""
    document, version = request.match_info["document"], number_of(request, "version") or 0
    change = await console_of(request).documents.rolled_back(document, version)
    context = {"document": document, "version": version, "change": change}
    return show("document-rollback.html", request, context, here=_HERE)


async def roll_back(request: web.Request) -> web.StreamResponse:
    """Publish an earlier text again."""
    written = text_of_form(await request.post(), "version")
    version = int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
    document = request.match_info["document"]
    await console_of(request).documents.roll_back(document, version, by=request[MEMBER].by)
    raise done("/staff/files", "rolledback")


async def confirm_withdrawal(request: web.Request) -> web.StreamResponse:
    """Show what withdrawing a document means."""
    return show("document-withdraw.html", request, {"card": await _card(request)}, here=_HERE)


async def withdraw(request: web.Request) -> web.StreamResponse:
    """Take a document out of the answers."""
    await console_of(request).documents.withdraw(request.match_info["document"], by=request[MEMBER].by)
    raise done("/staff/files", "withdrawn")


async def _card(request: web.Request) -> Card:
    card = await console_of(request).documents.card(request.match_info["document"])
    if card is None:
        raise Refusal(404, "没有找到这份文件。")
    return card
