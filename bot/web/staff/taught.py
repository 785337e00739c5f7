"""What staff have taught: ways of asking and synonyms, each to be confirmed, shown or withdrawn."""

from urllib.parse import urlencode

from aiohttp import web

from bot.staff.evidence import clause_line, clause_texts
from bot.staff.teaching import PAGE, STATES, Taught
from bot.web.bodies import Refusal
from bot.web.keys import ASSISTANT
from bot.web.staff.guard import MEMBER, console_of, text_of_form
from bot.web.staff.showing import names, number_of, show
from knowledge.document import UNCOVERED

_HERE = "taught"


async def show_taught(request: web.Request) -> web.StreamResponse:
    """List what is taught, newest first: phrasings, or synonyms; of one state, with some words."""
    teaching = console_of(request).teaching
    asked = request.query
    state = asked.get("state") if asked.get("state") in STATES else None
    words, page = asked.get("q", "").strip(), max(number_of(request, "page") or 1, 1)
    synonyms = asked.get("list") == "synonyms"
    read = teaching.synonyms if synonyms else teaching.phrasings
    listed = await read(state=state, words=words, page=page)
    phrasings = (one for one in listed.items if isinstance(one, Taught))
    named = {"list": "synonyms" if synonyms else "", "state": state or "", "q": words}
    context = {
        "synonyms": synonyms,
        "items": listed.items,
        "total": listed.total,
        "where": {one.id: _where(request, one) for one in phrasings},
        "states": STATES,
        "state": state,
        "words": words,
        "page": page,
        "pages": max(1, -(-listed.total // PAGE)),
        "address": "/staff/taught?" + urlencode({name: given for name, given in named.items() if given}),
        "names": await names(request),
        "waiting": (await teaching.phrasings(state="review")).total,
    }
    return show("taught.html", request, context, here=_HERE)


async def change(request: web.Request) -> web.StreamResponse:
    """Withdraw, show, hide or confirm what is taught, and show the list as it was."""
    teaching, by = console_of(request).teaching, request[MEMBER].by
    number = number_of(request, "number") or 0
    match request.match_info["act"]:
        case "withdraw":
            await teaching.withdraw(number, by=by)
            done = "takenback"
        case "withdraw-synonym":
            await teaching.withdraw_synonym(number, by=by)
            done = "takenback"
        case "show" | "hide" as act:
            await teaching.show(number, public=act == "show", by=by)
            done = "shown" if act == "show" else "hidden"
        case "confirm":
            await teaching.confirm(number, by=by)
            done = "confirmed"
        case _:
            raise Refusal(404, "没有这个操作。")
    form = await request.post()
    named = {name: text_of_form(form, name) for name in ("list", "state", "q", "page")}
    kept = {name: given for name, given in named.items() if given}
    raise web.HTTPSeeOther(f"/staff/taught?{urlencode({**kept, 'done': done})}")


def _where(request: web.Request, one: Taught) -> dict[str, object]:
    """Return the clause of a taught phrasing as a line, and in review what it said and says now."""
    library = request.app[ASSISTANT].library
    in_review = one.state == "review" and one.clause != UNCOVERED
    texts = clause_texts(library, one.document, one.clause, one.text_hash) if in_review else (None, None)
    titles = {published.document.id: published.document.title for published in library.live}
    return {
        "title": titles.get(one.document, one.document),
        "clause": clause_line(library, one.document, one.clause),
        "uncovered": one.clause == UNCOVERED,
        "before": texts[0],
        "now": texts[1],
    }
