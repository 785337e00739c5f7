"""Files in the console: upload, what comes of the check, the preview and what is decided on it."""

from aiohttp import web

from bot.staff.documents import PAGE
from bot.web.bodies import Refusal
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import done, names, number_of, show
from bot.web.staff.uploading import received

_HERE = "files"
_LONGEST_WORDS = 100
_NO_CHECK = "没有找到这次检查，可能已经过期；请重新上传文件。"
_NO_DRAFT = "没有找到这份预览，可能已经过期；请重新上传文件。"


async def show_files(request: web.Request) -> web.StreamResponse:
    """Show the documents, drafts that wait, and the form for files."""
    console = console_of(request)
    words = request.query.get("q", "")[:_LONGEST_WORDS].strip()
    number = max(1, min(number_of(request, "page") or 1, 10**6))
    documents, count = await console.documents.page(words, number)
    context = {
        "documents": documents,
        "waiting": await console.files.waiting(),
        "words": words,
        "count": count,
        "page": number,
        "names": await names(request),
        "more": count > number * PAGE,
    }
    return show("files.html", request, context, here=_HERE)


async def upload(request: web.Request) -> web.StreamResponse:
    """Take files in and begin to check them."""
    files = console_of(request).files
    async with received(request, files.data) as paths:
        check = await files.check(paths, by=request[MEMBER].by)
    raise done(f"/staff/files/checks/{check}")


async def check_folder(request: web.Request) -> web.StreamResponse:
    """Begin to check the policies folder."""
    check = await console_of(request).files.check_folder(by=request[MEMBER].by)
    raise done(f"/staff/files/checks/{check}")


async def show_check(request: web.Request) -> web.StreamResponse:
    """Show that files are being checked, or what is wrong with them; a preview has a page of its own."""
    check = await console_of(request).files.find(request.match_info["check"])
    if check is None:
        raise Refusal(404, _NO_CHECK)
    if check.draft:
        raise done(f"/staff/files/drafts/{check.draft}")
    context = {"check": check, "names": await names(request)}
    return show("files-check.html", request, context, here=_HERE)


async def show_draft(request: web.Request) -> web.StreamResponse:
    """Show what publishing a draft would do."""
    view = await console_of(request).files.view(request.match_info["draft"])
    if view is None:
        raise Refusal(404, _NO_DRAFT)
    context = {"view": view, "page": view.check.page, "names": await names(request)}
    return show("files-draft.html", request, context, here=_HERE)


async def publish(request: web.Request) -> web.StreamResponse:
    """Make a draft live."""
    confirmed = text_of_form(await request.post(), "confirmed") == "yes"
    files = console_of(request).files
    await files.publish(request.match_info["draft"], by=request[MEMBER].by, confirmed=confirmed)
    raise done("/staff/files", "published")


async def discard(request: web.Request) -> web.StreamResponse:
    """Give a draft up."""
    await console_of(request).files.discard(request.match_info["draft"], by=request[MEMBER].by)
    raise done("/staff/files", "discarded")
