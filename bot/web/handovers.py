"""What a person writes to an owner on the web, fetched by the page while a person has the conversation."""

from typing import Any

from aiohttp import web

from bot.identity import Channel, Person
from bot.staff.handover import Message, Side
from bot.staff.wording import signed
from bot.web.bodies import id_of, read_object, text_of
from bot.web.keys import ASSISTANT
from bot.web.responses import json_response


async def messages(request: web.Request) -> web.Response:
    """Return what was written to this session after message `after`, and whether a person still has it."""
    data = await read_object(request)
    session, after = text_of(data, "session"), id_of(data, "after")
    assistant = request.app[ASSISTANT]
    if not assistant.accepts_session(session):
        return json_response({"open": False, "who": None, "messages": []})
    news = await assistant.news(Person(Channel.WEB, session), after)
    who = None if news.who is None else signed(assistant.handovers.service, news.who)
    written = [_message(one, assistant.handovers.service) for one in news.messages]
    return json_response({"open": news.is_open, "who": who, "messages": written})


def _message(message: Message, service: str) -> dict[str, Any]:
    by_person = message.side is Side.STAFF
    return {
        "id": message.id,
        "from": "staff" if by_person else "service",
        "name": signed(service, message.name) if by_person else None,
        "text": message.text,
        "at": message.at.isoformat(),
    }
