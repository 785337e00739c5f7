"""The pages: chat, clause, document, departments, privacy. Each is whole without JavaScript."""

from dataclasses import replace
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from bot.answer import Answer
from bot.assistant import Assistant
from bot.identity import Channel, Person
from bot.web.bodies import Refusal, version_of
from bot.web.keys import ASSISTANT, RETENTION_DAYS
from bot.web.limits import GATE
from bot.web.views import Period, contents, paragraphs, period, rows
from bot.wording import PAUSED_HERE
from knowledge.document import Document

LONGEST_IN_ADDRESS = 800
"""Characters that the form may send by itself: 9 bytes each in an address, of which aiohttp reads 8,190."""


@aiohttp_jinja2.template("chat.html")
async def chat(request: web.Request) -> dict[str, Any]:
    """Show the chat page; with `q` and no JavaScript the answer too, with `draft` a question to finish."""
    assistant = request.app[ASSISTANT]
    question = request.query.get("q")
    answer = await _answer(request, question) if question is not None else None
    return {
        "answer": answer,
        "data": answer.to_json() if answer else None,
        "longest": LONGEST_IN_ADDRESS,
        "draft": request.query.get("draft", ""),
        "examples": assistant.library.examples,
        "documents": _documents(assistant),
        "person": await assistant.offers_person(),
    }


@aiohttp_jinja2.template("documents.html")
async def documents(request: web.Request) -> dict[str, Any]:
    """List the documents that answers come from."""
    return {"documents": _documents(request.app[ASSISTANT])}


@aiohttp_jinja2.template("document.html")
async def document(request: web.Request) -> dict[str, Any]:
    """Show a whole document as published, with its contents."""
    assistant = request.app[ASSISTANT]
    published = assistant.library.documents.get(request.match_info["document"])
    if published is None:
        raise Refusal(404, "没有找到这份文件。")
    all_rows = list(rows(published.document))
    return {
        "document": published.document,
        "period": period(published.document, assistant.today()),
        "rows": all_rows,
        "contents": contents(all_rows),
    }


@aiohttp_jinja2.template("clause.html")
async def clause(request: web.Request) -> dict[str, Any]:
    """Show a clause with its validity, its units under their names of today, and its neighbours."""
    assistant = request.app[ASSISTANT]
    library = assistant.library
    document_id, key = request.match_info["document"], request.match_info["key"]
    version = version_of(request)
    found = library.clause(document_id, key, version)
    if found is None:
        raise Refusal(404, "没有找到这一条，可能文件已经更新。")
    published, one = found
    before, after = library.neighbours(document_id, key, version)
    return {
        "document": published.document,
        "clause": one,
        "period": period(published.document, assistant.today()),
        "paragraphs": list(paragraphs(one.body)),
        "directory": library.directory,
        "before": before,
        "after": after,
        "version": None if published.live else published.version,
        "has_live": library.clause(document_id, key) is not None,
        "asked": library.lessons.shown.get((document_id, key), ()) if published.live else (),
        "paused": PAUSED_HERE if assistant.silences.covers(document_id, one) else None,
    }


@aiohttp_jinja2.template("departments.html")
async def departments(request: web.Request) -> dict[str, Any]:
    """List the departments that the documents name, and the clauses that each leads."""
    library = request.app[ASSISTANT].library
    return {"directory": library.directory, "led": library.led}


@aiohttp_jinja2.template("privacy.html")
async def privacy(request: web.Request) -> dict[str, Any]:
    """Say what is kept, for what, for how long, and how to have it erased."""
    return {"retention_days": request.app[RETENTION_DAYS]}


def _documents(assistant: Assistant) -> list[tuple[Document, Period]]:
    """Return the published documents with their periods."""
    today = assistant.today()
    return [
        (
            standing.published.document,
            period(replace(standing.published.document, validity=standing.validity), today),
        )
        for standing in assistant.library.standings
        if standing.published.live
    ]


async def _answer(request: web.Request, question: str) -> Answer:
    """Ask for someone without JavaScript: each question is a conversation of its own."""
    assistant = request.app[ASSISTANT]
    async with request.app[GATE].turn():
        return await assistant.ask(question, Person(Channel.WEB, assistant.issue_session()), begins=True)
