"""The desk: its queues, a question with its evidence, and the search for clauses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.answer import KINDS
from bot.identity import CHANNELS
from bot.staff.evidence import ClauseLine, find_clauses
from bot.staff.handover import LONGEST_REPLY
from bot.staff.queues import Queue
from bot.staff.reviews import VERDICTS, Gone, Item
from bot.web.bodies import Refusal
from bot.web.keys import ASSISTANT
from bot.web.responses import json_response
from bot.web.staff.guard import MEMBER, console_of
from bot.web.staff.showing import names, number_of, show

HERE = "desk"


@dataclass(frozen=True, slots=True)
class Entered:
    """What somebody has typed into the forms of a question's page, to be shown again; `found` by their search."""

    teach: bool = False
    words: str | None = None
    public: bool = False
    find: str = ""
    found: Sequence[ClauseLine] | None = None
    said: str = ""
    printed: str = ""
    reply: str = ""


async def first_queue(_request: web.Request) -> web.StreamResponse:
    """Lead to the first queue."""
    raise web.HTTPSeeOther(f"/staff/desk/{next(iter(Queue))}")


async def show_queue(request: web.Request) -> web.StreamResponse:
    """List a queue, newest first."""
    queue = _queue(request.match_info["queue"])
    if queue is None:
        raise Refusal(404, "没有这一栏；请回到待办。")
    queues = console_of(request).queues
    context: dict[str, Any] = {
        "queue": queue,
        "tabs": await queues.tabs(),
        "undo": undo_of(request),
        "verdicts": VERDICTS,
        "kinds": KINDS,
        "channels": CHANNELS,
    }
    if queue is Queue.PERSON:
        context |= {"asking": await queues.asking()}
    else:
        lines, older = await queues.page(queue, before=number_of(request, "before"))
        context |= {"lines": lines, "older": older, "paged": number_of(request, "before") is not None}
    return show("desk.html", request, context, here=HERE)


async def show_item(request: web.Request) -> web.StreamResponse:
    """Show a question, the evidence, what the bot said, and only then what to choose from."""
    try:
        item = await console_of(request).reviews.item(number_of(request, "id") or 0)
    except Gone:
        return show_gone(request, queue_of(request.query))
    return await show_question(request, item, queue_of(request.query))


async def show_question(
    request: web.Request,
    item: Item,
    queue: Queue,
    *,
    entered: Entered | None = None,
    problem: str | None = None,
) -> web.Response:
    """Return a question's page; with a problem it is a refusal (409) that keeps what was entered."""
    console = console_of(request)
    older, newer = await console.queues.beside(queue, item.id)
    context = {
        "item": item,
        "queue": queue,
        "older": older,
        "newer": newer,
        "names": await names(request),
        "entered": entered or Entered(),
        "way": await console.replies.way(item.id, by=request[MEMBER].by),
        "longest": LONGEST_REPLY,
        "problem": problem,
        "undo": undo_of(request),
        "kinds": KINDS,
        "channels": CHANNELS,
    }
    return show("question.html", request, context, here=HERE, status=409 if problem else 200)


def show_gone(request: web.Request, queue: Queue) -> web.Response:
    """Return the page that says that a question has been erased."""
    return show("gone.html", request, {"queue": queue, "sentence": str(Gone())}, here=HERE, status=404)


async def find(request: web.Request) -> web.StreamResponse:
    """Send the live clauses that have what is typed, as JSON."""
    words = request.query.get("q", "").strip()
    found = find_clauses(request.app[ASSISTANT].library, words) if words else []
    clauses = [
        {"place": one.place, "title": one.title, "label": one.label, "text": one.text} for one in found
    ]
    return json_response({"clauses": clauses})


def queue_of(given: Mapping[str, Any]) -> Queue:
    """Return the queue that an address or a form names; the recent ones where it names none."""
    return _queue(str(given.get("queue", ""))) or Queue.RECENT


def undo_of(request: web.Request) -> dict[str, str] | None:
    """Return what takes the last verdict back: its question, round, and what it taught; None without any."""
    parts = request.query.get("last", "").split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdecimal() and len(part) < 19 for part in parts):
        return None
    return dict(zip(("id", "round", "taught"), parts, strict=True))


def _queue(name: str) -> Queue | None:
    return Queue(name) if name in list(Queue) else None
