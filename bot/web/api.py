"""The JSON API: a question in, an answer out; votes; forgetting; a clause's full text."""

from aiohttp import web

from bot.answer import clause_url
from bot.identity import Channel, Person
from bot.web.bodies import Refusal, flag_of, id_of, optional_text_of, read_object, text_of, version_of
from bot.web.keys import ASSISTANT
from bot.web.limits import GATE
from bot.web.responses import json_response
from bot.web.views import paragraphs, period


async def ask(request: web.Request) -> web.Response:
    """Answer a question; a session that isn't ours is replaced by a new one."""
    data = await read_object(request)
    question = text_of(data, "question")
    session = optional_text_of(data, "session")
    assistant = request.app[ASSISTANT]
    goes_on = session is not None and assistant.accepts_session(session)
    person = Person(Channel.WEB, session if session and goes_on else assistant.issue_session())
    async with request.app[GATE].turn():
        answer = await assistant.ask(question, person, begins=not goes_on)
    return json_response(answer.to_json())


async def vote(request: web.Request) -> web.Response:
    """Keep whether an answer of this session helped; voting again changes the vote."""
    data = await read_object(request)
    question_id, helpful = id_of(data, "question_id"), flag_of(data, "helpful")
    session = text_of(data, "session")
    assistant = request.app[ASSISTANT]
    known = assistant.accepts_session(session)
    if not (known and await assistant.vote(question_id, Person(Channel.WEB, session), helpful=helpful)):
        raise Refusal(404, "没有找到这条回答，可能已经删除了。")
    return json_response({"helpful": helpful})


async def forget(request: web.Request) -> web.Response:
    """Erase everything that was asked in this session, and say how many questions that were."""
    session = text_of(await read_object(request), "session")
    assistant = request.app[ASSISTANT]
    known = assistant.accepts_session(session)
    erased = await assistant.forget(Person(Channel.WEB, session)) if known else 0
    return json_response({"erased": erased})


async def clause(request: web.Request) -> web.Response:
    """Return a clause's full text in paragraphs, with what stands around it."""
    assistant = request.app[ASSISTANT]
    document_id, key = request.match_info["document"], request.match_info["key"]
    found = assistant.library.clause(document_id, key, version_of(request))
    if found is None:
        raise Refusal(404, "没有找到这一条，可能文件已经更新。")
    published, one = found
    document = published.document
    return json_response(
        {
            "document": document.id,
            "document_title": document.title,
            "version": published.version,
            "path": one.path,
            "heading": one.heading,
            "sections": list(one.sections),
            "paragraphs": list(paragraphs(one.body)),
            "units": {"lead": one.units.lead, "others": list(one.units.others)},
            "paused": assistant.silences.covers(document.id, one),
            "period": period(document, assistant.today()).text,
            "url": clause_url(document.id, one.key, None if published.live else published.version),
        }
    )
